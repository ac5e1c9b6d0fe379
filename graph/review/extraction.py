"""Documents into a case: their texts beside the case file, what is proposed of them in ``CASE.review``."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from graph.case.changes import with_source
from graph.case.dates import EdtfDate
from graph.case.file.case_file import CaseFile
from graph.case.file.write import write
from graph.case.model import Case, Source
from graph.case.words import clean, shorten
from graph.errors import ExtractError, ModelError
from graph.extract.clusters import KnownEntity
from graph.extract.proposals import KINDS, Proposals, json_pieces
from graph.extract.propose import propose
from graph.files import locked, real_path, write_whole
from graph.reading import Document, read_document
from graph.review.beside import read_proposals, review_folder
from graph.review.reviewing import Review
from graph.review.take import ids_of, new_id
from graph.settings import Settings

MAX_DOCUMENTS = 20
"""Documents that are read in one run."""
MAX_TITLE = 200
"""Characters of the title of a case that is begun, and of a source that is added."""
CASE_FILE_ENDINGS = (".yaml", ".yml")
COUNTED = {
    "entity": ("name", "names"),
    "date": ("date", "dates"),
    "quantity": ("quantity", "quantities"),
    "claim": ("claim", "claims"),
    "event": ("event", "events"),
    "relation": ("relation", "relations"),
}
"""The kinds of proposals that are counted for people: the others are parts of these, or hints."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """What was read of one document.

    Parameters
    ----------
    name : str
        Of its file.
    source : Source
        As the case file has it now.
    document : Document
    proposals : Proposals
    """

    name: str
    source: Source
    document: Document
    proposals: Proposals

    @property
    def counts(self) -> dict[str, int]:
        """How much is proposed, by kind, in the order of :data:`graph.extract.proposals.KINDS`."""
        kinds = [row.kind for row in self.proposals.rows]
        return {kind: kinds.count(kind) for kind in KINDS if kind in kinds}


def in_words(counts: Iterable[Mapping[str, int]]) -> str:
    """Return how much is proposed, of one or several documents: "12 names, 5 dates, 8 claims"; "nothing" where so.

    Examples
    --------
    >>> in_words([{"mention": 4, "entity": 2, "claim": 1}, {"entity": 1}])
    '3 names, 1 claim'
    """
    rows = list(counts)
    totals = {kind: sum(row.get(kind, 0) for row in rows) for kind in COUNTED}
    return ", ".join(f"{n:,} {COUNTED[kind][n > 1]}" for kind, n in totals.items() if n) or "nothing"


def extract_into(
    case_path: Path,
    files: Sequence[Path],
    *,
    settings: Settings,
    published: str = "",
    publisher: str = "",
    encoding: str | None = None,
    drafted: bool = False,
    method: str = "",
    progress: Callable[[str, int, int], None] | None = None,
) -> list[Extracted]:
    """Read documents, keep their texts beside a case file, and propose what they say.

    All documents are read before anything is written. A case file that is there gets the new sources; what it says, and
    how it is written, stays. A document whose text the case has is proposed anew.

    Parameters
    ----------
    case_path : Path
        The case file; it is made where it is not there.
    files : sequence of Path
    settings : Settings
    published : str
        EDTF of the day of publication of a single document, or of those of several that do not say theirs; empty for
        that which each says.
    publisher : str
    encoding : str, optional
        Of plain texts that are not UTF-8.
    drafted : bool
        Take what is likely enough without a decision, and mark the file as a draft.
    method : str
        How proposals are made, as for :func:`graph.extract.propose.propose`.
    progress : callable, optional
        Called with a document's name, the characters that are read, and all.

    Raises
    ------
    ExtractError
        A document cannot be read, there are too many, or the case file would have a name that is no case file's.
    CaseFileError
        The case file is not valid.
    FileError
        Something cannot be written.
    """
    _check_name(case_path)
    check_number(len(files))
    published = check_published(published)
    is_single = len(files) == 1
    documents = []
    for path in files:
        read = read_document(path, settings=settings, encoding=encoding)
        # one day for several documents is a guess where one of them prints its own
        day = published or read.published if is_single else read.published or published
        documents.append((str(path), replace(read, published=day, publisher=publisher or read.publisher)))
    begun = None if os.path.lexists(case_path) else _new_case(case_path, documents[0][1])
    case = begun or CaseFile(case_path, settings).read()
    proposed = extract_documents(case, documents, method=method, settings=settings, progress=progress)
    found = write_extracted(case_path, proposed, settings=settings, begun=begun)
    for each in found if drafted else ():
        Review(case_path, each.source.id, settings).draft()
    return found


def _check_name(path: Path) -> None:
    """Raise an error where a path cannot be that of a case file."""
    if os.path.isdir(path):
        raise ExtractError(f"{path} is a folder; name a file such as {path / 'case.yaml'}.")
    if path.suffix not in CASE_FILE_ENDINGS:
        endings = " or ".join(CASE_FILE_ENDINGS)
        raise ExtractError(f"A case file ends in {endings}, {path} does not: name it {path.with_suffix('.yaml')}.")


def check_number(documents: int) -> None:
    """Raise an error where these are more documents than are read in one run."""
    if documents > MAX_DOCUMENTS:
        raise ExtractError(f"{documents} documents are too many for one run; the limit is {MAX_DOCUMENTS}. Take fewer.")


def check_published(text: str) -> str:
    """Return a day of publication as EDTF; empty where none is given.

    Raises
    ------
    ExtractError
    """
    try:
        return EdtfDate.parse(text.strip()).edtf if text.strip() else ""
    except ModelError as error:
        raise ExtractError(
            f"{shorten(text, 60)!r} is no day of publication. Write it as 2019-04-18, 2019-04 or 2019, with ~ "
            "behind it where it is about then (EDTF)."
        ) from error


def extract_documents(
    case: Case,
    documents: Iterable[tuple[str, Document]],
    *,
    method: str = "",
    settings: Settings | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> list[Extracted]:
    """Propose what documents say, for a case; nothing is written.

    Parameters
    ----------
    case : Case
        As it is so far: a document may name its entities again, or be one that it has.
    documents : iterable of tuple of str and Document
        Each with the name of its file.
    method : str
        How proposals are made, as for :func:`graph.extract.propose.propose`.
    settings : Settings, optional
        Where an endpoint is that proposes.
    progress : callable, optional
        Called with a document's name, the characters that are read, and all.

    Raises
    ------
    ExtractError
        What takes texts apart is not installed.
    StoppedError
        It was stopped from outside.
    """
    known = [KnownEntity(e.id, e.type, e.name, e.aliases) for e in case.entities]
    found = []
    for name, document in documents:
        source = _source(case, name, document)
        case = with_source(case, source)
        proposals = propose(
            document.text,
            source=source.id,
            sha256=str(source.sha256),
            published=source.published.edtf if source.published else "",
            language=document.language,
            known=known,
            method=method,
            settings=settings,
            progress=None if progress is None else partial(progress, name),
        )
        found.append(Extracted(name, source, document, proposals))
    return found


def write_extracted(
    path: Path, found: Sequence[Extracted], *, settings: Settings, begun: Case | None = None
) -> list[Extracted]:
    """Write what was extracted: the texts first, then the proposals, then the case file that names them.

    So it never names what is not there, whenever the program is ended. Several may write to one case at once.

    Parameters
    ----------
    path : Path
        The case file.
    found : sequence of Extracted
    settings : Settings
    begun : Case, optional
        The case that a file is made of that is not there.

    Returns
    -------
    list of Extracted
        With the ids of the sources as they are written: others, where the case has come to use them for something else.

    Raises
    ------
    ExtractError
        The file with what was proposed before holds something else.
    CaseFileError, FileError
        As :meth:`CaseFile.change`.
    """
    target = review_folder(path) / "proposals.json"
    with locked(target), ExitStack() as taken_back:
        file = CaseFile(path, settings)
        is_new = begun is not None and not path.exists()
        case = begun if is_new and begun else file.read()
        found = _with_free_ids(case, found)
        rows = {row.source: row for row in read_proposals(path)} | {each.source.id: each.proposals for each in found}
        if not target.exists():
            taken_back.callback(_remove, target)
        for each in found:
            if each.source.text:
                text = path.parent / each.source.text
                if not text.exists():
                    taken_back.callback(_remove, text)
                _write_text(text, each.document.text.encode())
        write_whole(target, (piece.encode() for piece in json_pieces(rows.values())))

        def add(now: Case) -> Case:
            for each in found:
                now = with_source(now, each.source)
            return now

        if is_new:
            write(add(case), path)
        else:
            file.change(f"Added {_titles(found)}", add)
        taken_back.pop_all()
        return list(found)


def _titles(found: Sequence[Extracted]) -> str:
    return ", ".join(f"“{each.source.title}”" for each in found)


def _remove(path: Path) -> None:
    """Remove what was written for a case that then could not be, and its folder where that is empty."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
        path.parent.rmdir()


def _with_free_ids(case: Case, found: Sequence[Extracted]) -> list[Extracted]:
    """Return what was extracted with an id for each source that the case uses for that source, or for nothing."""
    taken = ids_of(case)
    there = {source.sha256: source.id for source in case.sources}
    rows = []
    for each in found:
        sha256 = each.source.sha256
        if sha256 not in there:
            there[sha256] = new_id(each.source.id, taken)
            taken.add(there[sha256])
        id = there[sha256]
        text = each.source.text
        if id != each.source.id and text == _text_path(each.source.id):
            text = _text_path(id)
        rows.append(
            replace(
                each,
                source=replace(each.source, id=id, text=text),
                proposals=replace(each.proposals, source=id),
            )
        )
    return rows


def _write_text(path: Path, data: bytes) -> None:
    # one that a killed program left may be of another document
    if not (path.is_file() and path.read_bytes() == data):
        write_whole(path, data)


def _new_case(path: Path, document: Document) -> Case:
    stem = path.stem if path.stem != "case" else real_path(path).parent.name
    return new_case(clean(document.title) or path.stem, id=new_id(stem, ()))


def new_case(title: str, *, id: str) -> Case:
    """Return a case that holds nothing yet, as of today."""
    return Case(id=id, title=title, as_of=EdtfDate.parse(datetime.now(UTC).date().isoformat()))


def _source(case: Case, name: str, document: Document) -> Source:
    """Return the source that a document is: one that the case has, with what it does not say yet, or a new one."""
    sha256 = hashlib.sha256(document.text.encode()).hexdigest()
    published = EdtfDate.parse(document.published) if document.published else None
    known = next((source for source in case.sources if source.sha256 == sha256), None)
    if known:
        return replace(
            known,
            published=known.published or published,
            publisher=known.publisher or clean(document.publisher) or None,
        )
    title = shorten(clean(document.title) or clean(Path(name).stem), MAX_TITLE) or "Untitled"
    id = new_id(clean(Path(name).stem)[:40] or title, ids_of(case))
    return Source(
        id=id,
        title=title,
        publisher=clean(document.publisher) or None,
        published=published,
        language=document.language or None,
        text=_text_path(id),
        text_sha256=sha256,
    )


def _text_path(source: str) -> str:
    return f"sources/{source}.txt"
