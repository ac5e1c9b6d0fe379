"""What is said of a statement is the same wherever it is read: inspector, tables, files, sentences, both stores."""

import csv
import io
import json
from collections.abc import Iterator

import pytest

from graph.case.file import read
from graph.case.load import load
from graph.case.model import Case, Claim, Statement
from graph.case.schema import load_schema
from graph.case.statuses import STATUSES
from graph.case.words import agreeing
from graph.elements import Key, Relationship
from graph.explore.drawing import DrawnView, PlacedGraph, open_view
from graph.explore.view import View
from graph.formats import to_bytes
from graph.questions.claims import EDITOR, claims_by, find_claim, guarded
from graph.questions.explain import explain
from graph.questions.parts import nodes_by_key
from graph.settings import Settings
from graph.stores import Store
from graph.ui.explore.tables import relationship_rows
from graph.ui.parts.inspector import content
from tests.helpers import HARBOUR_FIRE, PETITIONS
from tests.helpers.inspector import inspected
from tests.helpers.stores import BOTH

SCHEMA = load_schema()
PAST = {"asserts": "asserted", "denies": "denied", "questions": "questioned"}
DECIDED = {"asserts": "found", "denies": "found not so", "questions": "found doubtful"}


@pytest.fixture(params=[HARBOUR_FIRE, PETITIONS], ids=lambda file: file.parent.name)
def case(request: pytest.FixtureRequest) -> Case:
    return read(request.param, settings=Settings())


@pytest.fixture(params=BOTH)
def held(request: pytest.FixtureRequest, case: Case) -> Store:
    store: Store = request.getfixturevalue(f"{request.param}_store")
    load(store, case)
    return store


def told(claim: Claim) -> str:
    """What is done to the statement, as every place says it."""
    if claim.inferred:
        return "inferred"
    return (DECIDED if claim.kind == "finding" else PAST)[claim.stance]


def names(case: Case) -> dict[str, str]:
    found = {entity.id: entity.name for entity in case.entities}
    for source in case.sources:
        found[source.id] = f"{source.title} ({source.publisher})" if source.publisher else source.title
    return found


def said_of(statement: Statement, name: dict[str, str]) -> dict[str, set[str]]:
    """Who does what, by what is done."""
    said: dict[str, set[str]] = {}
    for claim in statement.claims:
        who = name[claim.by] if claim.by else EDITOR
        chain = f" (by way of {' → '.join(name[via] for via in claim.via)})" if claim.via else ""
        said.setdefault(told(claim), set()).add(who + chain)
    return said


def read_out(text: str) -> dict[str, set[str]]:
    """The same from a cell of a table: "asserted by A and B; denied by C"."""
    said = {}
    for part in text.split("; "):
        past, _, who = part.partition(" by ")
        said[past] = who
    return said  # type: ignore[return-value]


def drawn(store: Store, case: Case) -> tuple[PlacedGraph, DrawnView]:
    view = View(case=case.id, off=frozenset())
    return open_view(store, view, schema=SCHEMA, settings=Settings())


def statements(placed: PlacedGraph, case: Case) -> Iterator[tuple[Statement, Relationship]]:
    by_key = {r.key: r for r in placed.graph.relationships}
    for statement in case.statements:
        yield statement, by_key[Key.of(case.id, statement.id)]


def check(cell: str, said: dict[str, set[str]], where: str) -> None:
    """Check that a cell names exactly who does what."""
    parts = read_out(cell)
    assert list(parts) == [
        past
        for past in ("found", "found not so", "found doubtful", "asserted", "denied", "questioned", "inferred")
        if past in said
    ], where
    for past, who in said.items():
        rest = str(parts[past])
        for name in sorted(who, key=len, reverse=True):
            assert name in rest, (where, past, name)
            rest = rest.replace(name, "", 1)
        assert rest.replace(",", "").replace("and", "").strip() == "", (where, past, rest)


@pytest.mark.slow
def test_every_statement_has_the_same_claims_everywhere(held: Store, case: Case) -> None:
    placed, shown = drawn(held, case)
    name = names(case)
    keys, table = relationship_rows(shown, placed)
    rows = dict(zip(keys, table, strict=True))
    lines = list(
        csv.DictReader(
            io.StringIO(to_bytes(shown.graph, ".csv", scene=shown.scene, claims=placed.claims).decode("utf-8-sig"))
        )
    )
    in_csv = {r.key: line for r, line in zip(shown.graph.relationships, lines, strict=True)}
    in_json = {row["id"]: row for row in json.loads(to_bytes(shown.graph, ".json", scene=shown.scene))["relationships"]}
    edges = {edge.key: edge for edge in shown.scene.edges}
    for statement, r in statements(placed, case):
        said, status = said_of(statement, name), case.status(statement)
        assert r.properties["status"] == status
        assert [claim.past for claim in placed.claims[r.key]] == [
            told(claim)
            for claim in sorted(statement.claims, key=lambda claim: (claim.at.source, claim.at.start, claim.id))
        ]
        check(rows[r.key]["Who says so"], said, f"table {r.key}")
        check(in_csv[r.key]["Who says so"], said, f"csv {r.key}")
        assert rows[r.key]["Status"] == in_csv[r.key]["Status"] == in_json[r.id]["properties"]["status"] == status
        assert edges[r.key].status == status
        assert f"{status} · {len(statement.claims)} claim" in edges[r.key].tooltip
        # an inspector of the statement: a row for each claim, with who and what is done
        told_of = content.of_relationship(held, r, SCHEMA, passages=lambda *_: None)
        [section] = [section for section in told_of["sections"] if section["heading"] == "Claims"]
        heads = [(row["words"][0]["text"], _text(row["words"][1])) for row in section["rows"]]
        assert sorted(heads) == sorted(
            (f"{told(claim)} by ", name[claim.by] if claim.by else EDITOR) for claim in statement.claims
        )
        explained = explain(held, statement.id, case=case.id, schema=SCHEMA)
        assert explained["status"] == status
        assert sorted((c["by"], c["stance"]) for c in explained["claims"] if c["by"]) == sorted(
            (claim.by, claim.stance) for claim in statement.claims if claim.by
        )
        assert explained["why"] == STATUSES[status].rule
        # no sentence says that somebody does what they do not
        sentence = guarded(r, placed.claims[r.key], SCHEMA)
        for past in ("denied", "questioned"):
            assert (f"{past} by " in sentence.lower()) == (past in said), sentence


@pytest.mark.slow
def test_what_a_speaker_says_is_told_with_what_it_is_about(held: Store, case: Case) -> None:
    name = names(case)
    made: dict[str, list[tuple[Statement, Claim]]] = {}
    for statement in case.statements:
        for claim in statement.claims:
            if claim.by:
                made.setdefault(claim.by, []).append((statement, claim))
    for speaker, claims in made.items():
        [node] = nodes_by_key(held, [Key.of(case.id, speaker)])
        found = {claim.id: (claim, start, end) for claim, start, end in claims_by(held, node, SCHEMA)}
        assert found.keys() == {claim.id for _, claim in claims}
        shown = inspected(held, node)
        [says] = [of for of in shown["sections"] if of["heading"] in ("What they say", "What it says")]
        rows = ["".join(map(_text, row["words"])) for row in says["rows"]]
        for statement, claim in claims:
            told_claim, start, _ = found[claim.id]
            assert told_claim.stance == claim.stance
            assert start.id == statement.subject
            finds = {"asserts": "finds", "denies": "finds it not so", "questions": "finds it doubtful"}
            lead = agreeing(finds[claim.stance] if claim.kind else claim.stance, told_claim.by_name)
            wanted = f"{lead} {'whether' if claim.stance == 'questions' else 'that'} {name[statement.subject]} "
            assert any(row.startswith(wanted) and (not claim.says or f"saying: {claim.says}" in row) for row in rows), (
                wanted
            )


def test_a_claim_of_its_own_names_speaker_stance_and_statement_first(held: Store, case: Case) -> None:
    name = names(case)
    for statement in case.statements:
        for claim in statement.claims:
            [node] = nodes_by_key(held, [Key.of(case.id, claim.id)])
            found = find_claim(held, node, SCHEMA)
            assert found is not None
            shown = inspected(held, node)
            who = name[claim.by] if claim.by else "The case's editor"
            # a body that speaks of itself is not named twice
            itself = ("it", "they") if claim.by == statement.subject else ()
            subjects = (name[statement.subject], *itself)
            lead = f"{who} {agreeing(found[0].lead, who)}"
            assert shown["title"].startswith(tuple(f"{lead} {subject} " for subject in subjects))
            [row] = shown["sections"][0]["rows"]
            assert len(row["passages"]) == len(claim.places)


def _text(part: object) -> str:
    return part if isinstance(part, str) else str(part["text"])  # type: ignore[index]
