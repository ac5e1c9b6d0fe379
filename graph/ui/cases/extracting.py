"""Documents on their way into a case, each in a thread: files are read as they come, and proposed of when asked for."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from graph.case.words import shorten
from graph.errors import CaseGraphError, StoppedError
from graph.reading import Document, read_document
from graph.review.cases import KeptCase, KeptCases
from graph.review.extraction import Extracted, extract_documents, new_case, write_extracted
from graph.settings import Settings
from graph.stopping import check_stop, stoppable

_readers = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading")
_one_at_a_time = threading.Lock()
"""What takes texts apart needs a whole core, and some hundred MB."""

_SHOWN_NAME = 60  # characters of a file's name


def shown_name(name: str) -> str:
    """Return the name of a file as people see it: a person may have given it any."""
    return shorten(name, _SHOWN_NAME) or "A file without a name"


def read_in_thread(data: bytes, name: str, encoding: str | None, settings: Settings) -> Future[Document]:
    """Read a document; its errors come with the result."""
    return _readers.submit(read_document, data, settings=settings, name=shown_name(name), encoding=encoding)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an extraction ended.

    Parameters
    ----------
    kept : KeptCase or None
        The case that was begun, or added to; None where it was stopped, or failed.
    found : sequence of Extracted
    error : CaseGraphError or None
        A :class:`~graph.errors.StoppedError` where it was stopped; nothing was written then.
    """

    kept: KeptCase | None = None
    found: Sequence[Extracted] = ()
    error: CaseGraphError | None = None


class Extraction:
    """Documents that are taken apart for a case, a new one or one that is there.

    Parameters
    ----------
    cases : KeptCases
    documents : sequence of tuple of str and Document
        Each with its name.
    settings : Settings
    into : KeptCase, optional
        The case that they are added to.
    title : str
        Of a new case.
    avoid : collection of str
        Ids that a new case is not to have.
    method : str
        How it is proposed, as for :func:`graph.extract.propose.propose`.
    """

    def __init__(
        self,
        cases: KeptCases,
        documents: Sequence[tuple[str, Document]],
        *,
        settings: Settings,
        into: KeptCase | None = None,
        title: str = "",
        avoid: Collection[str] = (),
        method: str = "",
    ) -> None:
        self._cases, self._documents, self._settings, self._method = cases, list(documents), settings, method
        self.into, self._title, self._avoid = into, title, avoid
        self.title = into.title if into else title or self._documents[0][1].title
        self.stage = "Waiting until another text is read …"
        self.part = 0.0
        self.problem = ""
        """Why it is not in the store, where it is not."""
        self.is_settled = False
        """Whether it has ended, and was brought into the store, or that was tried."""
        self._stop = threading.Event()
        self._done = threading.Event()
        self._outcome = Outcome()
        # a daemon: the server can be ended at any moment, for files are written whole or not at all
        threading.Thread(target=self._execute, name="extracting", daemon=True).start()

    def ready(self, within: float = 0.0) -> bool:
        """Wait for at most ``within`` seconds; return whether it has ended."""
        return self._done.wait(within)

    def stop(self) -> None:
        """Stop it; what is not written yet is not written."""
        self._stop.set()
        self.stage = "Stopping …"

    @property
    def outcome(self) -> Outcome:
        """How it ended; read it only after :meth:`ready` returned True."""
        return self._outcome

    def _execute(self) -> None:
        try:
            with stoppable(self._stop), self._turn():
                self.stage = f"Reading {self._documents[0][0]} …"
                case = self._cases.read(self.into) if self.into else new_case("New", id="new")
                found = extract_documents(
                    case,
                    self._documents,
                    method=self._method,
                    settings=self._settings,
                    progress=self._note_progress,
                )
                check_stop()
            # from here on it is a matter of moments, and is done to its end
            self.stage = "Writing …"
            if self.into:
                self._outcome = Outcome(self.into, write_extracted(self.into.path, found, settings=self._settings))
            else:
                self._outcome = Outcome(*self._cases.new(self._title, found, avoid=self._avoid))
        except CaseGraphError as error:
            self._outcome = Outcome(error=error)
        except Exception:
            self._outcome = Outcome(
                error=CaseGraphError("This failed for a reason of the app's own; see its log. Nothing was written.")
            )
            raise
        finally:
            self._done.set()

    @staticmethod
    @contextmanager
    def _turn() -> Iterator[None]:
        """Wait until nothing else is taken apart."""
        while not _one_at_a_time.acquire(timeout=0.2):
            check_stop()
        try:
            check_stop()
            yield
        finally:
            _one_at_a_time.release()

    def _note_progress(self, name: str, done: int, total: int) -> None:
        if self._stop.is_set():
            return
        names = [other for other, _ in self._documents]
        sizes = [len(document.text) for _, document in self._documents]
        place = names.index(name)
        of = f" ({place + 1} of {len(names)})" if len(names) > 1 else ""
        self.stage = f"Reading {name}{of}: {done:,} of {total:,} characters"
        self.part = min(1.0, (sum(sizes[:place]) + done) / max(1, sum(sizes)))

    @property
    def was_stopped(self) -> bool:
        """Whether it ended because somebody stopped it."""
        return isinstance(self.outcome.error, StoppedError)
