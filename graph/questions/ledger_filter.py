"""Which claims of a ledger are wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.case.model import STANCES
from graph.case.statuses import STATUSES
from graph.errors import QueryError
from graph.questions.phrases import phrases

INFERS = "infers"
"""The stance of what the case itself infers; nobody in the sources says so."""
LEDGER_STANCES = (*STANCES, INFERS)
MAX_WORDS = 12
"""Words and phrases that can be looked for at once: each is looked for in every paraphrase."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which claims are wanted; what is empty lets all through.

    Parameters
    ----------
    speaker : str
        Id of who makes them.
    stance : str
        ``asserts``, ``denies``, ``questions``, or ``infers`` for the case's own inferences.
    predicate : str
        Of their statements: ``ACCUSED_OF``.
    subject : str
        Id of what their statements are about.
    source : str
        Id of the source whose passage carries them.
    status : str
        Of their statements.
    since, until : str
        ISO days, both included, between which their source may have been published.
    text : str
        Words that their paraphrases, or their reasons, hold: the beginning of a word each, in any order and of any
        case, with accents or without; in quotation marks, words that follow each other.
    """

    speaker: str = ""
    stance: str = ""
    predicate: str = ""
    subject: str = ""
    source: str = ""
    status: str = ""
    since: str = ""
    until: str = ""
    text: str = ""

    def checked(self) -> LedgerFilter:
        """Return it where every part of it can be.

        Raises
        ------
        QueryError
            A stance, a status or a day is none, or the days are the wrong way round.
        """
        if self.stance and self.stance not in LEDGER_STANCES:
            raise QueryError(f"A stance is one of {', '.join(LEDGER_STANCES)}, not {self.stance!r}.")
        if self.status and self.status not in STATUSES:
            raise QueryError(f"A status is one of {', '.join(STATUSES)}, not {self.status!r}.")
        for name in ("since", "until"):
            day = getattr(self, name)
            if day and not _DAY.fullmatch(day):
                raise QueryError(f"A day is written as 2019-03-02; {name} is {day!r}.")
        if self.since and self.until and self.until < self.since:
            raise QueryError(f"Nothing is published since {self.since} and until {self.until}: turn the two around.")
        if (asked := len(self.words)) > MAX_WORDS:
            raise QueryError(f"{asked} words are looked for, {MAX_WORDS} at the most can be: leave some out.")
        return self

    @property
    def words(self) -> tuple[str, ...]:
        """The words and phrases that are looked for, as they are compared: without accents, in small letters."""
        return tuple(" ".join(words) for words in phrases(self.text))
