"""A case file compared with an earlier version, with the store or with another file: in words and as a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from itertools import groupby

import streamlit as st

from graph.case.diff import MARKS
from graph.case.file import from_yaml, to_yaml
from graph.case.file.case_file import CaseFile
from graph.case.file.revisions import read_revision, revisions
from graph.case.model import Case
from graph.case.stored import as_stored, stored_case
from graph.case.words import moment, number_of, shorten
from graph.errors import CaseGraphError, NotFoundError
from graph.explore.difference import DrawnDifference, draw_difference
from graph.formats import FORMATS, to_bytes
from graph.picture.fonts import lacking_in_words
from graph.questions.differences import HEADINGS, Comparison, Told
from graph.review.cases import KeptCase
from graph.stores import LoadedCase
from graph.ui import data, frame, kept
from graph.ui.parts.canvas import CanvasEvents, SearchEntry, canvas
from graph.ui.parts.text import plain

OPEN = "difference"
"""Session key: the file of the case whose differences are shown; empty for none."""
HIDDEN = "difference_hidden"
"""Session key: what the legend of the picture filters out."""
SELECTED = "difference_selected"
"""Session key: the keys that are selected in the picture."""
DRAWN = "difference_drawn"
"""Session key: what was compared last, with its picture."""
HEIGHT = 460
_MOST = 30
"""Changes, and revisions of git, that are offered at the most."""
_MOST_TOLD = 200
"""Rows that are listed; the picture and the command line have all."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version that a case file can be compared with.

    Parameters
    ----------
    label : str
        What a person reads in the list.
    name : str
        What it is called in a sentence.
    read : callable
        Returns it; raises a :class:`~graph.errors.CaseGraphError` where it is not there.
    of_store : bool
        It holds what a store holds, and no more.
    """

    label: str
    name: str
    read: Callable[[], Case]
    of_store: bool = False


def offer_difference(case: KeptCase) -> None:
    """Offer to compare a case file with another version of it."""
    is_open = _is_open(case)
    if st.button(
        "Close the comparison" if is_open else "What changed", key=f"difference-{_name(case)}", type="tertiary"
    ):
        for which in (HIDDEN, SELECTED, DRAWN):
            st.session_state.pop(which, None)
        st.session_state[OPEN] = "" if is_open else case.path.as_posix()
        st.rerun()


def show_difference(case: KeptCase, loaded: LoadedCase | None) -> None:
    """Show what changed in a case file, where that was asked for.

    Parameters
    ----------
    case : KeptCase
        A case whose file can be read.
    loaded : LoadedCase or None
        What the session's store has of it.
    """
    if not _is_open(case):
        return
    with st.container(key=f"difference-panel-{_name(case)}"):
        try:
            _show(case, loaded, _name(case))
        except CaseGraphError as error:
            st.error(plain(str(error).replace(f"{case.path.resolve().parent}/", "")))


def _is_open(case: KeptCase) -> bool:
    return bool(st.session_state.get(OPEN) == case.path.as_posix())


def _name(case: KeptCase) -> str:
    return f"{'seed-' if case.seed else ''}{case.id}"


def versions(case: KeptCase, loaded: LoadedCase | None) -> list[Version]:
    """Return what a case file can be compared with: the store, its earlier changes, what git keeps, another file."""
    file = CaseFile(case.path, data.settings())
    found = []
    if loaded is not None and not loaded.loading:
        found.append(Version("What the store holds", "the store", lambda: _of_store(case.id), of_store=True))
    for change in file.history()[:_MOST]:
        what, id = shorten(change.change.what, 70), change.change.id
        label = f"Before “{what}” ({moment(change.change.time)})"
        found.append(Version(label, f"before “{what}”", lambda id=id: file.before(id)))  # type: ignore[misc]
    for revision in revisions(case.path, limit=_MOST):
        label = f"Git {revision.id}: {shorten(revision.subject, 60)} ({moment(revision.time)})"
        found.append(
            Version(label, f"git {revision.id}", lambda id=revision.id: read_revision(id, case.path))  # type: ignore[misc]
        )
    return found


def _of_store(id: str) -> Case:
    found = stored_case(data.store(), id)
    if found is None:
        raise NotFoundError("The store no longer holds this case. Load it first.")
    return found


def _show(case: KeptCase, loaded: LoadedCase | None, name: str) -> None:
    offered = versions(case, loaded)
    other = len(offered)
    chosen = st.selectbox(
        "Compare the case file, as it is now, with",
        range(other + 1),
        format_func=lambda place: offered[place].label if place < other else "Another file …",
        key=f"difference-with-{name}",
    )
    version = offered[chosen] if chosen is not None and chosen < other else _uploaded(name)
    if version is None:
        frame.note("Choose a case file: an older copy, or one that somebody sent you. It is only read.")
        return
    before, after = version.read(), kept.kept_cases().read(case)
    if version.of_store:
        after = as_stored(after)
    comparison, drawn = _compared(before, after, version, case)
    frame.note(comparison.summary, loud=True)
    if not comparison:
        return
    told = comparison.told()
    if drawn is not None:
        _draw(drawn, told, name, f"{case.id}-changes")
    elif comparison.found.entities or comparison.found.statements:
        limit = data.settings().max_nodes_drawn
        frame.note(
            f"More changed than a picture takes: the limit is {number_of(limit, 'node')} (setting max_nodes_drawn)."
        )
    st.html(_as_html(told[:_MOST_TOLD]))
    if len(told) > _MOST_TOLD:
        frame.note(f"And {number_of(len(told) - _MOST_TOLD, 'more row')}; casegraph diff lists them all.")


def _uploaded(name: str) -> Version | None:
    file = st.file_uploader("The other case file", key=f"difference-file-{name}", type=["yaml", "yml"])
    if file is None:
        return None
    limit = data.settings().max_case_file_mb
    content = file.getvalue()
    if len(content) > limit * 1_000_000:
        raise NotFoundError(f"{file.name} is larger than {limit} MB (setting max_case_file_mb). Give a smaller one.")
    return Version(file.name, file.name, lambda: from_yaml(content, name=file.name))


def _compared(before: Case, after: Case, version: Version, case: KeptCase) -> tuple[Comparison, DrawnDifference | None]:
    """Compare and draw; the same objects until one of the versions changes, so that the picture is sent once."""
    token = (version.label, to_yaml(before), to_yaml(after))
    last = st.session_state.get(DRAWN)
    if last is None or last[0] != token:
        comparison = Comparison(before, after)
        drawn = draw_difference(comparison, before_name=version.name, after_name=case.path.name) if comparison else None
        if drawn is not None and not 0 < len(drawn.graph.nodes) <= data.settings().max_nodes_drawn:
            drawn = None
        last = st.session_state[DRAWN] = (token, comparison, drawn)
        st.session_state[HIDDEN], st.session_state[SELECTED] = (), ()
    return last[1:]


def _draw(drawn: DrawnDifference, told: Iterable[Told], name: str, stem: str) -> None:
    selected = st.session_state[SELECTED]
    canvas(
        drawn.scene,
        graph_id=f"difference-{name}-{id(drawn)}",
        key=f"difference-canvas-{name}",
        height=HEIGHT,
        selection=selected,
        hidden=st.session_state[HIDDEN],
        filter_mode="remove",
        shareable=False,
        index=tuple(SearchEntry(node.key, node.caption, node.type) for node in drawn.scene.nodes),
        empty="Nothing is left of this picture. Show an entry of the legend again.",
        on_events=_on_events,
    )
    if rows := _selected(drawn, told, selected):
        st.html(f'<div class="changes" role="status">{_rows(rows)}</div>')
    theme = st.context.theme.type or "light"
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        frame.note("Save the picture:")
        for row in FORMATS.values():
            if row.picture:
                st.download_button(
                    plain(row.label),
                    lambda ending=row.ending: to_bytes(  # type: ignore[misc]
                        drawn.graph, ending, scene=drawn.scene, theme=theme, claims=drawn.claims
                    ),
                    f"{stem}{row.ending}",
                    row.mime,
                    help=plain(row.use),
                    key=f"difference-{row.ending}-{name}",
                    on_click="ignore",
                )
    if lacking := lacking_in_words(drawn.scene.words):
        frame.note(f"In PNG and PDF: {lacking}")


def _on_events(events: CanvasEvents) -> None:
    for event in events.events:
        if event.kind == "select":
            st.session_state[SELECTED] = (*event.nodes, *event.edges)
        elif event.kind == "filter":
            st.session_state[HIDDEN] = event.hidden


def _selected(drawn: DrawnDifference, told: Iterable[Told], selected: Iterable[str]) -> list[Told]:
    """Return what changed of what is selected in the picture."""
    keys = set(selected)
    ids = {item.id for item in (*drawn.graph.nodes, *drawn.graph.relationships) if item.key in keys}
    return [row for row in told if row.id in ids]


def _as_html(told: Iterable[Told]) -> str:
    parts = [f"<h4>{HEADINGS[kind]}</h4>{_rows(rows)}" for kind, rows in groupby(told, key=lambda row: row.kind)]
    return f'<div class="changes">{"".join(parts)}</div>'


def _rows(rows: Iterable[Told]) -> str:
    items = []
    for row in rows:
        details = "".join(f'<li class="{mark}">{_sign(mark)}{escape(text)}</li>' for mark, text in row.details)
        items.append(
            f'<li class="{row.mark}">{_sign(row.mark)}<span dir="auto">{escape(row.text)}</span> '
            f"<code>{escape(row.id)}</code>{f'<ul>{details}</ul>' if details else ''}</li>"
        )
    return f"<ul>{''.join(items)}</ul>"


def _sign(mark: str) -> str:
    return f'<b aria-hidden="true">{MARKS[mark]}</b><span class="unseen">{mark}: </span>'
