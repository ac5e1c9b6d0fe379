"""The page Review: what is proposed of a source beside its text, decided by keys, and in the graph at once."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from graph.case.choices import case_labels, told_apart
from graph.case.file.stated_crimes import stated_crimes
from graph.case.model import Case, Source
from graph.case.schema import load_schema
from graph.case.words import number_of, shorten
from graph.errors import CaseGraphError, StoppedError
from graph.reading import Document
from graph.review.beside import read_proposals, review_folder
from graph.review.cases import KeptCase
from graph.review.decisions import in_force, read
from graph.review.reviewing import Review
from graph.ui import data, frame, kept, state
from graph.ui.cases.extracting import Extraction
from graph.ui.pages import CASES, REVIEW
from graph.ui.parts.text import plain
from graph.ui.review import second
from graph.ui.review.component import Inbox, Sent, screen
from graph.ui.review.payload import KEY, Told, keys_in, progress

_OPEN = "review_open"
"""Session key: the review that is on the screen."""
_WHERE = "review_where"
"""Session key: case and source that were chosen."""
_EXTRACTION = "review_extraction"
"""Session key: the source that is being extracted."""
_PART = "part"
"""URL parameter: which part of a long text is shown, from 1."""
_MAX_WAIT_S = 0.6


@dataclass(slots=True)
class _Open:
    """A review on the screen of a session.

    Parameters
    ----------
    stamp : tuple
        Of its files, when they were read last.
    asked : int
        The part of the text that was asked for.
    """

    kept: KeptCase
    review: Review
    told: Told
    inbox: Inbox
    mark: str
    stamp: tuple[object, ...]
    asked: int


def page(address: Mapping[str, str]) -> None:
    """Show the review of a source.

    Parameters
    ----------
    address : mapping of str to str
        The parameters that the page was opened with.
    """
    cases = kept.kept_cases().all()
    if not any(not case.seed for case in cases):
        _say_no_case(cases)
        return
    readable = [case for case in cases if not case.seed and not case.problem]
    if readable and address.get(second.PARAMETER) == "second":
        second.page(readable, address.get("case", ""))
        return
    with st.container(key="review-head"):
        columns = st.columns([1, 1.2, 2.1], gap="small", vertical_alignment="center")
    case, source = _choose(cases, address, columns)
    if case.problem:
        st.error(plain(f"{case.title} cannot be read:\n\n{case.problem}"))
        _link_to_cases("Correct the file in an editor, then look again.")
        return
    if source is None:
        _link_to_cases(f"{case.title} has no source yet. Add a document to it.")
        return
    if case.seed:
        _offer_copy(case)
        return
    if _is_extracting(case, source):
        return
    opened = _opened(case, source, _part(address))
    _choose_part(opened, columns[1])
    _offer_extraction(opened)
    told = opened.told.since(opened.inbox.version)
    screen(
        opened.told.content,
        opened.mark,
        told,
        opened.inbox,
        key=f"review-{opened.mark}",
        on_decisions=lambda sent: _decide(opened, sent),
    )
    _show_look(opened.review)
    _show_stated(opened.review)
    frame.note_damaged(opened.review.damaged, opened.review.decisions_path)
    # after the screen, so that a decision is acknowledged before the graph is written
    with columns[2]:
        _follow(opened)


# -- which case, which source ----------------------------------------------------------------------


def _say_no_case(cases: Sequence[KeptCase]) -> None:
    seeds = ", ".join(case.title for case in cases)
    frame.note("Nothing to review: there is no case of your own yet.", loud=True)
    _link_to_cases(
        "Begin one with a document of yours"
        + (f", or make one of those that come with the program your own: {seeds}." if seeds else ".")
    )


def _link_to_cases(sentence: str) -> None:
    frame.note(sentence)
    if st.button("Go to Cases"):
        st.switch_page(frame.streamlit_page(CASES), query_params=state.common_parameters())


def _choose(
    cases: Sequence[KeptCase], address: Mapping[str, str], columns: Sequence[DeltaGenerator]
) -> tuple[KeptCase, Source | None]:
    """Offer the cases and the sources of the chosen one; the address says both."""
    before = st.session_state.get(_WHERE) or (address.get("case", ""), address.get("source", ""))
    if address.get("case"):
        before = address["case"], address.get("source", "")
    by_id = {case.id: case for case in cases}
    if before[0] and before[0] not in by_id:
        frame.note(f"The case {before[0]!r} is not among the cases that are kept here.", loud=True)
    first = next(case.id for case in cases if not case.seed)
    shown = before[0] if before[0] in by_id else first
    titles = case_labels({case.id: case.title + (" (comes with the program)" if case.seed else "") for case in cases})
    chosen = columns[0].selectbox(
        "Case",
        list(by_id),
        index=list(by_id).index(shown),
        format_func=lambda id: titles[id],
        key=f"review-case-{before[0]}",
        label_visibility="collapsed",
    )
    case = by_id[chosen]
    if chosen != shown:
        _go(chosen, "")
    if case.problem:
        _remember(case.id, "")
        return case, None
    sources = {source.id: source for source in kept.kept_cases().read(case).sources}
    if not sources:
        _remember(case.id, "")
        return case, None
    states = _states(case.path) if not case.seed else {}
    wanted = before[1] if before[0] == case.id and before[1] in sources else _first_open(sources, states)
    names = told_apart({id: shorten(each.title, 80) for id, each in sources.items()})
    id = columns[1].selectbox(
        "Source",
        list(sources),
        index=list(sources).index(wanted),
        # how far it is comes first: the end of a long title is cut off
        format_func=lambda id: f"{progress(states.get(id, {}))} · {names[id]}",
        # a list goes on showing the words that were chosen: with another count it is another list
        key=f"review-source-{case.id}-{wanted}-{progress(states.get(wanted, {}))}",
        label_visibility="collapsed",
    )
    if id != wanted:
        _go(case.id, id)
    _remember(case.id, id)
    return case, sources[id]


def _go(case: str, source: str) -> NoReturn:
    """Draw the page anew for another choice: the lists are of the choice before it, and would miss the next one."""
    _remember(case, source)
    st.rerun()


def _first_open(sources: Mapping[str, Source], states: Mapping[str, Mapping[str, int]]) -> str:
    return next((id for id in sources if states.get(id, {}).get("open")), next(iter(sources)))


def _remember(case: str, source: str) -> None:
    where = case, source
    if st.session_state.get(_WHERE) != where or not st.query_params.get("case"):
        same = st.session_state.get(_WHERE) in (None, where)
        kept_parameters = st.query_params.to_dict() if same else {}
        st.session_state[_WHERE] = where
        state.set_url({**kept_parameters, "case": case, **({"source": source} if source else {})})


def _states(path: Path) -> dict[str, dict[str, int]]:
    """Return how much of each source is decided, and how much is open; names count once, whatever their places."""
    found = {}
    decided = _decided(path)
    for each in read_proposals(path):
        states: Counter[str] = Counter(open=0)
        for row in each.rows:
            if row.kind not in ("mention", "pronoun"):
                mentions = row.value.get("mentions", ()) if row.kind == "entity" else ()
                is_decided = row.id in decided or (bool(mentions) and all(id in decided for id in mentions))
                states["accepted" if is_decided else "open"] += 1
        found[each.source] = dict(states)
    return found


def _decided(path: Path) -> set[str]:
    """Return what was taken or left out of all sources, with what came along; who is only corrected is still open."""
    found: set[str] = set()
    for rows in in_force(read(review_folder(path) / "decisions.jsonl")).values():
        for row in rows:
            if row.decision in ("accept", "reject"):
                found.add(row.proposal)
            if row.decision in ("accept", "split", "add"):
                found.update(row.value.get("mentions", ()), row.value.get("with", ()))
    return found


def _offer_copy(case: KeptCase) -> None:
    frame.note(
        f"{case.title} comes with the program and is only read. Make a copy of your own to review and change it.",
        loud=True,
    )
    if st.button("Make it mine", type="primary"):
        kept.kept_cases().make_mine(case.id)
        st.rerun()


# -- the review ------------------------------------------------------------------------------------


def _part(address: Mapping[str, str]) -> int:
    """Return which part of a long text the address names, from 0."""
    text = address.get(_PART, "")
    return int(text) - 1 if text.isascii() and text.isdigit() else 0


def _choose_part(opened: _Open, column: DeltaGenerator) -> None:
    """Offer the parts of a long text."""
    count = len(opened.told.parts)
    if count < 2:
        return
    part = column.selectbox(
        "Part",
        range(count),
        index=opened.told.part,
        format_func=lambda n: f"Part {n + 1} of {count}",
        key=f"review-part-{opened.mark}",
        label_visibility="collapsed",
    )
    if part != opened.told.part:
        st.query_params[_PART] = str(part + 1)
        st.rerun()


def _opened(case: KeptCase, source: Source, part: int) -> _Open:
    """Return the session's review of a source, as its files say now."""
    opened: _Open | None = st.session_state.get(_OPEN)
    stamp = _stamp(case.path)
    is_same = opened and (opened.kept.path, opened.review.source_id) == (case.path, source.id)
    if opened and is_same and opened.stamp[0] == stamp[0] and opened.asked == part:
        if opened.stamp != stamp:
            opened.review.refresh()
            opened.told.look_again()
            opened.stamp = stamp
        return opened
    review = Review(case.path, source.id, data.settings())
    told = Told(review, case.id, part)
    # with what no id has between them: "a-b" and "c" are not "a" and "b-c"
    mark = f"{case.id}/{source.id}/{told.part}/{abs(hash(stamp[0])):x}"
    opened = _Open(case, review, told, Inbox(f"{case.id}/{source.id}"), mark, stamp, part)
    st.session_state[_OPEN] = opened
    return opened


def _plain(error: CaseGraphError, case: KeptCase) -> str:
    """Return what an error says, with the case file by its name: nobody needs to see folders of the server."""
    return str(error).replace(str(case.path.resolve()), case.path.name).replace(str(case.path), case.path.name)


def _stamp(path: Path) -> tuple[object, ...]:
    """Return what changes with the proposals, with the case file, and with the decisions."""
    folder = review_folder(path)
    found: list[object] = []
    for each in (folder / "proposals.json", path, folder / "decisions.jsonl"):
        try:
            status = each.stat()
        except OSError:
            found.append(None)
        else:
            found.append((status.st_mtime_ns, status.st_size))
    return tuple(found)


def _decide(opened: _Open, sent: Sequence[Sent]) -> None:
    """Carry decisions out; what cannot be is told beside its proposal."""
    written = keys_in(opened.review.decisions_path)
    new = [each for each in sent if each.key not in written]
    try:
        refused = opened.review.decide([each.decision for each in new])
    except CaseGraphError as error:
        for each in new:
            opened.inbox.refuse(each, _plain(error, opened.kept))
    else:
        by_key = {each.key: each for each in new}
        for no in refused:
            opened.inbox.refuse(by_key[no.decision.value[KEY]], no.reason)
        opened.told.look_again()
    opened.stamp = _stamp(opened.kept.path)


def _show_look(review: Review) -> None:
    """List the decisions whose words are no longer where they were."""
    if not review.look:
        return
    with st.expander(plain(f"{number_of(len(review.look), 'decision')} to look at: the text changed")):
        frame.note("Their words are gone, or stand in several places now. They are kept, and count for nothing here.")
        for each in review.look:
            words = f"{each.prefix[-20:]}[{each.exact}]{each.suffix[:20]}"
            st.text(f"{each.decision}: {shorten(words, 200)}")


def _show_stated(review: Review) -> None:
    """List the names and other words of the case that say as a fact that somebody did a crime."""
    lines = list(stated_crimes(review.case))
    if not lines:
        return
    with st.expander(plain(f"{number_of(len(lines), 'line')} to look at: a crime stated as a fact")):
        for line in lines:
            frame.note(line)


# -- in the graph ----------------------------------------------------------------------------------


def _follow(opened: _Open) -> None:
    """Bring what was decided into the graph, and say what is in it."""
    case = opened.kept
    try:
        report = kept.follow(case)
    except CaseGraphError as error:
        st.error(plain(f"The graph was not changed. {_plain(error, case)} What you decided is kept."))
        return
    with st.container(key="review-follow", horizontal=True, vertical_alignment="center", gap="small"):
        place = "In the case, not yet in the graph" if report is None else "In the graph"
        counts = counts_in_words(opened.review.case)
        st.html(f'<p class="note" role="status">{place}: {html.escape(counts)}.</p>', width="stretch")
        if report is None:
            if st.button("Load it", key="review-load"):
                kept.load(case)
                st.rerun()
        elif st.button("Open in Explore", key="review-explore"):
            frame.open_in_explore(case.id)
        if st.button("Second reader", key="review-second", help="Have each claim read against the words that it cites"):
            second.open_second_read(case.id)


def counts_in_words(case: Case) -> str:
    """Return what is in a case: "12 people, 3 places, 31 claims"."""
    types = load_schema().entity_types
    counts = Counter(entity.type for entity in case.entities)
    claims = sum(len(statement.claims) for statement in case.statements)
    entities = [
        f"{counts[name]:,} {(name if counts[name] == 1 else type_.plural).lower()}"
        for name, type_ in types.items()
        if counts[name]
    ]
    return ", ".join([*entities, number_of(claims, "claim")]) if entities or claims else "nothing yet"


# -- extracting ------------------------------------------------------------------------------------


def _offer_extraction(opened: _Open) -> None:
    """Offer to propose something of a source of which nothing was proposed."""
    if any(item.rule != "added" for item in opened.review.items):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        frame.note("Nothing is proposed of this text: select words to add what it says, or")
        if st.button("Extract this source", key="review-extract"):
            document = Document(opened.review.text)
            cases = kept.kept_cases()
            name = opened.review.source.title
            st.session_state[_EXTRACTION] = (
                opened.kept.id,
                opened.review.source_id,
                Extraction(cases, [(name, document)], settings=data.settings(), into=opened.kept),
            )
            st.rerun()


def _is_extracting(case: KeptCase, source: Source) -> bool:
    """Show how far the extraction of this source is; False where there is none, or it is done."""
    running: tuple[str, str, Extraction] | None = st.session_state.get(_EXTRACTION)
    if running is None or running[:2] != (case.id, source.id):
        return False
    extraction = running[2]
    if extraction.ready(_MAX_WAIT_S):
        del st.session_state[_EXTRACTION]
        error = extraction.outcome.error
        if error is not None and not isinstance(error, StoppedError):
            st.error(plain(error))
        return False
    _show_progress(extraction)
    return True


@st.fragment(run_every=0.5)
def _show_progress(extraction: Extraction) -> None:
    if extraction.ready():
        st.rerun()
    st.progress(extraction.part, plain(extraction.stage))
    if st.button("Stop", key="review-stop"):
        extraction.stop()


if __name__ == "__main__":
    # before the frame, which gives the address to the page that is drawn
    opened_with = st.query_params.to_dict()
    frame.show_page_without_store(lambda: page(opened_with), REVIEW.title)
