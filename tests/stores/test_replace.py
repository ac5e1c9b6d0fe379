"""After a load the store holds exactly what the case says of itself, on both stores."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from graph.elements import to_json
from graph.errors import CaseGraphError, StoreError
from graph.stores import LoadedCase, NodeRow, RelationshipRow, Store
from tests.helpers.stores import BOTH
from tests.stores.cases import Rows, chain, harbour, node, relationship


def content(store: Store, case: str) -> dict[str, list[Any]]:
    nodes = store.query("MATCH (n) WHERE n.case_id = $c AND NOT n:CaseFile RETURN n ORDER BY n.id", {"c": case})
    ties = store.query("MATCH ()-[r]->() WHERE r.case_id = $c RETURN r ORDER BY r.id", {"c": case})
    return {"nodes": to_json(nodes.rows), "relationships": to_json(ties.rows)}


def expected(rows: Rows) -> dict[str, list[Any]]:
    nodes = [
        {"id": n.properties["id"], "labels": sorted(n.labels), "properties": dict(n.properties)} for n in rows.nodes()
    ]
    ties = [
        {"id": r.properties["id"], "type": r.type, "start": r.start, "end": r.end, "properties": dict(r.properties)}
        for r in rows.relationships()
    ]
    return {
        "nodes": [[n] for n in sorted(nodes, key=lambda n: str(n["id"]))],
        "relationships": [[r] for r in sorted(ties, key=lambda r: str(r["id"]))],
    }


def test_a_case_is_there_whole(store: Store) -> None:
    rows = harbour()
    told: list[tuple[int, int]] = []
    assert store.replace_case(rows, progress=lambda done, total: told.append((done, total))) is True
    assert content(store, "harbour") == expected(rows)
    assert store.cases() == [LoadedCase("harbour", "The case harbour", "2019-05", "1", loading=False)]
    total = rows.node_count + rows.relationship_count
    assert told == sorted(told)
    assert told[-1] == (total, total)


def test_loading_again_changes_nothing(store: Store) -> None:
    store.replace_case(harbour())
    version = store.version()
    assert store.replace_case(harbour()) is False
    assert store.version() == version


def test_the_version_follows_the_content(store: Store) -> None:
    seen = [store.version()]
    store.replace_case(harbour())
    seen.append(store.version())
    store.query("MATCH (n) RETURN n")
    store.query("MATCH (n) RETURN n", timeout=30)
    assert store.version() == seen[-1], "reading changes nothing"
    store.replace_case(harbour(sha256="2"))
    seen.append(store.version())
    store.execute("CREATE (:Note)")
    seen.append(store.version())
    store.remove_case("harbour")
    seen.append(store.version())
    assert len(set(seen)) == len(seen)


def test_what_left_the_file_is_gone(store: Store) -> None:
    store.replace_case(harbour())
    full = harbour(sha256="2")
    gone = {"lena", "c2", "d2"}
    nodes = [
        NodeRow(("Entity", "Agency"), {"id": "pier", "case_id": "harbour", "other": 1})
        if n.properties["id"] == "pier"
        else n
        for n in full.nodes()
        if n.properties["id"] not in gone
    ]
    ties = [r for r in full.relationships() if not {r.start, r.end, str(r.properties["id"])} & {*gone, "s4"}]
    moved = [
        RelationshipRow("KNOWS", "tomas", "priya", r.properties) if r.properties["id"] == "s6" else r for r in ties
    ]
    rows = Rows("harbour", nodes, moved, sha256="2")
    assert store.replace_case(rows) is True
    assert content(store, "harbour") == expected(rows)
    assert store.schema().labels["Agency"] == 3
    assert "Place" not in store.schema().labels


def test_two_cases_share_ids(store: Store) -> None:
    for case in ("one", "two"):
        store.replace_case(harbour(case))
    assert [case.id for case in store.cases()] == ["one", "two"]
    both = store.query("MATCH (n:Person {id: 'priya'}) RETURN n ORDER BY n.case_id").rows
    assert [row[0].key for row in both] == ["one/priya", "two/priya"]
    crossing = store.query(
        "MATCH (a)-[r]->(b) WHERE a.case_id <> b.case_id OR r.case_id <> a.case_id RETURN count(*) AS n"
    )
    assert crossing.rows == ((0,),)
    store.replace_case(chain("one", 4, sha256="2"))
    assert content(store, "two") == expected(harbour("two"))
    store.remove_case("one")
    assert content(store, "two") == expected(harbour("two"))
    assert [case.id for case in store.cases()] == ["two"]
    assert store.schema().nodes == harbour().node_count + 1


def test_removing_a_case_that_is_not_there(store: Store) -> None:
    store.replace_case(harbour())
    version = store.version()
    store.remove_case("nobody")
    assert store.version() == version


def test_a_case_changed_by_hand_is_written_anew(store: Store) -> None:
    store.replace_case(harbour())
    store.execute("MATCH (n {id: 'priya'}) SET n.name = 'Somebody' WITH n MATCH (n)-[r:KNOWS]-() DELETE r")
    assert store.replace_case(harbour()) is True
    assert content(store, "harbour") == expected(harbour())


def test_a_node_that_changes_its_root_label(store: Store) -> None:
    store.replace_case(Rows("c", [node("c", "x", "Claim"), node("c", "y")], [relationship("c", "r", "T", "x", "y")]))
    rows = Rows(
        "c", [node("c", "x", "Value", "Text"), node("c", "y")], [relationship("c", "r", "T", "x", "y")], sha256="2"
    )
    store.replace_case(rows)
    assert content(store, "c") == expected(rows)


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_many_rows_of_every_kind(store: Store) -> None:
    rows = chain("many", 2_300)
    store.replace_case(rows)
    assert store.schema().labels == {"CaseFile": 1, "Entity": 2_300, "Person": 2_300}
    longest = store.query("MATCH (a {id: 'p00000'})-[:KNOWS*3]->(b) RETURN b.n AS n")
    assert longest.rows == ((3,),)
    assert store.replace_case(chain("many", 1_200, sha256="2"))
    assert (store.schema().nodes, store.schema().relationships) == (1_201, 1_199)


NAMES = ["a`b", "x`) DETACH DELETE n //", "'; DROP", "{0}", "%s", "Ünï 🜁", "with space", "\\`", "CASE", "a\\u0060b"]


@pytest.mark.parametrize("name", NAMES)
def test_labels_types_and_names_are_only_names(store: Store, name: str) -> None:
    nodes = [NodeRow(("Entity", name), {"id": "a", "case_id": "c", name: name}), node("c", "b")]
    store.replace_case(Rows("c", nodes, [relationship("c", "r", name, "a", "b", **{name: name})]))
    a, r = store.query("MATCH (a {id: 'a'})-[r]->() RETURN a, r").rows[0]
    assert a.labels == tuple(sorted(("Entity", name)))
    assert r.type == name
    assert a.properties[name] == r.properties[name] == name
    found = store.schema()
    assert Counter(found.labels) == Counter({"Entity": 2, name: 1, "Person": 1, "CaseFile": 1})
    assert name in found.label_properties[name]
    assert name in found.type_properties[name]


def test_texts_of_any_length_and_kind(store: Store) -> None:
    texts = [
        "x" * 1_000_000,
        "é\u2028\u202e🜁" * 5_000,
        "null\0inside",
        "",
        "</script><img onerror=1>",
        "\ufeff\ud7ff\uffff",
    ]
    nodes = [node("c", f"n{i}", "Value", "Text", text=text) for i, text in enumerate(texts)]
    store.replace_case(Rows("c", nodes))
    assert [row[0] for row in store.query("MATCH (n:Text) RETURN n.text AS t ORDER BY n.id").rows] == texts
    found = store.query("MATCH (n:Text) RETURN n.text AS t ORDER BY n.id", timeout=30, limit=10)
    assert [row[0] for row in found.rows] == texts


def test_values_of_properties(store: Store) -> None:
    properties = {
        "i": 2**62,
        "f": -0.5,
        "t": "x",
        "b": False,
        "empty": [],
        "list": ["b", "a"],
        "whole": 2.0,
        "none": None,
    }
    store.replace_case(Rows("c", [node("c", "a", **properties)]))
    found = store.query("MATCH (n {id: 'a'}) RETURN n").rows[0][0].properties
    assert found == {
        "id": "a",
        "case_id": "c",
        **{name: value for name, value in properties.items() if value is not None},
    }
    assert {name: type(found[name]) for name in ("i", "f", "b", "whole")} == {
        "i": int,
        "f": float,
        "b": bool,
        "whole": float,
    }


class Broken(Rows):
    """Fails after so many nodes."""

    def nodes(self) -> Iterator[NodeRow]:
        for i, row in enumerate(super().nodes()):
            if i == 1_500:
                raise ZeroDivisionError
            yield row


BAD: dict[str, tuple[Rows, str]] = {
    "end": (
        Rows("harbour", [node("harbour", "a")], [relationship("harbour", "r", "T", "a", "nobody")], sha256="2"),
        "A relationship from 'a' to 'nobody' names a node that the case does not have.",
    ),
    "label": (
        Rows("harbour", [node("harbour", "a", "Thing")], sha256="2"),
        "The node 'a' has the labels Thing: one of CaseFile, Entity, Value, Claim, Passage, Source, Mention is needed.",
    ),
    "value": (Rows("harbour", [node("harbour", "a", x=object())], sha256="2"), ""),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_row_leaves_the_store_as_it_was(store: Store, bad: str) -> None:
    store.replace_case(harbour())
    rows, said = BAD[bad]
    with pytest.raises(StoreError) as caught:
        store.replace_case(rows)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert content(store, "harbour") == expected(harbour())
    assert store.replace_case(harbour()) is False


def test_rows_that_fail_leave_the_store_as_it_was(store: Store) -> None:
    store.replace_case(chain("c", 20))
    big = chain("c", 2_000)
    with pytest.raises(ZeroDivisionError):
        store.replace_case(Broken("c", list(big.nodes()), sha256="2"))
    assert content(store, "c") == expected(chain("c", 20))


def test_a_failing_write_leaves_the_store_as_it_was(store: Store) -> None:
    store.replace_case(harbour())
    version = store.version()
    with pytest.raises(CaseGraphError):
        store.execute("MATCH (n:Person) SET n.name = 'x' WITH n ORDER BY n.id RETURN 1 / (n.age - 41) AS boom")
    assert store.version() == version
    assert content(store, "harbour") == expected(harbour())


def test_execute_gives_what_it_wrote(store: Store) -> None:
    found = store.execute("CREATE (n:Note {text: $t})-[r:ON]->(m:Note) RETURN n, r", {"t": "é"}, timeout=30)
    assert found.columns == ("n", "r")
    assert found.rows[0][0].properties == {"text": "é"}
    assert store.execute("MATCH (n:Note) DETACH DELETE n").rows == ()
    assert store.schema().nodes == 0


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    store.close()
    with pytest.raises(StoreError, match=r"was closed\. Open the store again\."):
        store.query("RETURN 1 AS x")
