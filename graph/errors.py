"""One tree of errors.

Each message says what was refused, the value and the limit, and the next step. It never holds a
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
    """No store where one is expected."""


class StoreLockedError(StoreError):
    """Another process is writing to the store."""


class StoreUnavailableError(StoreError):
    """The database does not answer, or refuses the sign-in."""


class QueryError(CaseGraphError):
    """A query the engine refuses: its syntax, a name, a type.

    Parameters
    ----------
    message : str
    line, column : int, optional
        Where in the query as it was typed, from 1, where that is known; a column is a code point.
    """

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class QueryRefusedError(QueryError):
    """A query that would change the graph, or do what a reader may not."""


class QueryTimeoutError(QueryError):
    """A query that was stopped at its deadline."""


class TooManyQueriesError(QueryError):
    """A query that was not begun, since as many run as may at once."""


class NotFoundError(CaseGraphError):
    """An id, a label or a path that is not in the store."""


class AmbiguousIdError(NotFoundError):
    """An id that more than one case uses, where no case was named."""


class FileError(CaseGraphError):
    """A file that cannot be written."""


class StoppedError(CaseGraphError):
    """Work that somebody gave up on."""


class RenderError(CaseGraphError):
    """Nothing to draw, or more than a picture takes."""
