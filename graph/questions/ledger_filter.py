"""Which claims of a ledger are wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from graph.case.model import STANCES
from graph.case.schema import Schema
from graph.case.statuses import STATUSES
from graph.elements import Key
from graph.errors import NotFoundError, QueryError
from graph.questions.claims import SPEAKERS
from graph.questions.near import hint, near, near_ids
from graph.questions.parts import nodes_by_key
from graph.questions.phrases import phrases
from graph.stores import Store

INFERS = "infers"
"""The stance of what the case itself infers; nobody in the sources says so."""
LEDGER_STANCES = (*STANCES, INFERS)
MAX_WORDS = 12
"""Words and phrases that can be looked for at once: each is looked for in every paraphrase."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_IDS = {"speaker": ("speaker", SPEAKERS), "subject": ("entity", ("Entity",)), "source": ("source", ("Source",))}
"""By the name of a filter that is an id: what it is the id of, in words, and the labels of that."""


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
        Words that are in their paraphrases or reasons, in the names of who makes them and of what their statements are
        about, or in their passages, as far as the texts of these are at hand: the beginning of a word each, in any
        order and of any case, with accents or without; in quotation marks, words that follow each other.
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
            A stance, a status or a day is none, the days are the wrong way round, or the text holds no word.
        """
        if self.stance and self.stance not in LEDGER_STANCES:
            raise QueryError(f"A stance is one of {', '.join(LEDGER_STANCES)}, not {self.stance!r}.")
        if self.status and self.status not in STATUSES:
            raise QueryError(f"A status is one of {', '.join(STATUSES)}, not {self.status!r}.")
        for name in ("since", "until"):
            day = getattr(self, name)
            if day and not _is_day(day):
                raise QueryError(f"A day is written as 2019-03-02; {name} is {day!r}.")
        if self.since and self.until and self.until < self.since:
            raise QueryError(f"Nothing is published since {self.since} and until {self.until}: turn the two around.")
        if (asked := len(self.words)) > MAX_WORDS:
            raise QueryError(f"{asked} words are looked for, {MAX_WORDS} at the most can be: leave some out.")
        if self.text and not asked:
            raise QueryError(f"There is no word in {self.text!r} to look for: give letters or digits.")
        return self

    def checked_in(self, store: Store, case: str, schema: Schema) -> LedgerFilter:
        """Return it where every part of it can be, and what it names is there.

        Raises
        ------
        QueryError
            As :meth:`checked`.
        NotFoundError
            The case has no such speaker, subject or source, or there is no such predicate.
        """
        self.checked()
        for name, (what, labels) in _IDS.items():
            id = getattr(self, name)
            if id and not nodes_by_key(store, [Key.of(case, id)], labels=labels):
                meant = hint(near_ids(store, case, id, labels))
                raise NotFoundError(f"The case {case} has no {what} {id!r}.{meant}")
        if self.predicate and self.predicate not in schema.predicates:
            rows = store.query(
                "MATCH (c:Claim) WHERE c.case_id = $case RETURN DISTINCT c.predicate AS name", {"case": case}
            ).rows
            used = [row[0] for row in rows]
            if self.predicate not in used:
                found = near(self.predicate, dict.fromkeys([*used, *schema.predicates]))
                raise NotFoundError(f"There is no predicate {self.predicate!r}.{hint(found)}")
        return self

    @property
    def words(self) -> tuple[str, ...]:
        """The words and phrases that are looked for, as they are compared: without accents, in small letters."""
        return tuple(" ".join(words) for words in phrases(self.text))


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:  # no calendar has it
        return False
