"""Which relationships a command may walk, by its options; and relationships as it prints them."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from graph.errors import AmbiguousIdError, NotFoundError

if TYPE_CHECKING:
    from graph.elements import Relationship
    from graph.questions.paths import Walk
    from graph.stores import Store


def walk_of(store: Store, options: argparse.Namespace, case: str | None) -> Walk:
    """Return what the filters of a command leave; a speaker, a type or a case that nothing has is refused."""
    from graph.case.statuses import WITHOUT_ALLEGATIONS
    from graph.questions.parts import check_case
    from graph.questions.paths import Walk

    check_case(store, case)
    if options.speaker:
        check_speaker(store, options.speaker, case)
    elif options.stance:
        options.usage("--stance is that of a speaker: give --speaker ID, too")
    check_types(store, options.types or ())
    return Walk(
        statuses=WITHOUT_ALLEGATIONS if options.without_allegations else options.status,
        types=options.types or None,
        speaker=options.speaker,
        stance=options.stance or "",
    )


def check_speaker(store: Store, speaker: str, case: str | None) -> str:
    """Refuse a speaker who says nothing: no path would be found, for a reason that nobody sees; return the case."""
    rows = store.query(
        "MATCH (s)-[:MADE]->(c:Claim) WHERE s.id = $id RETURN DISTINCT s.case_id AS case_id ORDER BY case_id",
        {"id": speaker},
    ).rows
    cases = [row[0] for row in rows if case in (None, row[0])]
    if not cases:
        raise NotFoundError(f"Nobody with the id {speaker!r} makes a claim{f' in the case {case}' if case else ''}.")
    if len(cases) > 1:
        raise AmbiguousIdError(f"{speaker} is in {len(cases)} cases: {', '.join(cases)}. Name one with --case.")
    return str(cases[0])


def check_types(store: Store, types: Sequence[str]) -> None:
    """Refuse a relationship type that no relationship has, for the same reason."""
    from difflib import get_close_matches

    known = store.schema().relationship_types
    for type_ in types:
        if type_ not in known:
            near = get_close_matches(type_.upper(), known, n=1)
            hint = f"; did you mean {near[0]}?" if near else "."
            raise NotFoundError(f"No relationship has the type {type_!r}{hint}")


def print_beside(relationships: Iterable[Relationship]) -> None:
    """Print what joins the same nodes as the relationships that were printed, a line each."""
    for r in relationships:
        status = f" ({r.properties['status']})" if r.properties.get("status") else ""
        print(f"beside it: {r.start} {r.type}{status} {r.end}")


def as_json(relationships: Iterable[Relationship]) -> list[dict[str, Any]]:
    """Return relationships as every command prints them in JSON."""
    return [
        {"type": r.type, "start": r.start, "end": r.end, "status": r.properties.get("status")} for r in relationships
    ]
