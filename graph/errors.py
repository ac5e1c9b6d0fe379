"""One tree of errors.

Each message says what was refused, the value and the limit, and what to do next. It never holds a
password, a stack trace or a path of the server.
"""


class CaseGraphError(Exception):
    """Anything Case Graph refuses or cannot do; ``str(error)`` is fit to show to a person."""


class SettingsError(CaseGraphError):
    """A setting has a value outside its range."""


class ModelError(CaseGraphError):
    """A value that the case model does not allow (an id, a date, a locator, a quantity)."""


class CaseFileError(CaseGraphError):
    """A case file that cannot be read or is not valid.

    Parameters
    ----------
    problems : sequence of str
        One line each, ``file:line: field: reason (value)``, in the order of the file.
    """

    def __init__(self, problems: "list[str] | tuple[str, ...]") -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class StoreError(CaseGraphError):
    """A store that cannot be opened, read or written."""


class StoreNotFoundError(StoreError):
    """There is no store at the address."""


class StoreLockedError(StoreError):
    """Another process is writing to the store."""


class StoreUnavailableError(StoreError):
    """The database does not answer, or refuses to sign the user in."""


class GraphChangedError(StoreError):
    """A store that is no longer what a graph was opened on."""


class GraphTooLargeError(CaseGraphError):
    """A graph that would have to be copied out of its store, and is larger than may be copied."""


class QueryError(CaseGraphError):
    """A query that cannot run: its syntax, a name or a type is wrong.

    Parameters
    ----------
    message : str
    line, column : int, optional
        Where the query, as it was typed, is wrong. Both count from 1, columns in code points; None where unknown.
    """

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class QueryRefusedError(QueryError):
    """A query that would change the graph, or do something else that reading does not allow."""


class QueryTimeoutError(QueryError):
    """A query that was stopped because it took longer than allowed."""


class TooManyQueriesError(QueryError):
    """A query that was not started, because the most that may run at once are running."""


class NotFoundError(CaseGraphError):
    """An id, a label or a path that is not in the store."""


class AmbiguousIdError(NotFoundError):
    """An id that more than one case uses, given without its case."""


class FileError(CaseGraphError):
    """A file that cannot be written, or does not hold what it is read for."""


class FileChangedError(FileError):
    """A file that is no longer what the one who would change it has seen."""


class ExtractError(CaseGraphError):
    """A document that cannot be read, or taken apart."""


class EncodingError(ExtractError):
    """A text that is not in UTF-8, or not in the encoding that was given.

    Parameters
    ----------
    message : str
    reason : str
        What is wrong with it, without its name and without the next step.
    guess : str
        The encoding that it seems to be in; empty where that is not clear.
    """

    def __init__(self, message: str, *, reason: str, guess: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.guess = guess


class StoppedError(CaseGraphError):
    """Work that was stopped from outside."""


class RenderError(CaseGraphError):
    """A picture that cannot be made: there is nothing to draw, or more than a picture may hold."""


class FontWarning(UserWarning):
    """A picture was made that lacks characters, because no font has them."""
