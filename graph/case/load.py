"""Cases and case files → a store."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike

from graph.case.file import read
from graph.case.model import Case
from graph.case.rows import LoadReport
from graph.case.rows import load as load_cases
from graph.errors import CaseFileError
from graph.settings import Settings
from graph.stores import Progress, Store


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
    return load_cases(read_all(cases, settings=settings), store, progress=progress)


def read_all(cases: Iterable[Case | str | PathLike[str]], *, settings: Settings | None = None) -> list[Case]:
    """Read case files; what is a case already is taken as it is.

    Raises
    ------
    CaseFileError
        A file cannot be read or is not valid; the error holds every problem of every file.
    """
    found: list[Case] = []
    problems: list[str] = []
    for case in cases:
        try:
            found.append(case if isinstance(case, Case) else read(case, settings=settings))
        except CaseFileError as error:
            problems += error.problems
    if problems:
        raise CaseFileError(problems)
    return found
