"""The contradictions: what excludes each other, and what only looks as if it did, with the passages on both sides."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from graph.case.contradictions import RULES, Finding, Verdict
from graph.case.contradictions.findings import WORDS
from graph.explore.view import View
from graph.formats.contradictions import summary, to_markdown
from graph.questions.contradictions import Contradictions, ToldSide, contradictions, to_json
from graph.stores import LoadedCase
from graph.ui import addressed, data, frame
from graph.ui.claims import ledger
from graph.ui.explore.export import file_stem
from graph.ui.pages import CLAIMS
from graph.ui.parts.inspector import inspector
from graph.ui.parts.inspector.claims import Content, whole_claim
from graph.ui.parts.text import plain

_VERDICT, _RULE, _FROM = "verdict", "rule", "from"
"""Parameters of the address: which verdict and rule are shown, and the number of the first finding."""
_CLAIM = "claim"
_PAGE = 25
"""Findings of a page."""
_TALL = 560


def draw(version: str, view: View, case: LoadedCase) -> None:
    """Draw the tab for a case."""
    asked = addressed.current(CLAIMS)
    told = _contradictions(version, case.id)
    every = (*told.found.findings, *told.found.undecided)
    by_verdict = Counter(finding.verdict for finding in every)
    if not by_verdict:
        frame.note("No rule finds anything in this case: nothing in it is said in two ways.", loud=True)
        return
    offered = [each for each in WORDS if by_verdict[each]]
    verdict = next((each for each in offered if each == asked.get(_VERDICT)), offered[0])
    by_rule = Counter(finding.rule for finding in every if finding.verdict == verdict)
    rule = asked[_RULE] if asked.get(_RULE) in by_rule else ""
    found = told.chosen([verdict], [rule] if rule else [])
    _show_bar(case, told, (by_verdict, verdict), (by_rule, rule))
    left, right = st.columns([1.9, 1], gap="small")
    with left, st.container(key="contradictions-rows"):
        first = _first(asked, len(found))
        _show_findings(version, told, found[first : first + _PAGE], first + 1, asked)
        _show_steps(first, len(found))
    with right:
        ledger.show_explanation(version, case, asked)


@st.cache_resource(max_entries=8, show_spinner="Looking for contradictions …")
def _contradictions(version: str, case: str) -> Contradictions:
    return contradictions(data.store_at(version), case, data.schema_at(version))


def _change(changed: Mapping[str, str]) -> None:
    """Change parameters of the address; what is empty goes."""
    parameters = {**addressed.current(CLAIMS), **changed}
    addressed.change(CLAIMS, {name: text for name, text in parameters.items() if text})


def _show_bar(
    case: LoadedCase, told: Contradictions, verdicts: tuple[Counter[Verdict], Verdict], rules: tuple[Counter[str], str]
) -> None:
    """Offer the verdicts and the rules that any finding is of, each with their number and the chosen one; and files."""
    by_verdict, by_rule = verdicts[0], rules[0]
    with st.container(key="contradictions-bar", horizontal=True, vertical_alignment="bottom", gap="small"):
        st.session_state["contradictions-verdict"] = verdicts[1]
        st.segmented_control(
            "Verdict",
            [each for each in WORDS if by_verdict[each]],
            format_func=lambda name: plain(f"{name.capitalize()} ({by_verdict[name]:,})"),
            required=True,
            key="contradictions-verdict",
            on_change=lambda: _change({_VERDICT: st.session_state["contradictions-verdict"], _RULE: "", _FROM: ""}),
        )
        st.session_state["contradictions-rule"] = rules[1]
        st.selectbox(
            "Rule",
            ["", *(rule for rule in RULES if by_rule[rule])],
            format_func=lambda id: plain(f"{RULES[id].sentence} ({by_rule[id]:,})" if id else "Any rule"),
            width=420,
            key="contradictions-rule",
            on_change=lambda: _change({_RULE: st.session_state["contradictions-rule"], _FROM: ""}),
        )
        with st.popover("Save", key="contradictions-save"):
            stem = file_stem(f"{case.id}-contradictions") or "contradictions"
            st.download_button(
                "Markdown",
                lambda: to_markdown([told]).encode(),
                f"{stem}.md",
                "text/markdown",
                help="Every finding with both its sides, to read",
                on_click="ignore",
                width="stretch",
            )
            st.download_button(
                "JSON",
                lambda: json.dumps(to_json([told]), ensure_ascii=False, indent=2).encode(),
                f"{stem}.json",
                "application/json",
                help="As the command contradictions prints it, for other programs",
                on_click="ignore",
                width="stretch",
            )
    frame.note(summary(told, told.found.findings))


def _show_findings(
    version: str, told: Contradictions, found: Sequence[Finding], first: int, asked: Mapping[str, str]
) -> None:
    sections = []
    for number, finding in enumerate(found, first):
        rows = [row for n, side in enumerate(told.sides(finding)) for row in _rows(version, told, side, n, asked)]
        name, because = finding.why
        rows.append({"words": [{"text": f"{name or 'Why'}: ", "strong": True}, f"{because}."], "passages": []})
        # by its number a reader of the screen tells apart what one rule finds twice
        sections.append({"heading": f"{number}. {RULES[finding.rule].sentence}", "rows": rows})
    listed = {"key": "contradictions", "title": "Findings", "untitled": True, "sections": sections}
    inspector(listed, height=_TALL, on_event=ledger.on_event, key="contradictions-list", label="Contradictions")


def _rows(version: str, told: Contradictions, side: ToldSide, number: int, asked: Mapping[str, str]) -> list[Content]:
    """Return a side as rows: each claim with its passage, or a name as it is printed."""
    rows: list[Content] = []
    name = ("On one side: ", "On the other: ")[number]
    for n, each in enumerate(side.told):
        lead = [{"text": name, "strong": True}] if n == 0 else []
        if not each.claim:
            rows.append({"words": [*lead, each.text], "passages": []})
            continue
        claim, start, end = told.claim(each.claim)
        [row] = whole_claim(claim, start, end, data.schema_at(version), data.passage_text, None)
        rows.append({**row, "words": [*lead, *row["words"]], "chosen": each.claim == asked.get(_CLAIM)})
    if side.more:
        rows.append({"words": [f"and {side.more:,} more"], "passages": []})
    return rows


def _first(asked: Mapping[str, str], total: int) -> int:
    """Return the place of the page's first finding."""
    number = asked.get(_FROM, "")
    given = int(number) - 1 if number.isascii() and number.isdigit() and len(number) < 10 else 0
    return given - given % _PAGE if 0 <= given < total else 0


def _show_steps(first: int, total: int) -> None:
    if total <= _PAGE:
        return
    with st.container(key="contradictions-steps", horizontal=True, vertical_alignment="center", gap="small"):
        earlier, later = str(first + 1 - _PAGE), str(first + 1 + _PAGE)
        st.button("Earlier page", disabled=first == 0, on_click=lambda: _change({_FROM: earlier}))
        st.button("Next page", disabled=first + _PAGE >= total, on_click=lambda: _change({_FROM: later}))
        frame.note(f"{first + 1:,} to {min(first + _PAGE, total):,} of {total:,}")
