"""What a text was taken apart into, whatever found it, and whom the words for a speaker name."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph.extract.clusters import Cluster
from graph.extract.coref import Pronoun
from graph.extract.found import Amount, DateSpan, Event, Name, Relation, Span, Speech
from graph.extract.speech import chains

Progress = Callable[[int, int], None]
"""Called with the characters that are read, and all."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a text holds.

    Parameters
    ----------
    names : list of Name
    clusters : list of Cluster
        The names of one person, body, place or work together.
    speech : list of Speech
    speakers : list of int or None
        For each speech the place of its speaker in ``clusters``.
    outer : list of tuple of int
        For each speech the places of those inside which it is told, nearest to its speaker first.
    dates : list of DateSpan
    amounts : list of Amount
    pronouns : list of Pronoun
    events : list of Event
    relations : list of Relation
        Their subjects and objects are places in ``clusters`` and ``events``.
    """

    names: list[Name]
    clusters: list[Cluster]
    speech: list[Speech]
    speakers: list[int | None]
    outer: list[tuple[int, ...]]
    dates: list[DateSpan]
    amounts: list[Amount]
    pronouns: list[Pronoun]
    events: list[Event]
    relations: list[Relation]

    @classmethod
    def of(
        cls,
        text: str,
        names: list[Name],
        clusters: list[Cluster],
        speech: list[Speech],
        dates: list[DateSpan],
        amounts: list[Amount],
        pronouns: Sequence[Pronoun] = (),
    ) -> Parts:
        """Put together what was found: each speech gets its speaker, and those inside which it is told."""
        speakers = Speakers(text, clusters, pronouns)
        return cls(
            names=names,
            clusters=clusters,
            speech=speech,
            speakers=[speakers.of(one) for one in speech],
            outer=chains(speech),
            dates=dates,
            amounts=amounts,
            pronouns=list(pronouns),
            events=[],
            relations=[],
        )


class Speakers:
    """Which cluster the words name that stand for a speaker."""

    def __init__(self, text: str, clusters: Sequence[Cluster], pronouns: Sequence[Pronoun]) -> None:
        self._text = text
        self._clusters = clusters
        self._mentions = sorted((*span, index) for index, each in enumerate(clusters) for span in each.mentions)
        self._pronouns = sorted((*pronoun.span, pronoun.cluster) for pronoun in pronouns)

    def of(self, speech: Speech) -> int | None:
        """Return the place of a speech's speaker among the clusters; None where no name stands for it."""
        for span in speech.speaker:
            inside = [
                place
                for start, _, place in self._within(self._mentions, span)
                # "a judge in Port Selwyn": a place in whose name nobody speaks
                if self._clusters[place].type != "Place" or start - span[0] <= len("the ")
            ]
            persons = [place for place in inside if self._clusters[place].type == "Person"]
            if inside:
                # "the court's clerk, Ida Hale": the person speaks, and of several the last
                return persons[-1] if persons else inside[0]
            if meant := [place for start, end, place in self._within(self._pronouns, span) if (start, end) == span]:
                return meant[0]
            if (beside := self._apposition(span, speech)) is not None:
                return beside
        return None

    def _within(self, places: Sequence[tuple[int, int, int]], span: Span) -> list[tuple[int, int, int]]:
        return list(places[bisect_left(places, (span[0],)) : bisect_left(places, (span[1],))])

    def _apposition(self, span: Span, speech: Speech) -> int | None:
        """Return whose name follows a role: "the engineer, Ada Quill,".

        Of "According to a neighbour, Ada Quill was there" the name is in what is said, and she is not who says it.
        """
        at = bisect_left(self._mentions, (span[1],))
        if at < len(self._mentions):
            start, end, place = self._mentions[at]
            said = any(first <= start < last for first, last in speech.spans)
            beside = not said or self._text[end : end + 1] == ","
            if beside and start - span[1] <= 3 and self._text[span[1] : start].strip(" ,(") == "":
                return place
        return None
