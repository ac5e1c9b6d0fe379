"""The cases that are kept: one's own in the folder of setting ``cases``, and those that come with the program.

A case of one's own is a folder of its id: the case file ``ID.yaml``, the texts of its sources in ``sources/``, what is
proposed and decided in ``ID.review/``, and the list of its changes. A folder comes into being whole or not at all.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from graph.case.file import read
from graph.case.file.case_file import CaseFile
from graph.case.file.named_sources import named_sources
from graph.case.file.stated_crimes import stated_crimes
from graph.case.file.write import write
from graph.case.journal import Change
from graph.case.model import Case, Source
from graph.case.rows import ModelRows
from graph.case.schema import load_schema
from graph.case.seeds import seeds_folder
from graph.case.words import clean
from graph.errors import CaseFileError, CaseGraphError, ExtractError, FileError, ModelError, NotFoundError
from graph.files import locked, real_path, reason
from graph.review.beside import read_proposals, review_folder
from graph.review.draft_mark import is_marked
from graph.review.extraction import COUNTED, MAX_TITLE, Extracted, new_case, write_extracted
from graph.review.reviewing import Review
from graph.review.second_read import Counts, Mark, SecondRead, read_counting, second_read_path
from graph.review.take import new_id
from graph.settings import Settings

_OUTSIDE_S = 5
"""Seconds by which a case file is newer than its list of changes where somebody else wrote it: copies keep no less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCase:
    """A case that is kept.

    Parameters
    ----------
    id, title : str
        As the case file has them; the folder's name where it cannot be read.
    path : Path
        The case file.
    seed : bool
        Whether it came with the program: such a case is only read.
    problem : str
        Why the file cannot be read, a line for each problem; empty where it can.
    """

    id: str
    title: str
    path: Path
    seed: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """A source of a case, and how far its review is.

    Parameters
    ----------
    source : Source
    open : mapping of str to int
        How many proposals nobody decided on yet, by kind.
    decided : int
        On how many somebody did, of the kinds that :func:`graph.review.extraction.in_words` counts.
    problem : str
        Why its review cannot be opened; empty where it can.
    """

    source: Source
    open: Mapping[str, int]
    decided: int
    problem: str = ""

    @property
    def left(self) -> int:
        """How many proposals of the kinds that people are told of are open."""
        return sum(self.open.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSummary:
    """What a case file holds, in numbers.

    Parameters
    ----------
    entities : mapping of str to int
        By type, in the order of the schema.
    statements, claims : int
    sources : tuple of SourceState
    changes : int
        That were made in the app, with those that took another one back.
    last : Change or None
        The last one of them.
    sha256 : str
        Of what the file says: the same as :attr:`graph.stores.LoadedCase.sha256` where a store holds just that.
    unreviewed : bool
        Whether the file says of itself that it is a draft.
    second_read : Counts
        How far its claims are read a second time.
    stated : tuple of str
        Where a name, a kind, a title or a description says as a fact that somebody did a crime, a line each.
    """

    entities: Mapping[str, int]
    statements: int
    claims: int
    sources: tuple[SourceState, ...]
    changes: int
    last: Change | None
    sha256: str
    unreviewed: bool
    second_read: Counts
    stated: tuple[str, ...] = ()


class KeptCases:
    """The cases that are kept.

    Parameters
    ----------
    settings : Settings
        Of which ``cases`` is the folder of one's own.
    """

    def __init__(self, settings: Settings) -> None:
        self.folder = Path(settings.cases)
        self._settings = settings

    def all(self) -> list[KeptCase]:
        """Return one's own cases by their titles, then the seeds; an own case hides the seed of its id."""
        own = sorted(map(self._kept, self._own_files()), key=lambda kept: (kept.title.casefold(), kept.id))
        ids: set[str] = set()
        found: list[KeptCase] = []
        for kept in own:
            if kept.id in ids and not kept.problem:
                problem = f"{kept.path.name}:1: id: another case has this id, change one of them ({kept.id})"
                name = kept.path.stem
                kept = KeptCase(id=name, title=kept.title, path=kept.path, problem=problem)
            ids.add(kept.id)
            found.append(kept)
        seeds = [self._kept(path, seed=True) for path in _seed_files()]
        return [*found, *(seed for seed in seeds if seed.id not in ids)]

    @property
    def fault(self) -> str:
        """Why the folder of one's own cases cannot be read; empty where it can, or is not there yet."""
        try:
            next(self.folder.iterdir(), None)
        except FileNotFoundError:
            return ""
        except OSError as error:
            return f"The folder of your cases cannot be read: {reason(error)}. Name another in CASEGRAPH_CASES."
        return ""

    def find(self, case_id: str) -> KeptCase | None:
        """Return the case of an id; None where none is kept."""
        return next((kept for kept in self.all() if kept.id == case_id), None)

    def file_of(self, case_id: str) -> tuple[Path, dict[str, Source]] | None:
        """Return the case file of an id, be it a valid one or not, and what it says of the texts of its sources."""
        for path in [*self._own_files(), *_seed_files()]:
            id, sources = named_sources(path, self._settings)
            if id == case_id:
                return path, sources
        return None

    def read(self, kept: KeptCase) -> Case:
        """Return what a case file says now; it is only read again where it, or a text beside it, changed.

        Raises
        ------
        CaseFileError
            It cannot be read, or is not valid.
        """
        return _read(kept.path, _stamp(kept.path.parent), self._settings)

    def summary(self, kept: KeptCase) -> CaseSummary:
        """Return a case in numbers; counted again where a file in its folder changed.

        Raises
        ------
        CaseFileError
            The case file cannot be read, or is not valid.
        """
        folder = kept.path.parent
        beside = _stamps([*review_folder(kept.path).glob("*.json*"), *folder.glob("*.changes.jsonl")])
        return _summary(kept.path, _stamp(folder), beside, self._settings)

    def marks(self, case_id: str) -> Mapping[str, tuple[Mark, ...]]:
        """Return the marks of second readers on the claims of a case; none where the case is not kept here.

        Raises
        ------
        FileError
            They are there and cannot be read.
        """
        files = [*_files(self.folder, "{}.yaml"), *_files(seeds_folder(), "case.yaml")]
        # to know which file is of the case, all are read: not where nobody read any a second time
        kept = self.find(case_id) if any(second_read_path(path).exists() for path in files) else None
        if kept is None or kept.problem:
            return {}
        stamp = _stamps([second_read_path(kept.path)])
        return _marks(kept.path, _stamp(kept.path.parent), stamp, self._settings) if stamp else {}

    def new(
        self, title: str = "", found: Sequence[Extracted] = (), *, avoid: Collection[str] = ()
    ) -> tuple[KeptCase, list[Extracted]]:
        """Begin a case: with nothing in it, or with documents of which is proposed already.

        Parameters
        ----------
        title : str
            That of the first document where it is empty.
        found : sequence of Extracted
            As :func:`graph.review.extraction.extract_documents` makes it for an empty case.
        avoid : collection of str
            Ids that it is not to have: those of cases that are kept elsewhere.

        Returns
        -------
        KeptCase
        list of Extracted
            What is written of the documents.

        Raises
        ------
        ModelError
            There is no title.
        FileError
            The folder cannot be written; nothing is left of the case.
        """
        title = self.title(title or (found[0].source.title if found else ""))
        with self._writing() as aside:
            taken = {*avoid, *(kept.id for kept in self.all()), *_names(self.folder)}
            id = new_id(title, taken)
            case = new_case(title, id=id)
            path = aside / f"{id}.yaml"
            if found:
                found = write_extracted(path, found, settings=self._settings, begun=case)
            else:
                write(case, path)
            return self._put(aside, id), list(found)

    @staticmethod
    def title(text: str) -> str:
        """Return a title on one line.

        Raises
        ------
        ModelError
            It is empty, or longer than :data:`graph.review.extraction.MAX_TITLE`.
        """
        title = clean(text)
        if not title:
            raise ModelError("A case needs a title: type one, or give a document that has one.")
        if len(title) > MAX_TITLE:
            raise ModelError(f"A title has {MAX_TITLE} characters at the most, this one {len(title):,}. Shorten it.")
        return title

    def make_mine(self, case_id: str) -> KeptCase:
        """Copy a seed, with the texts that come with it, into a case of one's own, of the same id.

        Raises
        ------
        NotFoundError
            There is no such seed, or it is one's own already.
        FileError
            The folder cannot be written.
        """
        with self._writing() as aside:
            kept = self.find(case_id)
            if kept is None or not kept.seed:
                raise NotFoundError(f"No case {case_id!r} that comes with the program is there to be copied.")
            if case_id in _names(self.folder):
                raise FileError(f"There is a folder {case_id} among your cases already. Move it away first.")
            for source in self.read(kept).sources:
                if source.text:
                    _copy(kept.path.parent / source.text, aside / source.text)
            _copy(kept.path, aside / f"{case_id}.yaml")
            return self._put(aside, case_id)

    def as_zip(self, kept: KeptCase) -> bytes:
        """Return a case's folder as a zip: the case file, texts, proposals, decisions and changes.

        Raises
        ------
        FileError
            A file of it cannot be read.
        """
        made = io.BytesIO()
        folder = kept.path.parent
        name = folder.name
        try:
            with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
                for path in sorted(folder.rglob("*")):
                    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
                    if path.is_file() and not path.is_symlink() and not hidden and path.suffix != ".lock":
                        archive.write(path, f"{name}/{path.relative_to(folder)}")
        except (OSError, ValueError) as error:
            raise FileError(f"The folder {name} cannot be read: {error}. Try again.") from error
        return made.getvalue()

    def _own_files(self) -> list[Path]:
        return _files(self.folder, "{}.yaml")

    def _kept(self, path: Path, seed: bool = False) -> KeptCase:
        name = path.parent.name
        try:
            case = _read(path, _stamp(path.parent), self._settings)
        except CaseFileError as error:
            return KeptCase(id=name, title=name, path=path, seed=seed, problem=without_folder(str(error), path.parent))
        return KeptCase(id=case.id, title=case.title, path=path, seed=seed)

    @contextmanager
    def _writing(self) -> Iterator[Path]:
        """Give a folder beside the cases that becomes one; nobody else begins a case meanwhile.

        Errors name files as they are called in that folder.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _not_writable(error) from error
        with locked(self.folder / ".new"):
            for left in self.folder.glob(".new-*"):  # of a program that was killed
                shutil.rmtree(left, ignore_errors=True)
            try:
                aside = Path(tempfile.mkdtemp(dir=self.folder, prefix=".new-"))
            except OSError as error:
                raise _not_writable(error) from error
            try:
                yield aside
            except FileError as error:
                raise FileError(without_folder(str(error), aside)) from error
            finally:
                shutil.rmtree(aside, ignore_errors=True)

    def _put(self, aside: Path, id: str) -> KeptCase:
        target = self.folder / id
        try:
            umask = os.umask(0)
            os.umask(umask)
            aside.chmod(0o777 & ~umask)  # mkdtemp shuts others out
            aside.rename(target)
        except OSError as error:
            raise _not_writable(error) from error
        return self._kept(target / f"{id}.yaml")


def without_folder(message: str, folder: Path) -> str:
    """Return a message that names the files in a folder by what they are called there, without where it is.

    Examples
    --------
    >>> without_folder("data/cases/fire/fire.yaml:1: case: is missing", Path("data/cases/fire"))
    'fire.yaml:1: case: is missing'
    """
    for path in (real_path(folder), folder):
        message = message.replace(f"{path}{os.sep}", "")
    return message


def _files(folder: Path, name: str) -> list[Path]:
    """Return the case files in the folders of a folder; ``{}`` of the name stands for the folder's."""
    try:
        folders = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError:  # KeptCases.fault says why
        return []
    return [file for each in folders if _is_there(file := each / name.format(each.name))]


def _seed_files() -> list[Path]:
    return _files(seeds_folder(), "case.yaml")


def _is_there(file: Path) -> bool:
    """Return whether there is a case file, be it one whose folder may not be entered: that is said where it is read."""
    try:
        return file.is_file()
    except OSError:
        return True


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def _copy(source: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    except OSError as error:
        raise _not_writable(error) from error


def _not_writable(error: OSError) -> FileError:
    return FileError(
        f"The folder of your cases cannot be written: {error.strerror}. Name another in CASEGRAPH_CASES, or free it."
    )


def changed_outside(path: Path, settings: Settings) -> str:
    """Return when a case file was changed by something else than the program, since that last did; empty if it was not.

    The program writes the file, then its list of changes; who writes the file alone is somebody else.
    """
    try:
        listed = CaseFile(path, settings).changes_path.stat().st_mtime
        written = path.stat().st_mtime
    except OSError:  # nothing is listed yet
        return ""
    return datetime.fromtimestamp(written, UTC).isoformat() if written > listed + _OUTSIDE_S else ""


_Stamp = tuple[tuple[str, int, int], ...]


def _stamp(folder: Path) -> _Stamp:
    """Return what changes when a case file, or a text beside it, does."""
    return _stamps([*folder.glob("*.yaml"), *folder.rglob("*.txt")])


def _stamps(paths: Iterable[Path]) -> _Stamp:
    found = []
    for path in sorted(paths):
        with suppress(OSError):
            status = path.stat()
            found.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(found)


@lru_cache(maxsize=64)
def _read(path: Path, stamp: _Stamp, settings: Settings) -> Case:
    return read(path, settings=settings)


@lru_cache(maxsize=64)
def _marks(path: Path, stamp: _Stamp, beside: _Stamp, settings: Settings) -> Mapping[str, tuple[Mark, ...]]:
    return SecondRead(_read(path, stamp, settings), read_counting(path)[0]).marks


@lru_cache(maxsize=64)
def _summary(path: Path, stamp: _Stamp, beside: _Stamp, settings: Settings) -> CaseSummary:
    case = _read(path, stamp, settings)
    counts = Counter(entity.type for entity in case.entities)
    changes = CaseFile(path, settings).all_changes()
    return CaseSummary(
        entities={type: counts[type] for type in load_schema().entity_types if counts[type]},
        statements=len(case.statements),
        claims=sum(len(statement.claims) for statement in case.statements),
        sources=tuple(_source_states(path, case, settings)),
        changes=len(changes),
        last=changes[-1] if changes else None,
        sha256=ModelRows(case).case.sha256,
        unreviewed=is_marked(path.read_text(encoding="utf-8")),
        second_read=SecondRead(case, read_counting(path)[0]).counts,
        stated=tuple(stated_crimes(case)),
    )


def _source_states(path: Path, case: Case, settings: Settings) -> Iterator[SourceState]:
    try:
        proposed = {each.source for each in read_proposals(path)}
    except ExtractError as error:
        yield from (SourceState(source=source, open={}, decided=0, problem=str(error)) for source in case.sources)
        return
    for source in case.sources:
        if source.id not in proposed:
            yield SourceState(source=source, open={}, decided=0)
            continue
        try:
            items = [item for item in Review(path, source.id, settings).items if item.kind in COUNTED]
        except CaseGraphError as error:
            yield SourceState(source=source, open={}, decided=0, problem=str(error))
            continue
        open_ = Counter(item.kind for item in items if item.state == "open")
        yield SourceState(source=source, open=dict(open_), decided=len(items) - open_.total())
