"""The screen as a component: the text beside the queue, with all keys, and the decisions that come from it.

How Python and the browser talk: the screen is three elements, namely the program, the text with all that is proposed
of it, and the screen with what changed since. Streamlit sends an element again only when it changed. The browser shows
a decision at once and collects it in an outbox, which is the component's state; each decision has a number and is sent
until Python has acknowledged it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import streamlit as st

from graph.review.decisions import VERDICTS, Decision
from graph.ui.parts.sent import sent_by
from graph.ui.review.payload import KEY

_PARTS = (
    "dom",
    "units",
    "outbox",
    "model",
    "text",
    "queue",
    "picker",
    "forms",
    "card",
    "deciding",
    "panels",
    "stepping",
    "filters",
    "keyboard",
    "screen",
    "main",
)
"""The files of ``screen/``: parts of one program, in this order."""
MAX_DECISIONS = 1_000
"""The most decisions that are read from one message."""
_KEPT_REFUSALS = 50


@dataclass(frozen=True, slots=True)
class Sent:
    """A decision that came from the browser, with the key that tells it from every other."""

    key: str
    decision: Decision


@dataclass(slots=True)
class Inbox:
    """What one session received from the screen of one text.

    Parameters
    ----------
    place : str
        Case and source, as ``harbour-fire/report``: what the screen of another sends is not for this one.
    """

    place: str
    epoch: str = ""
    seq: int = 0
    version: int = 0
    """Of what it was told, as far as the browser says that it knows it."""
    refused: list[dict[str, str]] = field(default_factory=list)

    def read(self, sent: object) -> tuple[Sent, ...]:
        """Read what the browser sent, and return what is new in it; what the screen would not send is ignored."""
        match sent:
            case {
                "place": self.place,
                "epoch": str() as epoch,
                "version": int() as version,
                "decisions": list() as rows,
            }:
                pass
            case _:
                return ()
        if epoch != self.epoch:
            self.epoch, self.seq, self.refused = epoch, 0, []
        self.version = version
        new = []
        for row in rows[:MAX_DECISIONS]:
            match row:
                case {"seq": int() as seq, "key": str() as key} if seq > self.seq:
                    self.seq = seq
                    if (decision := _decision(row, key)) is not None:
                        new.append(Sent(key, decision))
        return tuple(new)

    def refuse(self, sent: Sent, reason: str) -> None:
        """Have the browser told why a decision was not carried out."""
        self.refused.append({"key": sent.key, "proposal": sent.decision.proposal, "reason": reason})
        del self.refused[:-_KEPT_REFUSALS]


def _decision(row: Mapping[str, Any], key: str) -> Decision | None:
    match row:
        case {"proposal": str() as proposal, "decision": str() as verdict} if verdict in VERDICTS:
            value = row.get("value")
            return Decision(
                time="",
                proposal=proposal,
                decision=verdict,
                value={**(value if isinstance(value, dict) else {}), KEY: key},
            )
    return None


def screen(
    content: Mapping[str, Any],
    mark: str,
    told: Mapping[str, Any],
    inbox: Inbox,
    *,
    key: str,
    on_decisions: Callable[[Sequence[Sent]], None],
) -> None:
    """Show the screen.

    Parameters
    ----------
    content : mapping
        The text and what is proposed, as :class:`graph.ui.review.payload.Told` has it; pass the same object again.
    mark : str
        Names the content.
    told : mapping
        What changed since, as :meth:`graph.ui.review.payload.Told.since` gives it.
    inbox : Inbox
        Of this text.
    key : str
        The element's key, unique on the page.
    on_decisions : callable
        Called with what is new before the page runs again, so that a run that is cut short loses none.
    """

    def on_outbox_change() -> None:
        new = inbox.read(sent_by(key, "outbox"))
        if new:
            on_decisions(new)

    program, part, view = _components()
    control = {
        **told,
        "content": mark,
        "ack": {"epoch": inbox.epoch, "seq": inbox.seq},
        "refused": list(inbox.refused),
    }
    with st.container(gap=None):
        program(key=f"{key}-code")
        part(key=f"{key}-content", data={"mark": mark, "body": content})
        view(key=key, data=control, on_outbox_change=on_outbox_change, height="content")


# A promise that the program resolves and its users await. A component's script needs a line break: without one
# Streamlit takes it for the name of a file.
_WAIT = """
const shared = globalThis.__casegraphReviewProgram ??= (() => {
  let open;
  const ready = new Promise((done) => { open = done; });
  return { ready, open };
})();
"""


@cache
def _components() -> tuple[Any, Any, Any]:
    """Register the program, the part that carries the text and the screen itself; once a process."""
    here = files("graph.ui.review")
    source = "\n".join(here.joinpath("screen", f"{name}.js").read_text(encoding="utf-8") for name in _PARTS)
    component = st.components.v2.component
    return (
        component(
            "casegraph_review_code",
            css=here.joinpath("review.css").read_text(encoding="utf-8"),
            js=f"{_WAIT}\n{source}",
            isolate_styles=False,
        ),
        component(
            "casegraph_review_content", js=f"{_WAIT}export default async (c) => (await shared.ready).content(c);\n"
        ),
        # a selection inside a shadow tree is hidden from the page, so it stands in the page itself
        component(
            "casegraph_review",
            html='<div class="casegraph-review"></div>',
            js=f"{_WAIT}export default async (c) => (await shared.ready).show(c);\n",
            isolate_styles=False,
        ),
    )
