"""The report of what a store holds: of a case, of statements, of a question or of a view of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from graph.case.captions import status_of
from graph.case.file import read, source_texts
from graph.case.model import Locator
from graph.case.schema import VALUE_TYPES, Schema
from graph.case.seeds import seeds_folder
from graph.case.stored import stored_part
from graph.case.texts import Texts, words_at
from graph.elements import Key, Relationship, Subgraph
from graph.errors import NotFoundError, RenderError
from graph.explore.drawing import DrawnView, PlacedGraph
from graph.explore.filter import filtered
from graph.explore.view import View
from graph.formats.report import Report
from graph.formats.report.compose import check_number, compose, find_question
from graph.picture.parts import Scene
from graph.questions.case_graph import CaseGraph
from graph.questions.ledger import statement_ids
from graph.questions.opposed import opposed
from graph.questions.parts import check_case
from graph.review.cases import KeptCase, KeptCases
from graph.review.second_read import SecondRead, read_counting
from graph.settings import Settings
from graph.stores import Store

_VALUES = frozenset(VALUE_TYPES)
_SCOPE = "A part of it: the statements that were chosen."


def report_of(
    store: Store,
    case_id: str,
    *,
    settings: Settings,
    statements: Collection[str] | None = None,
    question: str = "",
    schema: Schema | None = None,
    texts: Texts | None = None,
) -> Report:
    """Make the report of a case that a store holds, of statements of it, or of a question that is asked of it.

    Parameters
    ----------
    store : Store
    case_id : str
        Empty: the only one.
    settings : Settings
    statements : collection of str, optional
        Ids of those that it is about; all where none are given.
    question : str
        Id of a question of the case file.
    schema : Schema, optional
    texts : Texts, optional
        Where the texts of sources are; looked for where the settings say if it is not given.

    Raises
    ------
    NotFoundError
        The store holds no such case; or there are several, and none is named.
    RenderError
        As :func:`graph.formats.report.compose.compose`.
    """
    return _compose(
        store,
        case_id or _only_case(store),
        settings,
        texts,
        statements=statements,
        question=question,
        scope=_SCOPE if statements is not None else "",
        schema=schema,
    )


def report_of_view(
    store: Store,
    view: View,
    placed: PlacedGraph,
    drawn: DrawnView,
    *,
    settings: Settings,
    schema: Schema,
    texts: Texts | None = None,
) -> Report:
    """Make the report of what a view shows, with its picture, and with the values that are said of what it shows.

    Parameters
    ----------
    store : Store
    view : View
    placed : PlacedGraph
    drawn : DrawnView
        Of the view, as :func:`graph.explore.drawing.open_view` gives them.
    settings : Settings
    schema : Schema
    texts : Texts, optional
        As in :func:`report_of`.

    Raises
    ------
    RenderError
        The view shows no statement, or statements of several cases.
    """
    shown = statements_of_view(view, placed, drawn)
    cases = sorted({key.case for key in shown})
    if len(cases) > 1:
        raise RenderError(f"The view shows statements of {len(cases)} cases: {', '.join(cases)}. Choose one of them.")
    if not cases:
        raise RenderError("There is nothing to report: the view shows no statement. Show some, or report on a case.")
    left_out = f" Left out of it: {'; '.join(drawn.left_out)}." if drawn.left_out else ""
    return _compose(
        store,
        cases[0],
        settings,
        texts,
        statements={key.local_id for key in shown},
        scope=f"A part of it: what the view shows, and what is said of that.{left_out}",
        schema=schema,
        scene=drawn.scene,
    )


def statements_of_view(view: View, placed: PlacedGraph, drawn: DrawnView) -> list[Key]:
    """Return the keys of the statements that a view shows, and of those on values of what it shows.

    A view shows no dates, quantities and texts at first: a report lists what happened by its dates all the same.
    """
    shown = _statements(drawn.graph)
    if view.off >= _VALUES:  # nobody asked for them in the picture, and nobody took them away
        with_values = replace(view, off=view.off - _VALUES)
        there = {node.key for node in drawn.graph.nodes}
        values = filtered(drawn.whole, with_values, placed.types, drawn.claims, placed.dates)
        shown += [r for r in _statements(values) if "Value" in r.end_node.labels and r.start_node.key in there]
    return sorted({r.key for r in shown})


def _statements(graph: Subgraph) -> list[Relationship]:
    return [r for r in graph.relationships if r.key.case and status_of(r)]


def _compose(
    store: Store,
    case_id: str,
    settings: Settings,
    texts: Texts | None,
    *,
    statements: Collection[str] | None,
    question: str = "",
    scope: str,
    schema: Schema | None,
    scene: Scene | None = None,
) -> Report:
    check_case(store, case_id)
    cases = KeptCases(settings)
    kept = cases.find(case_id)
    file = cases.read(kept) if kept and not kept.problem else None
    whole = statements is None and not question
    asked = None
    if question:
        if file is None:
            way_out = "Mend the file." if kept else f"Name the file: casegraph report CASE.yaml --question {question}."
            raise NotFoundError(f"{_no_file(kept, case_id)} {way_out}")
        asked = find_question(file.questions, question, case_id)
    if statements is None:
        statements = asked.statements if asked else statement_ids(store, case_id)
    check_number(statements, settings)  # before anything is read for it
    case = stored_part(store, case_id, statements)
    if case is None:
        raise NotFoundError(f"The store does not hold all of the case {case_id}. Load it again.")
    graph = CaseGraph(case, schema)
    claims = [claim for id in graph.statements for claim in graph.claims(id)]
    marks = SecondRead(case, read_counting(kept.path)[0]).marks if kept else {}
    hashes = {source.id: source.sha256 for source in case.sources}
    at_hand = texts or Texts([settings.texts, settings.cases, seeds_folder()])

    def quote(passage: Locator) -> str | None:
        sha256 = hashes.get(passage.source)
        return at_hand.quote(passage, sha256) if sha256 else None

    return compose(
        replace(case, questions=file.questions if file else ()),
        statements=None if whole else statements,
        question=question,
        scope=scope,
        scene=scene,
        quote=quote,
        marks=marks,
        opposed=opposed(store, claims, graph.schema),
        notes=(f"{_no_file(kept, case_id)} They are not in this report.",) if file is None else (),
        schema=schema,
        settings=settings,
    )


def report_of_file(
    path: Path,
    *,
    settings: Settings,
    statements: Collection[str] | None = None,
    question: str = "",
    schema: Schema | None = None,
) -> Report:
    """Make the report of a case file, whether or not a store holds its case.

    Parameters
    ----------
    path : Path
        Texts are looked for beside it, and in the folder of texts.
    settings : Settings
    statements : collection of str, optional
        As in :func:`report_of`.
    question : str
    schema : Schema, optional

    Raises
    ------
    CaseFileError
        The file cannot be read, or is not valid.
    NotFoundError, RenderError
        As :func:`graph.formats.report.compose.compose`.
    """
    case = read(path, settings=settings)
    texts = source_texts(case, path, settings=settings)
    return compose(
        case,
        statements=statements,
        question=question,
        scope=_SCOPE if statements is not None else "",
        quote=lambda at: words_at(texts[at.source], at) if at.source in texts else None,
        marks=SecondRead(case, read_counting(path)[0]).marks,
        schema=schema,
        settings=settings,
    )


def _no_file(kept: KeptCase | None, case_id: str) -> str:
    """Return why a case's questions, and what second readers say of it, are not known."""
    what = "so the questions of the case, and what second readers say of it, are not known."
    if kept is None:
        return f"The case file of {case_id} is not in the folder of cases (setting cases), {what}"
    return f"The case file of {case_id} cannot be read ({kept.problem.partition(chr(10))[0]}), {what}"


def _only_case(store: Store) -> str:
    ids = [case.id for case in store.cases()]
    if len(ids) != 1:
        held = f"holds {', '.join(ids)}: name one with --case" if ids else "holds none: load one"
        raise NotFoundError(f"A report is of one case, and the store {held}.")
    return ids[0]
