"""Whom a pronoun is likely to mean: hints for a claim's speaker, never more.

The nearest earlier person that fits, subjects before others, the same paragraph before the one above.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log2
from typing import Literal, NamedTuple

from graph.extract.clusters import Cluster
from graph.extract.found import Span
from graph.extract.parsing import Paragraph
from graph.extract.persons import Sex, sex_before, sex_of_given
from graph.extract.words import table

Role = Literal["subject", "object", "possessive"]
_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
FURTHEST = 1_500
"""Characters to what a pronoun may mean: beyond, nobody looks back."""
MOST_LOOKED_AT = 60
"""Mentions that are weighed for a pronoun, so that a crowded text stays quick."""
_SUBJECT, _SAME_PARAGRAPH, _SAME_SENTENCE, _TOLD = 2.5, 2.0, 0.5, 1.5
_OFTEN = 0.5
_FALLS_IN = 120
"""Characters over which nearness loses a point."""
_LEAST = -3.0


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun, and whom or what it is likely to mean.

    Parameters
    ----------
    span : tuple of int
    cluster : int
        The place in the list of clusters.
    antecedent : tuple of int
        The mention that was chosen: the evidence.
    rule : str
        ``subject``, ``same paragraph`` or ``nearest``: what decided.
    score : float
        From 0 to 1: lower where another fits nearly as well.
    """

    span: Span
    cluster: int
    antecedent: Span
    rule: str
    score: float


class _Kept(NamedTuple):
    """What is kept of a pronoun when its paragraph's parse is gone."""

    start: int
    end: int
    word: str
    role: Role
    sentence: int
    paragraph: int


class _Mention(NamedTuple):
    """A place where a cluster is named, or meant by a pronoun."""

    start: int
    end: int
    cluster: int
    subject: bool
    possessive: bool


class PronounFinder:
    """Finds whom pronouns mean, in a text that is parsed paragraph by paragraph.

    Examples
    --------
    ::

        finder = PronounFinder()
        for paragraph in parse(text, paragraph_spans(text)):
            finder.add(paragraph)
        pronouns = finder.pronouns(text, clusters)
    """

    def __init__(self) -> None:
        self._kept: list[_Kept] = []
        self._subjects: set[int] = set()
        self._possessives: set[int] = set()
        self._paragraphs: list[int] = []

    def add(self, paragraph: Paragraph) -> None:
        """Keep a paragraph's pronouns, and where its subjects and possessors end."""
        self._paragraphs.append(paragraph.start)
        known = table("pronouns")
        several = known["of men"] | known["of women"] | known["of things"] | known["of several"]
        for token in paragraph.doc:
            start = paragraph.start + token.idx
            # "Its clerk, Ida Hale, lives …": the name behind the subject is the subject too.
            if token.dep_ in _SUBJECTS or (token.dep_ == "appos" and token.head.dep_ in _SUBJECTS):
                self._subjects.add(start + len(token.text))
            elif token.dep_ == "poss":
                self._possessives.add(start + len(token.text))
            if token.lower_ in several and token.pos_ in ("PRON", "DET"):
                role: Role = "subject" if token.dep_ in _SUBJECTS else "object"
                if token.dep_ == "poss":
                    role = "possessive"
                sentence = paragraph.start + token.sent.start_char
                self._kept.append(_Kept(start, start + len(token.text), token.lower_, role, sentence, paragraph.start))

    def pronouns(self, text: str, clusters: Sequence[Cluster]) -> list[Pronoun]:
        """Return the pronouns of all that was added, in order, with whom they are likely to mean.

        Parameters
        ----------
        text : str
            As it is kept; `clusters` are of it.
        clusters : sequence of Cluster
            As :func:`graph.extract.clusters.cluster` gives them.
        """
        return list(_Resolver(text, clusters, self._subjects, self._possessives).resolve(self._kept))


class _Resolver:
    def __init__(self, text: str, clusters: Sequence[Cluster], subjects: set[int], possessives: set[int]) -> None:
        self.clusters = clusters
        self.sexes = [_sex(text, each) if each.type == "Person" else "" for each in clusters]
        self.meant: Counter[int] = Counter()  # how often by a pronoun so far: who a text is about
        self.called: dict[int, Sex] = {}  # by an earlier pronoun, where no title, kin or given name tells
        mentions = sorted(
            _Mention(start, end, index, end in subjects, end in possessives)
            for index, each in enumerate(clusters)
            for start, end in each.mentions
        )
        self.persons = [each for each in mentions if clusters[each.cluster].type == "Person"]
        self.bodies = [each for each in mentions if clusters[each.cluster].type in ("Agency", "Organization")]

    def resolve(self, kept: Sequence[_Kept]) -> Iterator[Pronoun]:
        words = table("pronouns")
        meant: list[_Mention] = []  # pronouns before: who is spoken of stays so
        for pronoun in kept:
            sex: Sex = (
                "man" if pronoun.word in words["of men"] else "woman" if pronoun.word in words["of women"] else ""
            )
            mentions = self.persons if sex else self.bodies
            ranked = self._ranked(pronoun, sex, mentions, meant if sex else [])
            if ranked:
                score, _, mention = ranked[0]
                other = next((each for each, _, two in ranked if two.cluster != mention.cluster), None)
                certainty = 0.7 if other is None else min(0.7, 0.35 + 0.1 * (score - other))
                rule = "subject" if mention.subject else "same paragraph"
                if mention.start < pronoun.paragraph:
                    rule = "nearest"
                yield Pronoun(
                    (pronoun.start, pronoun.end),
                    mention.cluster,
                    (mention.start, mention.end),
                    rule,
                    round(certainty if sex else certainty / 2, 2),
                )
                if sex:
                    subject = pronoun.role == "subject"
                    self.called.setdefault(mention.cluster, sex)
                    self.meant[mention.cluster] += 1
                    meant.append(_Mention(pronoun.start, pronoun.end, mention.cluster, subject, not subject))

    def _ranked(
        self, pronoun: _Kept, sex: Sex, mentions: Sequence[_Mention], meant: Sequence[_Mention]
    ) -> list[tuple[float, int, _Mention]]:
        ranked = []
        for several in (mentions, meant):
            last = bisect_right(several, pronoun.start, key=lambda each: each.end)
            first = max(
                0, last - MOST_LOOKED_AT, bisect_left(several, pronoun.start - FURTHEST, key=lambda each: each.start)
            )
            for mention in several[first:last]:
                told = self.sexes[mention.cluster]
                if sex and told and told != sex:
                    continue
                score = self._score(pronoun, mention) + (_TOLD if told and told == sex else 0)
                score += _OFTEN * log2(1 + self.meant[mention.cluster])
                if sex and not told and (called := self.called.get(mention.cluster)):
                    score += _TOLD if called == sex else -_TOLD
                if score > _LEAST:
                    ranked.append((score, mention.start, mention))
        return sorted(ranked, key=lambda each: (-each[0], -each[1]))

    @staticmethod
    def _score(pronoun: _Kept, mention: _Mention) -> float:
        score = -(pronoun.start - mention.end) / _FALLS_IN
        same_sentence = mention.start >= pronoun.sentence
        score += _SAME_PARAGRAPH if mention.start >= pronoun.paragraph else 0
        score += _SUBJECT if mention.subject else -0.5 if mention.possessive else 0
        if same_sentence:
            # "Ida met her": not herself. "Ida said she", "Ida and her dog": likely.
            score += -_SUBJECT - 1 if mention.subject and pronoun.role == "object" else _SAME_SENTENCE
        return score


def _sex(text: str, cluster: Cluster) -> Sex:
    told = Counter(sex for start, _ in cluster.mentions if (sex := sex_before(text, start)))
    if told:
        return max(sorted(told), key=lambda sex: told[sex])
    return sex_of_given(cluster.name)
