"""A draft: all that is likely enough of what is proposed, taken without a person's decision, and marked as such."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from graph.case.model import Case
from graph.extract.found import Span
from graph.extract.proposals import BY_ENDPOINT, Proposal, Proposals
from graph.extract.reported import LEFT_OPEN
from graph.files import write_whole
from graph.review.places import Places
from graph.review.standing import claim_around
from graph.review.take import ids_of, new_id, take_claim, take_entity, take_value

LEAST_SCORE = 0.7
"""How often the rule of a claim is right, at the least, for it to be in a draft: rules that guess the speaker from what
stands near, or take wishes and orders for statements, are below."""
LEAST_OF_NAMES = 0.5
"""The same for names: one of which only capital letters tell has a type that is mostly wrong."""
_MARK = re.compile(r"# Draft: ([\d,]+) [^\n]*\n")


def draft(case: Case, proposals: Proposals, text: str, *, decided: Collection[str] = ()) -> tuple[Case, int]:
    """Return a case with names, dates, quantities and likely claims of a text, and how many proposals were taken.

    Never in it: merges, events, relations, what an endpoint proposes, claims without a speaker, what somebody asks or
    leaves open, dates without a value.

    Parameters
    ----------
    case : Case
    proposals : Proposals
    text : str
        That they are of.
    decided : collection of str
        Ids of proposals on which a person decided: these are left to that.
    """
    places = Places(proposals.source, text)
    rows = [row for row in proposals.rows if row.id not in decided and not row.rule.startswith(BY_ENDPOINT)]
    by_id = {row.id: row for row in proposals.rows}
    ids: dict[str, str] = {}
    taken = 0
    for row in rows:
        if row.kind == "entity" and row.score >= LEAST_OF_NAMES:
            spans = [by_id[id].spans[0] for id in row.value["mentions"] if id in by_id and id not in decided]
            name = " ".join(str(row.value["name"]).split())
            ids[row.id] = new_id(name, ids_of(case))
            case = take_entity(case, places, text, id=ids[row.id], type=row.value["type"], name=name, mentions=spans)
            taken += len(spans)
    named = _Named(places, rows, ids, by_id)
    claims = [(row.id, row.spans) for row in proposals.rows if row.kind == "claim"]

    def voice(claim: Proposal) -> dict[str, Any]:
        via = [ids[id] for id in claim.value["via"] if id in ids]
        # words that deny by themselves are stated, whatever they deny
        stance = "asserts" if claim.value["denial"] else claim.value["stance"]
        return {
            **claim.value,
            "speaker": ids[claim.value["speaker"]],
            "via": [*via, proposals.source],
            "stance": stance,
        }

    for row in rows:
        subject = named.nearest(row.spans[0])
        if row.kind in ("date", "quantity") and subject and row.value.get("edtf", True):
            around = by_id.get(claim_around(claims, row.spans[0]))
            if around and around.value["speaker"] not in ids:
                continue
            said = voice(around) if around else None
            case = take_value(case, places, text, span=row.spans[0], subject=subject, value=row.value, said=said)
            taken += 1
        elif row.kind == "claim" and row.score >= LEAST_SCORE and row.rule != LEFT_OPEN and row.value["speaker"] in ids:
            case = take_claim(case, places, spans=row.spans, value=voice(row))
            taken += 1
    return case, taken


class _Named:
    """Where entities are named, to find the one that a date or a quantity stands with."""

    def __init__(
        self, places: Places, rows: Collection[Proposal], ids: Mapping[str, str], by_id: Mapping[str, Proposal]
    ) -> None:
        self._places = places
        self._by_sentence: dict[Span, list[tuple[Span, str]]] = {}
        for row in rows:
            for id in row.value["mentions"] if row.id in ids else ():
                span = by_id[id].spans[0]
                if sentence := places.sentence_at(span[0]):
                    key = sentence.start, sentence.end
                    self._by_sentence.setdefault(key, []).append((span, ids[row.id]))

    def nearest(self, span: Span) -> str | None:
        """Return the entity that is named nearest to a span in its sentence."""
        sentence = self._places.sentence_at(span[0])
        named = self._by_sentence.get((sentence.start, sentence.end), []) if sentence else []
        apart = [(max(start - span[1], span[0] - end), start, id) for (start, end), id in named]
        return min(apart)[2] if apart else None


def is_marked(text: str) -> bool:
    """Return whether the text of a case file says of itself that it is a draft."""
    return bool(_MARK.search(text))


def marked(text: str, unreviewed: int) -> str:
    """Return the text of a case file whose first comment says how much of it no person has looked at."""
    plain = _MARK.sub("", text, count=1)
    if not unreviewed:
        return plain
    mark = "\ufeff" if plain.startswith("\ufeff") else ""
    line = f"# Draft: {unreviewed:,} proposals were taken that nobody has looked at; review them first.\n"
    return f"{mark}{line}{plain.removeprefix(mark)}"


def remark(path: Path, change: int) -> None:
    """Let the first comment of a draft count more, or less, that nobody has looked at; other files stay as they are.

    Raises
    ------
    FileError
        The file cannot be written.
    """
    text = path.read_bytes().decode()
    found = _MARK.search(text)
    if found and change:
        left = max(0, int(found[1].replace(",", "")) + change)
        write_whole(path, marked(text, left).encode())
