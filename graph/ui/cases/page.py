"""The page Cases: every case that is kept, what is in it, how far its review is, and whether the store has it so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from html import escape

import streamlit as st

from graph.case.words import joined_with_and, number_of
from graph.errors import CaseGraphError, StoreError, StoreNotFoundError
from graph.review.cases import CaseSummary, KeptCase, without_folder
from graph.review.extraction import in_words
from graph.stores import LoadedCase
from graph.ui import data, frame, kept, state
from graph.ui.cases import card, intake, session
from graph.ui.cases.extracting import Extraction
from graph.ui.cases.returned import on_return
from graph.ui.difference.panel import offer_difference, show_difference
from graph.ui.pages import CASES, REVIEW
from graph.ui.parts.text import plain
from graph.ui.review.second import open_second_read

_MAX_WAIT_S = 0.2  # seconds to wait for what is taken apart before the page is drawn without it


def page() -> None:
    """List the cases, and take documents into them."""
    with st.container(key="cases-page"):
        _bring_into_store()
        loaded, problem = _loaded()
        every = kept.kept_cases().all()
        elsewhere = [case for id, case in loaded.items() if id not in {case.id for case in every}]
        titles = Counter(title.casefold() for title in (*(c.title for c in every), *(c.title for c in elsewhere)))
        alike = {title for title, n in titles.items() if n > 1}
        own, seeds = [case for case in every if not case.seed], [case for case in every if case.seed]
        _show_top(is_first=not own, loaded=loaded, problem=problem)
        if own:
            st.html('<h2 class="section">Your cases</h2>')
        for case in own:
            _show_case(case, loaded, alike)
        if seeds:
            st.html('<h2 class="section">Cases that come with the program</h2>')
        for case in seeds:
            _show_case(case, loaded, alike)
        _show_elsewhere(elsewhere, alike)
    on_return(key="returned")


def _loaded() -> tuple[dict[str, LoadedCase], str]:
    """Return the cases of the session's store by their ids, and why it does not say which these are."""
    try:
        return {case.id: case for case in data.cases(data.version())}, ""
    except StoreNotFoundError:  # it is made by what is loaded first
        return {}, ""
    except StoreError as error:
        return {}, str(error)


def _bring_into_store() -> None:
    """Load what was taken apart, once: so what is accepted of it is in the graph at once."""
    extraction = session.last_extraction()
    if extraction is None or extraction.is_settled or not extraction.ready(_MAX_WAIT_S):
        return
    extraction.is_settled = True
    case = extraction.outcome.kept
    if case is None:
        return
    try:
        if extraction.into:
            kept.follow(case)
        else:
            kept.load(case)
    except CaseGraphError as error:
        extraction.problem = f"It is kept, but not in the store: {_without_path(str(error), case)}"


# -- above the cases -------------------------------------------------------------------------------


def _show_top(*, is_first: bool, loaded: Mapping[str, LoadedCase], problem: str) -> None:
    form = session.form()
    with st.container(horizontal=True, vertical_alignment="center", key="cases-top"):
        if is_first:
            st.html(
                '<div class="begin"><h2 class="case">A case of your own</h2><p>Give an article as a file, or paste it. '
                "Names, dates and who says what in it are proposed to you; what you accept becomes a graph in which "
                "every claim says who makes it, and where it is written.</p></div>",
                width="stretch",
            )
        else:
            frame.note("A case is a folder of files: the program writes to them, and so may you, with any editor.")
            st.space("stretch")
        is_busy = (form is not None and not form.into) or session.is_extracting()
        if st.button("New case", type="primary", key="new-case", disabled=is_busy, icon=":material/add:"):
            session.open_form("")
            st.rerun()
    if len(data.connections()) > 1:
        frame.note(f"The store is “{frame.store_name()}”; another one is opened on the page Connections.")
    if fault := kept.kept_cases().fault:
        frame.note(fault, loud=True)
    if problem:
        st.warning(plain(f"{problem} Cases can be begun and reviewed meanwhile."))
        if st.button("Try again"):
            st.rerun()
    _show_extraction()
    _show_said(session.TOP)
    if form and not form.into:
        _show_form(form, None, loaded)


def _show_form(form: session.Form, into: KeptCase | None, loaded: Collection[str]) -> None:
    def begin(title: str, documents: intake.Documents, method: str) -> None:
        cases, settings = kept.kept_cases(), data.settings()
        if documents:
            session.begin_extraction(
                Extraction(
                    cases, documents, settings=settings, into=into, title=title, avoid=set(loaded), method=method
                )
            )
        elif session.act(session.TOP, lambda: _begin_empty(title, loaded)):
            session.close_form()
        st.rerun()

    if not session.is_extracting():
        intake.show(form.number, into, begin=begin, cancel=_cancel)


def _cancel() -> None:
    session.close_form()
    st.rerun()


def _begin_empty(title: str, loaded: Collection[str]) -> str:
    case, _ = kept.kept_cases().new(title, avoid=set(loaded))
    said = f"{case.title} is there, with nothing in it yet. Add a source to it."
    try:
        kept.load(case)
    except CaseGraphError as error:
        return f"{said} It is not in the store: {_without_path(str(error), case)}"
    return said


# -- what is being taken apart ---------------------------------------------------------------------


def _show_extraction() -> None:
    extraction = session.last_extraction()
    if extraction is None:
        return
    with st.container(border=True, key="extraction"):
        if not extraction.is_settled:
            _show_progress(extraction)
            return
        case = extraction.outcome.kept
        if case:
            _show_proposed(extraction, case)
        elif extraction.was_stopped:
            frame.note(f"Stopped. Nothing of {extraction.title} was written.", loud=True)
        else:
            st.error(plain(_without_path(str(extraction.outcome.error), extraction.into)))
        with st.container(horizontal=True, key="extraction-end"):
            if case and st.button("Review them", type="primary", key="review-proposed"):
                session.forget_extraction()
                _review(case, extraction.outcome.found[0].source.id)
            if st.button("Close", type="tertiary", key="close-extraction"):
                session.forget_extraction()
                st.rerun()


@st.fragment(run_every=0.5)
def _show_progress(extraction: Extraction) -> None:
    if extraction.ready():
        st.rerun()
    st.html(f'<h2 class="case" dir="auto">{escape(extraction.title)}</h2>')
    st.progress(extraction.part, plain(extraction.stage))
    if st.button("Stop", key="stop-extraction"):
        extraction.stop()
        extraction.ready(2.0)
        st.rerun()


def _show_proposed(extraction: Extraction, case: KeptCase) -> None:
    found = extraction.outcome.found
    counts = in_words(each.counts for each in found)
    st.html(f'<h2 class="case" dir="auto">{escape(case.title)}</h2>')
    frame.note(f"Proposed: {counts}. None of it is in the case until you decide.", loud=True)
    for each in found:
        for sentence in (*each.document.notes, *each.proposals.notes):
            frame.note(f"{each.name}: {sentence}")
    undated = dict.fromkeys(f"“{each.source.title}”" for each in found if not each.source.published)
    if undated:
        frame.note(
            f"The day of publication is not known of {joined_with_and(list(undated))}: what “last Tuesday” means there "
            "stays open. Give the document once more, with its day, and the dates are proposed anew."
        )
    if extraction.problem:
        st.warning(plain(extraction.problem))


# -- a case ----------------------------------------------------------------------------------------


def _show_case(case: KeptCase, loaded: Mapping[str, LoadedCase], alike: Collection[str]) -> None:
    """Show a case; with its id where its title is among those that several have."""
    key, there, form = _key(case), loaded.get(case.id), session.form()
    with st.container(border=True, key=f"case-{key}"):
        if case.problem:
            _show_problem(case, there)
        else:
            try:
                summary = kept.kept_cases().summary(case)
            except CaseGraphError as error:  # it changed since it was listed
                st.error(plain(_without_path(str(error), case)))
                return
            is_same = there is not None and there.sha256 == summary.sha256
            id = case.id if case.title.casefold() in alike else ""
            heading = card.heading(case.title, _pills(case, there, summary), id)
            st.html(heading + card.counts(summary, kept.outside_in_words(case)) + card.sources(summary))
            if summary.stated:
                st.html(card.stated(summary.stated))
            if there is not None and not is_same and not there.loading:
                frame.note("The case file says something else than the store does: load it again.", loud=True)
            _show_actions(case, there, is_same, summary)
            show_difference(case, there)
        _show_said(key)
        _show_removal(case.id, key, case.title)
        if form and form.into == case.id and not case.seed:
            _show_form(form, case, loaded)


def _key(case: KeptCase) -> str:
    return f"{'seed-' if case.seed else ''}{case.path.parent.name}"


def _pills(case: KeptCase, there: LoadedCase | None, summary: CaseSummary | None) -> list[tuple[str, card.Look]]:
    pills: list[tuple[str, card.Look]] = []
    if summary is None:
        pills.append(("cannot be read", "bad"))
    if there is None:
        pills.append(("not in the store", ""))
    elif there.loading:
        pills.append(("being loaded", ""))
    elif summary is None or there.sha256 == summary.sha256:
        pills.append(("in the store", "good"))
    else:
        pills.append(("changed since it was loaded", "bad"))
    if case.seed:
        pills.append(("read-only", ""))
    if summary and summary.unreviewed:
        pills.append(("draft", "bad"))
    return pills


def _show_problem(case: KeptCase, there: LoadedCase | None) -> None:
    st.html(card.heading(case.title, _pills(case, there, None)) + card.problems(case.problem.splitlines()))
    with st.container(horizontal=True, key=f"actions-{_key(case)}"):
        if st.button("Look again", key=f"look-{_key(case)}"):
            st.rerun()
        _offer_download(case)
        if there is not None:
            _offer_removal(_key(case))


def _show_actions(case: KeptCase, there: LoadedCase | None, is_same: bool, summary: CaseSummary) -> None:
    key = _key(case)
    to_review = next((each for each in summary.sources if each.left), next(iter(summary.sources), None))
    with st.container(horizontal=True, key=f"actions-{key}"):
        if there is None:
            _button("Load", f"load-{key}", key, lambda: _load(case))
        elif not is_same:
            _button("Load again", f"load-{key}", key, lambda: _load(case), primary=True)
        if there is not None and st.button("Explore", key=f"explore-{key}"):
            frame.open_in_explore(case.id)
        if there is not None and summary.sources and st.button("Read", key=f"read-{key}"):
            frame.open_sources(case.id)
        if case.seed:
            _button("Make it mine", f"mine-{key}", session.TOP, lambda: _make_mine(case))
        else:
            if to_review and st.button("Review", key=f"review-{key}"):
                _review(case, to_review.source.id)
            if summary.claims and st.button("Second reader", key=f"second-{key}"):
                open_second_read(case.id)
            if st.button("Add a source", key=f"add-{key}", disabled=session.is_extracting()):
                session.open_form(case.id)
                st.rerun()
        _offer_download(case)
        offer_difference(case)
        if there is not None:
            _offer_removal(key)


def _button(label: str, key: str, where: str, action: Callable[[], str], *, primary: bool = False) -> None:
    if st.button(plain(label), key=key, type="primary" if primary else "secondary"):
        with st.spinner(plain(f"{label} …")):
            session.act(where, action)
        st.rerun()


def _show_said(where: str) -> None:
    said = session.take_said(where)
    if said is None:
        return
    if said.is_error:
        st.error(plain(said.sentence))
    else:
        frame.note(said.sentence, loud=True)


def _load(case: KeptCase) -> str:
    try:
        report = kept.load(case)
    except CaseGraphError as error:
        raise CaseGraphError(_without_path(str(error), case)) from error
    entities = "1 entity" if report.entities == 1 else f"{report.entities:,} entities"
    return f"Loaded: {entities}, {number_of(report.statements, 'statement')}, {number_of(report.claims, 'claim')}."


def _make_mine(case: KeptCase) -> str:
    kept.kept_cases().make_mine(case.id)
    return f"{case.title} is among your cases now: a copy that you can change, in place of the original."


def _without_path(message: str, case: KeptCase | None) -> str:
    return without_folder(message, case.path.parent) if case else message


def _offer_download(case: KeptCase) -> None:
    st.download_button(
        "Download",
        lambda: kept.kept_cases().as_zip(case),
        f"{case.path.parent.name}.zip",
        "application/zip",
        key=f"download-{_key(case)}",
        help="The folder of the case: its file, texts, proposals, decisions and changes",
        on_click="ignore",
    )


def _offer_removal(key: str) -> None:
    if st.button("Remove from the store", key=f"remove-{key}", type="tertiary"):
        session.ask(key)
        st.rerun()


def _show_removal(id: str, key: str, title: str, *, is_kept: bool = True) -> None:
    """Ask whether a case is to leave the store, where its button was pressed."""
    if not session.is_asked(key):
        return
    stays = (
        "Its file stays, and can be loaded again." if is_kept else "Its file is not kept here, and stays where it is."
    )
    with st.container(key=f"removal-{key}", horizontal=True, vertical_alignment="center"):
        frame.note(f"Remove {title} from the store? {stays}", loud=True)
        if st.button("Remove", key=f"removed-{key}", type="primary"):
            session.ask("")
            with st.spinner("Removing …"):
                session.act(key if is_kept else session.TOP, lambda: _remove(id, title))
            st.rerun()
        if st.button("Keep it", key=f"stays-{key}", type="tertiary"):
            session.ask("")
            st.rerun()


def _remove(id: str, title: str) -> str:
    data.store().remove_case(id)
    return f"{title} is out of the store; its file stays."


def _review(case: KeptCase, source: str) -> None:
    parameters = {"case": case.id, "source": source, **state.common_parameters()}
    st.switch_page(frame.streamlit_page(REVIEW), query_params=parameters)


# -- cases whose files are elsewhere ---------------------------------------------------------------


def _show_elsewhere(cases: list[LoadedCase], alike: Collection[str]) -> None:
    if not cases:
        return
    st.html('<h2 class="section">Also in this store, from files that are kept elsewhere</h2>')
    for case in cases:
        key = f"elsewhere-{case.id}"
        with st.container(border=True, key=f"case-{key}"):
            pills: list[tuple[str, card.Look]] = [("being loaded", "") if case.loading else ("in the store", "good")]
            st.html(card.heading(case.title, pills, case.id if case.title.casefold() in alike else ""))
            with st.container(horizontal=True, key=f"actions-{key}"):
                if st.button("Explore", key=f"explore-{key}"):
                    frame.open_in_explore(case.id)
                _offer_removal(key)
            _show_removal(case.id, key, case.title, is_kept=False)


if __name__ == "__main__":
    frame.show_page_without_store(page, CASES.title)
