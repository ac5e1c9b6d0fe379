"""What is said of something, who says so, where and by what chain: asked of the harbour fire, on both stores."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.case.captions import name_of
from graph.case.file import from_yaml, read
from graph.case.load import load
from graph.case.schema import load_schema
from graph.case.statuses import STATUSES
from graph.elements import Node
from graph.errors import AmbiguousIdError, NotFoundError
from graph.picture.scene import build
from graph.questions.claims import claims_by, claims_of, mentions_of, statements_of
from graph.questions.explain import explain, find_statement
from graph.questions.neighbors import find_node, neighbors
from graph.questions.parts import nodes_by_key
from graph.questions.search import read_index
from graph.settings import Settings
from graph.stores import Store, open_store
from tests.helpers import HARBOUR_FIRE

CASE = HARBOUR_FIRE


@pytest.fixture(scope="module")
def embedded_harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The harbour fire in an embedded store, for tests of what follows from rows alone."""
    with open_store(str(tmp_path_factory.mktemp("questions") / "cases.grafeo"), Settings()) as store:
        load(store, read(CASE, settings=Settings()))
        yield store


def _node(store: Store, id: str) -> Node:
    [node] = nodes_by_key(store, [f"harbour-fire/{id}"])
    return node


def test_explain_names_every_speaker_with_chain_and_place(loaded: Store) -> None:
    found = explain(loaded, "coat-at-gate", schema=load_schema())
    assert found["statement"] == {
        "id": "coat-at-gate",
        "subject": "yellow-coat",
        "predicate": "SEEN_AT",
        "object": "pier-nine",
    }
    assert found["status"] == "disputed"
    assert found["why"] == STATUSES["disputed"].rule
    assert found["contradicts"] == ["asserted-and-denied:coat-at-gate"]
    # in the order of the sources' ids and places
    assert [(c["id"], c["by"], c["stance"], c["via"], c["source"]) for c in found["claims"]] == [
        ("coat-at-gate.guard", "unnamed-guard", "asserts", ["port-authority", "gazette"], "gazette"),
        (
            "coat-at-gate.guard-retold",
            "unnamed-guard",
            "denies",
            ["unnamed-winchman", "hollis-tranter", "ledger"],
            "ledger",
        ),
    ]
    first = found["claims"][0]
    assert {"id", "by", "stance", "verb", "says", "via", "at", "source"} <= set(first)
    assert first["at"].startswith("gazette#p3s3@")
    assert first["verb"] == "is said to have told"
    assert first["says"] == "A figure in a yellow coat went out by the gate."


def test_explain_gives_a_value_as_it_is_printed(loaded: Store) -> None:
    crowd = explain(loaded, "crowd", schema=load_schema())
    assert crowd["statement"]["value"] == "Nearly 200 people"
    assert "object" not in crowd["statement"]
    assert crowd["claims"][0]["via"] == []
    assert crowd["claims"][0]["says"] is None


@pytest.mark.parametrize(
    ("id", "status", "text"),
    [
        (
            "raghunathan-set-fire",
            "disputed",
            "Disputed, found not so by Pier Inquiry and Harbour court, asserted by Port Authority (by way of Oskar "
            "Vey), denied by Priya Raghunathan (by way of Fire at pier nine (Harbour Gazette)): Priya Raghunathan — "
            "accused of — Warehouse fire.",
        ),
        (
            "glove-linked",
            "questioned",
            "Questioned by Ines Okafor: Scorched glove — said to be linked to — Warehouse fire.",
        ),
        (
            "raghunathan-on-pier",
            "denied",
            "Denied by Priya Raghunathan (by way of Fire at pier nine (Harbour Gazette)): "
            "Priya Raghunathan — was at — Pier nine.",
        ),
        (
            "authority-blamed",
            "found",
            "Found by Pier Inquiry, denied by Port Authority (by way of Oskar Vey): "
            "Port Authority — blamed for — the spread of the fire.",
        ),
        (
            "cornelis-vey-burned-loft",
            "alleged",
            "Alleged by Ruben Achterberg (by way of Low Water → Court clears pier engineer (Quay Ledger)): "
            "Cornelis Vey — accused of — Net loft fire.",
        ),
        (
            "lindqvist-owns",
            "reported",
            "Reported by Fire at pier nine (Harbour Gazette), Pier nine inquiry: summary of findings (Pier Inquiry) "
            "and Court clears pier engineer (Quay Ledger): Marta Lindqvist — owns or owned — Halcyon Storage.",
        ),
    ],
)
def test_a_statement_is_told_after_those_who_stand_behind_it(
    embedded_harbour: Store, id: str, status: str, text: str
) -> None:
    found = explain(embedded_harbour, id, schema=load_schema())
    assert (found["status"], found["text"]) == (status, text)


def test_every_statement_of_the_case_can_be_explained(embedded_harbour: Store) -> None:
    schema = load_schema()
    case = read(CASE, settings=Settings())
    for statement in case.statements:
        found = explain(embedded_harbour, statement.id, schema=schema)
        assert found["status"] == case.status(statement)
        assert {c["id"] for c in found["claims"]} == {c.id for c in statement.claims}
        assert {c["id"]: tuple(c["via"]) for c in found["claims"]} == {c.id: c.via for c in statement.claims}
        assert {c["id"]: c["at"] for c in found["claims"]} == {c.id: str(c.at) for c in statement.claims}


def test_what_is_said_of_a_thing_comes_by_predicate_and_both_ways(loaded: Store) -> None:
    node = _node(loaded, "pier-nine")
    found = statements_of(loaded, node, limit=50)
    assert [(r.type, r.id) for r in found] == [
        ("CLOSED_ON", "pier-closed"),
        ("CLOSED", "pier-closed-by"),
        ("LOCATED_IN", "warehouse-on-pier"),
        ("SEEN_AT", "coat-at-gate"),
        ("SEEN_AT", "raghunathan-seen-on-pier"),
        ("WAS_AT", "raghunathan-on-pier"),
        ("WORKS_AT", "raghunathan-pier-job"),
    ]
    assert statements_of(loaded, node, limit=3) == found[:3]


def test_a_loop_is_said_once(loaded: Store) -> None:
    found = statements_of(loaded, _node(loaded, "port-authority"), limit=50)
    assert [r.id for r in found].count("authority-reviews-itself") == 1


def test_what_somebody_says_has_its_subject_and_object(loaded: Store) -> None:
    said = claims_by(loaded, _node(loaded, "priya-raghunathan"), load_schema())
    assert [(c.stance, s.properties["name"], c.predicate, name_of(o, load_schema())) for c, s, o in said] == [
        ("asserts", "Priya Raghunathan", "WAS_AT", "Tern Street"),
        ("denies", "Priya Raghunathan", "ACCUSED_OF", "Warehouse fire"),
        ("denies", "Priya Raghunathan", "WAS_AT", "Pier nine"),
        ("denies", "Priya Raghunathan", "SAID_TO_HAVE_QUARRELLED_WITH", "Halcyon Storage"),
        ("asserts", "Letter about the cabinet", "PUTS_FORWARD", "The cabinet sparked."),
    ]
    assert [c.at.split("@")[0] for c, _, _ in said[:2]] == ["gazette#p5s1", "gazette#p5s1"]


def test_mentions_keep_the_spelling_and_the_order_of_the_sources(loaded: Store) -> None:
    found = mentions_of(loaded, _node(loaded, "marta-lindqvist"))
    assert [(text, at.split("@")[0]) for text, at in found] == [
        ("Marta Lindqvist", "gazette#p6s2"),
        ("Lindquist", "inquiry#p6s1"),
        ("Marta Lindqvist", "ledger#p6s2"),
    ]
    assert [text for text, _ in mentions_of(loaded, _node(loaded, "yusuf-haddad"))] == ["Yusuf Haddad", "يوسف حداد"]


def test_an_id_in_two_cases_is_refused_until_one_is_named(loaded: Store) -> None:
    text = CASE.read_text(encoding="utf-8").replace("id: harbour-fire", "id: copied-fire", 1)
    load(loaded, from_yaml(text))
    with pytest.raises(AmbiguousIdError) as caught:
        find_statement(loaded, "crowd")
    assert str(caught.value) == "crowd is in 2 cases: copied-fire, harbour-fire. Name one with --case."
    found = find_statement(loaded, "crowd", case="copied-fire")
    assert found.properties["case_id"] == "copied-fire"
    claims = explain(loaded, "raghunathan-set-fire", case="copied-fire", schema=load_schema())["claims"]
    assert len(claims) == 5


def test_a_statement_that_is_not_there_says_so(loaded: Store) -> None:
    with pytest.raises(NotFoundError) as caught:
        find_statement(loaded, "fire-dat")
    assert str(caught.value) == ("No statement has the id 'fire-dat'. Did you mean fire-date, fire-date-inquiry?")
    with pytest.raises(NotFoundError, match=r"^No statement has the id 'zebra'\. Look for its words in the ledger\.$"):
        find_statement(loaded, "zebra")
    with pytest.raises(NotFoundError, match=r"^The case 'other' is not in this store\. Cases here: harbour-fire\.$"):
        find_statement(loaded, "fire-date", case="other")


@pytest.mark.parametrize("id", [["fire"], {"id": "fire"}, None, object()])
def test_an_id_is_one_text(loaded: Store, id: object) -> None:
    with pytest.raises(NotFoundError, match="An id is one text, not"):
        find_node(loaded, id)  # type: ignore[arg-type]
    with pytest.raises(NotFoundError, match="An id is one text, not"):
        neighbors(loaded, id)  # type: ignore[arg-type]
    with pytest.raises(NotFoundError, match="An id is one text, not"):
        find_statement(loaded, id)  # type: ignore[arg-type]


def test_an_id_is_a_value_and_never_cypher(loaded: Store) -> None:
    with pytest.raises(NotFoundError):
        find_statement(loaded, "crowd' OR true //")


def test_a_thing_is_called_the_same_by_every_claim_picture_and_search(embedded_harbour: Store) -> None:
    schema = load_schema()
    everything = embedded_harbour.query("MATCH (n) OPTIONAL MATCH (n)-[r]->(m) RETURN n, r, m").subgraph()
    drawn = {node.key: node.caption for node in build(everything, schema=schema).nodes}
    assert {node.key: name_of(node, schema) for node in everything.nodes} == drawn
    assert {entry.key: entry.name for entry in read_index(embedded_harbour, schema).entries}.items() <= drawn.items()
    claims = [c for found in claims_of(embedded_harbour, everything.relationships, schema).values() for c in found]
    assert all(drawn[claim.by_key] == claim.by_name for claim in claims if claim.by_key)
    speakers = {claim.by_name for claim in claims}
    assert {"Fire at pier nine (Harbour Gazette)", "Pier Inquiry", "Priya Raghunathan"} <= speakers
