"""Changes of a case, each a function from one case to the next; what follows from one is said by comparing the two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from graph.case.diff import Difference, given_ids
from graph.case.model import SIDES, Case, Claim, Entity, Question, Side, Source, Statement, number_claims
from graph.case.words import number_of
from graph.errors import ModelError, NotFoundError


def with_source(case: Case, source: Source) -> Case:
    """Return a case with a source: in the place of the one that has its id, or as the last."""
    return replace(case, sources=_with_row(case.sources, source))


def with_entity(case: Case, entity: Entity) -> Case:
    """Return a case with an entity: in the place of the one that has its id, or as the last."""
    return replace(case, entities=_with_row(case.entities, entity))


def with_statement(case: Case, statement: Statement) -> Case:
    """Return a case with a statement: in the place of the one that has its id, or as the last."""
    return replace(case, statements=_with_row(case.statements, statement))


def with_claim(case: Case, statement_id: str, claim: Claim) -> Case:
    """Return a case with one more claim on a statement, or another one in the place of the one that has its id.

    An id that begins with the statement's is none that is kept: such claims are numbered.

    Raises
    ------
    NotFoundError
        The case has no such statement.
    """
    statement = _row(case.statements, statement_id)
    given = () if claim.id.startswith(f"{statement_id}.") else (claim.id,)
    return with_statement(case, _with_claims(statement, _with_row(statement.claims, claim), given))


def with_question(case: Case, question: Question) -> Case:
    """Return a case with a question: in the place of the one that has its id, or as the last."""
    return replace(case, questions=_with_row(case.questions, question))


def without_question(case: Case, id: str) -> Case:
    """Return a case without a question; the statements under it stay.

    Raises
    ------
    NotFoundError
        The case has no such question.
    """
    gone = _row(case.questions, id)
    return replace(case, questions=tuple(question for question in case.questions if question is not gone))


def without_claim(case: Case, statement_id: str, claim_id: str) -> Case:
    """Return a case without a claim; with the last claim on it a statement goes too.

    Raises
    ------
    NotFoundError
        There is no such statement, or no such claim on it.
    """
    statement = _row(case.statements, statement_id)
    claim = _row(statement.claims, claim_id)
    claims = tuple(other for other in statement.claims if other is not claim)
    if not claims:
        return without_statement(case, statement_id)
    return with_statement(case, _with_claims(statement, claims))


def without_statement(case: Case, id: str) -> Case:
    """Return a case without a statement and its claims; questions lose it too.

    Raises
    ------
    NotFoundError
        The case has no such statement.
    """
    gone = _row(case.statements, id)
    return _with_statements(case, [statement for statement in case.statements if statement is not gone])


def without_entity(case: Case, id: str) -> Case:
    """Return a case without an entity: what is stated of it, and what it claims or passed on, goes too.

    Raises
    ------
    NotFoundError
        The case has no such entity.
    """
    gone = _row(case.entities, id)
    statements = []
    for statement in case.statements:
        if id in (statement.subject, statement.object):
            continue
        claims = tuple(claim for claim in statement.claims if id != claim.by and id not in claim.via)
        if claims:
            statements.append(statement if claims == statement.claims else _with_claims(statement, claims))
    entities = tuple(entity for entity in case.entities if entity is not gone)
    return _with_statements(replace(case, entities=entities), statements)


def merged(case: Case, kept: str, gone: str) -> Case:
    """Return a case in which two entities are one.

    The one that is kept has the other's names as aliases and its mentions; what was stated of the other, and what it
    claimed or passed on, is now of the one that is kept. Statements that say the same then are one, with all claims.

    Parameters
    ----------
    case : Case
    kept, gone : str
        Ids of entities of one type.

    Raises
    ------
    NotFoundError
        The case has no such entity.
    ModelError
        They are of two types, or something relates the two to each other.
    """
    one, other = _row(case.entities, kept), _row(case.entities, gone)
    if one is other or one.type != other.type:
        both = f"{one.name} ({one.type}) and {other.name} ({other.type})"
        raise ModelError(f"Two entities of one type can be merged; these are {both}.")
    between = [s.id for s in case.statements if {s.subject, s.object} == {kept, gone}]
    if between:
        raise ModelError(
            f"{one.name} and {other.name} are related to each other ({', '.join(between)}): remove that first."
        )
    entity = replace(
        one,
        aliases=tuple(dict.fromkeys(name for name in (*one.aliases, other.name, *other.aliases) if name != one.name)),
        kind=one.kind or other.kind,
        decides=one.decides or other.decides,
        about=one.about or other.about,
        mentions=tuple(dict.fromkeys((*one.mentions, *other.mentions))),
    )

    def renamed(statement: Statement) -> Statement:
        ids = {gone: kept}
        claims = tuple(
            replace(
                claim,
                by=ids.get(claim.by, claim.by) if claim.by else claim.by,
                via=tuple(dict.fromkeys(ids.get(id, id) for id in claim.via)),
            )
            for claim in statement.claims
        )
        object_ = ids.get(statement.object, statement.object) if statement.object else None
        subject = ids.get(statement.subject, statement.subject)
        return _with_claims(replace(statement, subject=subject, object=object_), claims, given_ids(statement))

    statements: dict[object, Statement] = {}
    now: dict[str, str] = {}
    for statement in case.statements:
        if kept not in (statement.subject, statement.object) and gone not in (statement.subject, statement.object):
            statements[statement.id] = renamed(statement)
            continue
        new = renamed(statement)
        same = (new.subject, new.predicate, new.object, repr(new.value))
        before = statements.get(same)
        joined = new if before is None else _with_claims(before, (*before.claims, *new.claims), given_ids(new))
        statements[same] = joined
        now[new.id] = joined.id
    entities = tuple(entity if row is one else row for row in case.entities if row is not other)
    return _with_statements(replace(case, entities=entities), statements.values(), now)


def consequences(found: Difference) -> list[str]:
    """Return what a change does, a phrase each, in the order of their weight.

    Examples
    --------
    ``["removes 1 statement, 3 claims", "the status of 1 statement changes from disputed to alleged"]``
    """
    phrases = []
    kinds = {
        "source": found.sources,
        "entity": found.entities,
        "statement": found.statements,
        "claim": found.claims,
        "question": found.questions,
    }
    for doing, ids in (("removes", "removed"), ("changes", "changed"), ("adds", "added")):
        parts = [_counted(len(getattr(rows, ids)), kind) for kind, rows in kinds.items() if getattr(rows, ids)]
        if parts:
            phrases.append(f"{doing} {', '.join(parts)}")
    statuses = Counter((change.before, change.after) for change in found.statuses)
    phrases += [
        f"the status of {_counted(n, 'statement')} changes from {before} to {after}"
        for (before, after), n in statuses.items()
    ]
    return phrases


def _counted(n: int, kind: str) -> str:
    return f"{n:,} entities" if kind == "entity" and n != 1 else number_of(n, kind)


def _with_claims(statement: Statement, claims: Iterable[Claim], given: Iterable[str] = ()) -> Statement:
    """Return a statement with other claims; those without an id of their own are numbered anew."""
    rows = tuple(claims)
    named = given_ids(statement) | set(given)
    return replace(statement, claims=number_claims(statement.id, rows, named))


def _with_statements(case: Case, statements: Iterable[Statement], now: Mapping[str, str] | None = None) -> Case:
    """Return a case with these statements alone; questions lose the others, or have what became of them by ``now``."""
    rows = tuple(statements)
    there, now = {row.id for row in rows}, now or {}

    def kept(question: Question) -> Question:
        found: dict[str, Side] = {}
        for side, ids in question.sides.items():
            for id in (now.get(id, id) for id in ids):
                # two statements on different sides that are one now speak for neither
                found[id] = side if found.get(id, side) == side else "open"
        for_, against, open_ = (
            tuple(id for id, where in found.items() if where == side and id in there) for side in SIDES
        )
        return replace(question, for_=for_, against=against, open=open_)

    return replace(case, statements=rows, questions=tuple(map(kept, case.questions)))


def _with_row[Row: Source | Entity | Statement | Claim | Question](rows: tuple[Row, ...], row: Row) -> tuple[Row, ...]:
    if any(other.id == row.id for other in rows):
        return tuple(row if other.id == row.id else other for other in rows)
    return (*rows, row)


def _row[Row: Entity | Statement | Claim | Question](rows: Iterable[Row], id: str) -> Row:
    found = next((row for row in rows if row.id == id), None)
    if found is None:
        raise NotFoundError(f"The case has nothing with the id {id!r}.")
    return found
