"""A case file that people change together: each change is small, whole, and in a list from which it can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from graph.case.diff import Difference, difference
from graph.case.file._fields import Problems
from graph.case.file._source_texts import Library
from graph.case.file.edit import edit
from graph.case.file.read import decode, from_yaml, read, read_bytes
from graph.case.journal import (
    Change,
    Entry,
    as_before,
    changed_lines,
    changed_rows,
    damaged,
    from_lines,
    history,
    lines_back,
    still_there,
    to_line,
    undone,
)
from graph.case.model import Case, Source
from graph.errors import CaseFileError, FileChangedError, FileError, NotFoundError
from graph.files import append_lines, locked, read_lines, real_path, write_whole
from graph.settings import Settings


class CaseFile:
    """A case file and the list of its changes, ``NAME.changes.jsonl`` beside it.

    Every change is made to what the file says at that moment, under a lock: what another person, or an editor, wrote
    in between stays.

    Parameters
    ----------
    path : Path
    settings : Settings
    """

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path = real_path(path)
        self._settings = settings

    @property
    def changes_path(self) -> Path:
        """Where its changes are listed."""
        return self.path.with_name(f"{self.path.stem}.changes.jsonl")

    def read(self) -> Case:
        """Return what it says now.

        Raises
        ------
        CaseFileError
            It cannot be read, or is not valid.
        """
        return read(self.path, settings=self._settings)

    def changes(self) -> list[Change]:
        """Return its changes that can still be undone, the last one first."""
        return still_there(self.all_changes())

    def history(self) -> list[Entry]:
        """Return every change that somebody made, the last one first, with what took it back where it is undone."""
        return history(self.all_changes())

    def before(self, id: str) -> Case:
        """Return what it said before a change.

        Raises
        ------
        ModelError
            It was also changed by hand since.
        """
        return as_before(self.read(), self.all_changes(), id)

    def text_of(self, source: Source) -> str | None:
        """Return the text of one of its sources; None where it is not at hand.

        Raises
        ------
        ModelError
            The file that is named is no text, or not the one that the case was made from.
        """
        found = Library(self.path.parent, str(self._settings.texts)).find(source)
        return None if found is None else found.text

    def preview(self, change: Callable[[Case], Case], *, undoes: str = "") -> tuple[str, str, Difference]:
        """Return the file's text before and after a change, and what that changes; nothing is written.

        Parameters
        ----------
        change : callable
            From the case that the file holds now to the changed one.
        undoes : str
            Id of the change that this one takes back.

        Raises
        ------
        CaseFileError
            The file, or what the change makes of it, is not valid.
        ModelError, NotFoundError
            The change cannot be made.
        """
        text, case = self._text()
        after = change(case)
        return text, self.written(text, after, undoes=undoes), difference(case, after)

    def change(
        self, what: str, change: Callable[[Case], Case], *, undoes: str = "", seen: str | None = None
    ) -> Difference:
        """Make a change, and write it into the file and into the list.

        Parameters
        ----------
        what : str
            What is done, as a sentence.
        change : callable
            From the case that the file holds now to the changed one.
        undoes : str
            Id of the change that this one takes back.
        seen : str, optional
            The text that the file has to hold still: what :meth:`preview` returned, and a person looked at.

        Returns
        -------
        Difference
            False where nothing changed, and nothing was written.

        Raises
        ------
        CaseFileError
            The file, or what the change makes of it, is not valid; the file stays as it is.
        ModelError, NotFoundError
            The change cannot be made.
        FileChangedError
            The file is no longer what was seen.
        FileError
            The file cannot be written.
        """
        with self.changing() as changing:
            if seen not in (None, changing.text):
                raise FileChangedError(
                    "The case file was changed by somebody else meanwhile. Look at the change again."
                )
            changing.make(what, change, undoes=undoes)
            return changing.write()

    @contextmanager
    def changing(self) -> Iterator[Changing]:
        """Lock the file for several changes that are written at once; nobody else changes it until the block ends.

        Raises
        ------
        CaseFileError
            The file is not valid.
        FileError
            It cannot be locked.
        """
        with locked(self.path):
            yield Changing(self, *self._text())

    def undo(self, id: str = "") -> Difference:
        """Take back a change, the last one where none is named.

        Raises
        ------
        NotFoundError
            There is no such change that is not undone yet.
        ModelError
            One of its rows changed again since.
        """
        there = self.changes()
        found = next((change for change in there if id in ("", change.id)), None)
        if found is None:
            raise NotFoundError("There is nothing to undo." if not id else f"No change {id} is there to be undone.")
        return self.change(f"Undone: {found.what}", lambda case: undone(case, found.rows), undoes=found.id)

    def _text(self) -> tuple[str, Case]:
        data = read_bytes(self.path, self._settings)
        text = decode(data, Problems(str(self.path)))
        return text, self.check(text)

    def check(self, text: str) -> Case:
        """Read a text as the case file would be, with the texts of its sources beside it.

        Raises
        ------
        CaseFileError
            It is not valid.
        """
        return from_yaml(text, name=str(self.path), folder=self.path.parent, texts=str(self._settings.texts))

    def written(self, text: str, case: Case, *, undoes: str = "") -> str:
        """Return the file's text changed so that it says what a case says.

        What is taken back stands there again as it was typed, as long as the lines around it are the same.

        Parameters
        ----------
        text : str
            Of the file, as it is.
        case : Case
        undoes : str
            Id of the change that is taken back.

        Raises
        ------
        CaseFileError
            It would not be valid.
        """
        taken = next((change for change in self.all_changes() if change.id == undoes), None) if undoes else None
        back = lines_back(text, taken) if taken else None
        if back is not None:
            with suppress(CaseFileError):
                if not difference(self.check(back), case):
                    return back
        new = edit(text, case)
        self.check(new)
        return new

    def all_changes(self) -> list[Change]:
        """Return every change in its list, the first one first."""
        return from_lines(read_lines(self.changes_path))

    def damaged_changes(self) -> int:
        """Return how many lines of its list hold no change that can be read."""
        return damaged(read_lines(self.changes_path))


class Changing:
    """Changes of a locked case file, in memory until they are written.

    Parameters
    ----------
    file : CaseFile
    text : str
        Of the file.
    case : Case
        That it holds.
    """

    def __init__(self, file: CaseFile, text: str, case: Case) -> None:
        self._file = file
        self.text = text
        self._before = case
        self._made: list[tuple[Change, Case]] = []
        self._checked: str | None = None

    @property
    def case(self) -> Case:
        """The case as changed so far."""
        return self._made[-1][1] if self._made else self._before

    def make(self, what: str, change: Callable[[Case], Case], *, undoes: str = "", decides: str = "") -> None:
        """Make a change; what it raises leaves the others as they are.

        Parameters
        ----------
        what : str
            What is done, as a sentence.
        change : callable
            From the case as changed so far to the next.
        undoes, decides : str
            As :class:`~graph.case.journal.Change` has them.
        """
        after = change(self.case)
        time = datetime.now(UTC).isoformat(timespec="microseconds")
        self._made.append((Change("", time, what, changed_rows(self.case, after), undoes, decides), after))
        self._checked = None

    def take_back(self) -> None:
        """Leave out the last change that was made."""
        self._made.pop()
        self._checked = None

    def take_back_all(self) -> None:
        """Leave out all changes that were made."""
        self._made.clear()
        self._checked = None

    def check(self) -> str:
        """Return the file's text with all changes.

        Raises
        ------
        CaseFileError
            They would make it invalid.
        """
        if self._checked is None:
            undoes = self._made[0][0].undoes if len(self._made) == 1 else ""
            self._checked = self._file.written(self.text, self.case, undoes=undoes)
        return self._checked

    def write(self) -> Difference:
        """Write the file, and the changes into their list.

        Returns
        -------
        Difference
            False where nothing changed, and nothing was written.

        Raises
        ------
        CaseFileError
            The changes would make the file invalid; it stays as it is.
        FileError
            The file cannot be written.
        """
        text = self.check()
        if text != self.text:
            # a list that cannot be written is known before the file is touched
            append_lines(self._file.changes_path, ())
            write_whole(self._file.path, text.encode())
            changes = [change for change, _ in self._made if change.rows]
            if len(changes) == 1:
                changes = [replace(changes[0], lines=changed_lines(self.text, text))]
            try:
                append_lines(self._file.changes_path, map(to_line, changes))
            except FileError:
                write_whole(self._file.path, self.text.encode())
                raise
        return difference(self._before, self.case)
