import pytest

from graph.cypher import Names, check_read, complete, quote
from graph.cypher.complete import Candidate

NAMES = Names(
    labels={"Person": ["name", "age"], "Place": ["name", "lat"], "Old Place": ["since"], "Event": []},
    types={"KNOWS": ["since", "status"], "ACCUSED_OF": ["status"]},
    parameters=["case", "ids"],
)


def found(query: str, *kinds: str) -> list[str]:
    """What is offered at the mark ``^``."""
    cursor = query.index("^")
    offered = complete(query.replace("^", ""), cursor, NAMES, dialect="embedded")
    return [candidate.text for candidate in offered if not kinds or candidate.kind in kinds]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("MATCH (p:^", ["Event", "`Old Place`", "Person", "Place"]),
        ("MATCH (p:Pe^", ["Person"]),
        ("MATCH (p:pl^", ["Place", "`Old Place`"]),
        ("MATCH (p:Person|Pl^", ["Place", "`Old Place`"]),
        ("MATCH (p:`Old^", ["`Old Place`"]),
        ("MATCH (:Person)-[:^", ["ACCUSED_OF", "KNOWS"]),
        ("MATCH (:Person)-[r:KNOWS|acc^", ["ACCUSED_OF"]),
        ("MATCH (p:Person)-[r:KN^]->(x) RETURN p", ["KNOWS"]),
        ("MATCH (p) WHERE p:Ev^", ["Event"]),
        ("MATCH (p:Person) RETURN p.^", ["age", "name", "lat", "since", "status"]),
        ("MATCH (p:Person) RETURN p.na^", ["name"]),
        ("MATCH ()-[r:KNOWS]-() WHERE r.s^", ["since", "status"]),
        ("MATCH (p:Place {^", ["lat", "name", "age", "since", "status"]),
        ("MATCH (p:Place {name: 'x', l^", ["lat"]),
        ("RETURN $^", ["$`case`", "$ids"]),
        ("RETURN $i^", ["$ids"]),
        ("MATCH (n) WHERE n.id IN $id^", ["$ids"]),
        ("CALL db.la^", ["db.labels("]),
        ("CALL db.^", ["db.labels(", "db.propertyKeys(", "db.relationshipTypes("]),
        ("MAT^", ["MATCH"]),
        ("MATCH (n) RETURN n ORD^", ["ORDER BY"]),
        ("MATCH (person:Person) RETURN per^", ["person", "percentileCont(", "percentileDisc("]),
        ("MATCH (n) RETURN toUp^", ["toUpper("]),
        ("RETURN 'MATCH (p:^", []),
        ("RETURN 1 // MATCH (p:^", []),
        ("RETURN /* MATCH (p:^", []),
        ("RETURN {name: Pe^", ["percentileCont(", "percentileDisc("]),
    ],
)
def test_what_is_meant_comes_first(query: str, first: list[str]) -> None:
    assert found(query) == first


def test_procedures_behind_call() -> None:
    assert "db.labels(" in found("CALL d^", "procedure")


def test_variables_come_before_keywords() -> None:
    offered = complete("MATCH (w:Person) RETURN w", 25, NAMES)
    assert offered[0].kind != "variable", "what is typed in full needs no completion"
    assert found("MATCH (war:Person) RETURN w^")[0] == "war"


def test_the_span_is_what_is_typed() -> None:
    query = "MATCH (p:Pe) RETURN p"
    assert complete(query, 11, NAMES) == [Candidate("Person", "label", 9, 11)]


def test_names_that_need_it_stand_in_backticks() -> None:
    names = Names(labels={"set": [], "a b": [], "tick`": [], "": []})
    offered = [candidate.text for candidate in complete("MATCH (n:", 9, names, dialect="embedded")]
    assert offered == ["`a b`", "`set`"], "the embedded engine has no way to write the third"
    for name in ("a b", "set"):
        check_read(f"MATCH (n:{quote(name)}) RETURN n", dialect="embedded")


@pytest.mark.parametrize("dialect", ["embedded", "neo4j"])
def test_no_place_in_a_query_is_an_error(dialect: str) -> None:
    query = "MATCH p = (a:Person {name: $x})-[r:KNOWS|`A B`*1..3]->(b) WHERE EXISTS { (a)--() } "
    query += "CALL { RETURN [x IN 'ü' | x.y] AS z }"
    for text in (query, query[::-1], "{", "}", ":", ".", "$", "`", "'", ")(", "[:", "(:|", ""):
        for cursor in range(len(text) + 1):
            for candidate in complete(text, cursor, NAMES, dialect=dialect):  # type: ignore[arg-type]
                assert candidate.start <= cursor == candidate.end
