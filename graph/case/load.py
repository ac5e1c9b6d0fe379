"""Load cases, and the cases in case files, into a store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike

from graph.case.file import read
from graph.case.model import Case
from graph.case.rows import ModelRows
from graph.errors import CaseFileError
from graph.settings import Settings
from graph.stores import Progress, Store


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading one case did, and what the store now holds of it.

    Parameters
    ----------
    case_id : str
    changed : bool
        False where the store already held exactly this case.
    entities, statements, claims, mentions : int
    """

    case_id: str
    changed: bool
    entities: int
    statements: int
    claims: int
    mentions: int


def load(
    store: Store,
    *cases: Case | str | PathLike[str],
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> list[LoadReport]:
    """Make a store hold exactly what each case says; other cases in it are untouched.

    Parameters
    ----------
    store : Store
    *cases : Case, str or path
        Cases, or the paths of case files. All files are read before anything is written.
    settings : Settings, optional
        Those of the environment where it is not given.
    progress : callable, optional
        Called as ``progress(done, total)`` with the rows of the case that is being written.

    Returns
    -------
    list of LoadReport
        One for each case, in their order.

    Raises
    ------
    CaseFileError
        A file cannot be read or is not valid; the error holds every problem of every file.
    StoreError
        The store cannot be written; it holds the old case or the new one, never half of it.
    """
    reports = []
    for case in read_all(cases, settings=settings):
        rows = ModelRows(case)
        changed = store.replace_case(rows, progress=progress)
        claims = sum(len(statement.claims) for statement in case.statements)
        reports.append(
            LoadReport(case.id, changed, len(case.entities), len(case.statements), claims, rows.mention_count)
        )
    return reports


def read_all(cases: Iterable[Case | str | PathLike[str]], *, settings: Settings | None = None) -> list[Case]:
    """Return cases: those given, and those read from the given case files, in their order.

    Raises
    ------
    CaseFileError
        A file cannot be read or is not valid; the error holds every problem of every file.
    """
    read_cases: list[Case] = []
    problems: list[str] = []
    for case in cases:
        try:
            read_cases.append(case if isinstance(case, Case) else read(case, settings=settings))
        except CaseFileError as error:
            problems += error.problems
    if problems:
        raise CaseFileError(problems)
    return read_cases
