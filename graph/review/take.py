"""What a person takes of the proposals, as rows of a case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph.case.changes import with_claim, with_entity, with_statement
from graph.case.dates import EdtfDate
from graph.case.model import MAX_ID, Case, Claim, Entity, Mention, Statement, Text, Value
from graph.case.quantities import Quantity
from graph.errors import ModelError
from graph.extract.found import Span
from graph.review.places import Places

STATES, NAMED_WITH = "STATES", "NAMED_WITH"
"""Predicates that say no more than the text does, until a person chooses another one."""


def new_id(name: str, taken: Collection[str]) -> str:
    """Return an id for a name that no row has: "Ada Quill" is ``ada-quill``, the next one ``ada-quill-2``."""
    letters = unicodedata.normalize("NFKD", name.replace("’", "").replace("'", "")).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")[: MAX_ID - 6].rstrip("-") or "unnamed"
    if plain not in taken:
        return plain
    return next(f"{plain}-{n}" for n in range(2, len(taken) + 3) if f"{plain}-{n}" not in taken)


def ids_of(case: Case) -> set[str]:
    """Return every id that a case uses: an id is unique in its case, whatever it names."""
    claims = {claim.id for statement in case.statements for claim in statement.claims}
    rows = {row.id for rows in (case.sources, case.entities, case.statements, case.questions) for row in rows}
    return {case.id} | claims | rows


def take_entity(
    case: Case, places: Places, text: str, *, id: str, type: str, name: str, mentions: Sequence[Span]
) -> Case:
    """Return a case with an entity and the places where it is printed; one that is there has them added."""
    # a locator ends with its sentence, and so does what is printed there
    printed = [Mention(text[at.start : at.end], at) for at in map(places.locator, mentions)]
    known = next((entity for entity in case.entities if entity.id == id), None)
    if known is None:
        return with_entity(case, Entity(id=id, type=type, name=name, mentions=_in_order(printed)))
    aliases = () if name in (known.name, *known.aliases) else (name,)
    return with_entity(
        case,
        replace(known, aliases=(*known.aliases, *aliases), mentions=_in_order([*known.mentions, *printed])),
    )


def drop_mentions(case: Case, places: Places, id: str, mentions: Sequence[Span]) -> Case:
    """Return a case in which an entity is not printed at some places."""
    gone = {places.locator(span) for span in mentions}
    entity = next(entity for entity in case.entities if entity.id == id)
    return with_entity(case, replace(entity, mentions=tuple(m for m in entity.mentions if m.at not in gone)))


def take_claim(case: Case, places: Places, *, spans: Sequence[Span], value: Mapping[str, Any]) -> Case:
    """Return a case with a claim: on a statement that says no more than where the words stand.

    Parameters
    ----------
    case : Case
    places : Places
    spans : sequence of tuple of int
        What is said.
    value : mapping of str to Any
        ``speaker`` and ``via`` as ids of the case, ``stance``, ``verb``; a ``says`` and the ``predicate`` with its
        ``subject`` and ``object`` where a person gave them, ``finding`` where a deciding body decides.

    Raises
    ------
    ModelError
        Nobody is named who says it.
    """
    speaker = value.get("speaker")
    if not speaker:
        raise ModelError("A claim needs a speaker: choose who says it.")
    at, *context = places.locators(spans)
    claim = Claim(
        id="x",
        by=speaker,
        stance=value.get("stance", "asserts"),
        at=at,
        context=tuple(context),
        verb=value.get("verb") or None,
        says=value.get("says") or None,
        # of two entities that a person made one, one is the speaker
        via=tuple(dict.fromkeys(id for id in value.get("via", ()) if id != speaker)),
        kind="finding" if value.get("finding") else None,
    )
    subject = value.get("subject") or speaker
    object_, predicate = value.get("object"), value.get("predicate") or STATES
    where = (
        value.get("text")
        or (value.get("says") if predicate == STATES else "")
        or f"what is in paragraph {at.paragraph}, sentence {at.sentence} of {at.source}"
    )
    said = None if object_ else Text(" ".join(where.split()))
    if predicate != STATES:
        wanted = subject, predicate, object_, said
        same = [s for s in case.statements if (s.subject, s.predicate, s.object, s.value) == wanted]
        if same:
            return with_claim(case, same[0].id, replace(claim, id=f"{same[0].id}.new"))
    id = new_id(f"{subject} {predicate} {object_ or f'p{at.paragraph}s{at.sentence}'}", ids_of(case))
    statement = Statement(
        id=id,
        subject=subject,
        predicate=predicate,
        object=object_,
        value=said,
        claims=(replace(claim, id=f"{id}.1"),),
    )
    return with_statement(case, statement)


def take_value(
    case: Case,
    places: Places,
    text: str,
    *,
    span: Span,
    subject: str,
    value: Mapping[str, Any],
    predicate: str = "",
    said: Mapping[str, Any] | None = None,
) -> Case:
    """Return a case with a date or a quantity that is said of an entity.

    Parameters
    ----------
    case : Case
    places : Places
    text : str
        Of the source.
    span : tuple of int
        Where it is printed.
    subject : str
        Id of the entity that it is said of.
    value : mapping of str to Any
        ``edtf``, ``inferred`` and ``basis`` of a date; ``low``, ``high`` and ``unit`` of a quantity.
    predicate : str
        Another one than :data:`NAMED_WITH`.
    said : mapping of str to Any, optional
        ``speaker``, ``via``, ``stance`` and ``verb`` of the claim in whose words it stands; without one the source says
        it in its own voice.

    Raises
    ------
    ModelError
        The value is not known.
    """
    at = places.locator(span)
    words = text[slice(*span)]
    id = new_id(f"{subject} {words}", ids_of(case))
    statement = Statement(
        id=id,
        subject=subject,
        predicate=predicate or NAMED_WITH,
        value=_value(words, value),
        claims=(
            Claim(
                id=f"{id}.1",
                by=said["speaker"] if said else at.source,
                stance=said.get("stance", "asserts") if said else "asserts",
                at=at,
                verb=(said.get("verb") or None) if said else None,
                via=tuple(said["via"]) if said else (),
            ),
        ),
    )
    return with_statement(case, statement)


def _value(words: str, value: Mapping[str, Any]) -> Value:
    one_line = " ".join(words.split())
    if "edtf" in value:
        if not value["edtf"]:
            raise ModelError(f"The date {one_line!r} is not known: give the day of publication, or its value.")
        inferred = bool(value.get("inferred"))
        return EdtfDate.parse(
            value["edtf"], text=one_line, inferred=inferred, basis=(value.get("basis") or None) if inferred else None
        )
    read = Quantity.parse(one_line)
    given = {name: value[name] for name in ("low", "high", "unit") if value.get(name) not in (None, "")}
    changed = {name: each for name, each in given.items() if each != getattr(read, name)}
    return Quantity.parse(one_line, **changed) if changed else read


def _in_order(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    return tuple(sorted(dict.fromkeys(mentions), key=lambda mention: mention.at.order))
