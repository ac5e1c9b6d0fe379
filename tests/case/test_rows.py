"""A case in the shape of the graph."""

import hashlib
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from benchmarks import generate
from graph.case.file import from_yaml, read
from graph.case.load import load
from graph.case.model import Case, Locator, Mention, Text
from graph.case.rows import ModelRows
from graph.stores import NodeRow, RelationshipRow, Store
from tests.helpers import ROOT
from tests.helpers.casefiles import CASE

AGENCY = ("Agency", "Entity", "Organization")
SEEDS = sorted(ROOT.glob("seeds/*/case.yaml"))


def nodes(case: Case) -> dict[str, dict[str, Any]]:
    return {row.properties["id"]: {"labels": row.labels, **row.properties} for row in ModelRows(case).nodes()}


def relationships(case: Case) -> dict[str, tuple[Any, ...]]:
    found = {}
    for row in ModelRows(case).relationships():
        rest = {name: value for name, value in row.properties.items() if name not in ("id", "case_id")}
        found[row.properties["id"]] = (row.start, row.type, row.end, rest)
    return found


def content(case: Case) -> set[str]:
    all_rows = [*ModelRows(case).nodes(), *ModelRows(case).relationships()]
    return {json.dumps([type(row).__name__, repr(row)], sort_keys=True) for row in all_rows}


def test_nodes() -> None:
    found = nodes(from_yaml(CASE))
    sha256 = found["gazette"].pop("text_sha256")
    assert len(sha256) == 64
    wanted: dict[str, dict[str, Any]] = {
        "gazette": {"labels": ("Source",), "title": "Fire at pier nine", "published": "2019-04-18"},
        "court": {"labels": AGENCY, "type": "Agency", "name": "Court", "decides": True},
        "fire": {"labels": ("Entity", "Event"), "type": "Event", "name": "Fire"},
        "hale": {"labels": ("Entity", "Person"), "type": "Person", "name": "Hale"},
        "ida-brandt": {
            "labels": ("Entity", "Person"), "type": "Person", "name": "Ida Brandt", "aliases": ["Brandt"]
        },
        "port-authority": {"labels": AGENCY, "type": "Agency", "name": "Port Authority"},
        "date:2019-03-02": {
            "labels": ("Date", "Value"), "edtf": "2019-03-02", "text": "2 March 2019", "start": "2019-03-02",
            "end": "2019-03-02", "precision": "day", "inferred": False,
        },
        "quantity:crowd": {
            "labels": ("Quantity", "Value"), "text": "nearly 200", "low": 180, "high": 200, "comparator": "<",
            "unit": "people", "as_of": "2019-03-02",
        },
        "gazette#p1s1": {"labels": ("Passage",), "source": "gazette", "paragraph": 1, "sentence": 1},
        "gazette#p2s1@23-29": {
            "labels": ("Passage",), "source": "gazette", "paragraph": 2, "sentence": 1, "start": 23, "end": 29
        },
        "gazette#p2s2@41-72": {
            "labels": ("Passage",), "source": "gazette", "paragraph": 2, "sentence": 2, "start": 41, "end": 72
        },
        "gazette#p3s1": {"labels": ("Passage",), "source": "gazette", "paragraph": 3, "sentence": 1},
        "gazette#p3s1@74-105": {
            "labels": ("Passage",), "source": "gazette", "paragraph": 3, "sentence": 1, "start": 74, "end": 105
        },
        "fire-date.1": {
            "labels": ("Claim",), "statement": "fire-date", "predicate": "OCCURRED_ON", "stance": "asserts",
            "claims_for": 1, "claims_against": 0,
        },
        "crowd.1": {
            "labels": ("Claim",), "statement": "crowd", "predicate": "WITNESSED_BY_COUNT", "stance": "asserts",
            "verb": "said", "claims_for": 1, "claims_against": 0,
        },
        "hale-accused.1": {
            "labels": ("Claim",), "statement": "hale-accused", "predicate": "ACCUSED_OF", "stance": "denies",
            "kind": "finding", "claims_for": 1, "claims_against": 1,
        },
        "hale-accused.2": {
            "labels": ("Claim",), "statement": "hale-accused", "predicate": "ACCUSED_OF", "stance": "asserts",
            "verb": "blames",
        },
        "mention:gazette#p2s1@23-29": {"labels": ("Mention",), "text": "Brandt"},
    }  # fmt: skip
    assert found == {id: {"id": id, "case_id": "small-fire", **row} for id, row in wanted.items()}


def test_relationships() -> None:
    found = relationships(from_yaml(CASE))
    assert found["hale-accused"] == (
        "hale", "ACCUSED_OF", "fire", {"status": "disputed", "claims": ["hale-accused.1", "hale-accused.2"]}
    )  # fmt: skip
    assert found["fire-date"] == (
        "fire", "OCCURRED_ON", "date:2019-03-02", {"status": "reported", "claims": ["fire-date.1"]}
    )  # fmt: skip
    of_crowd = {id: row for id, row in found.items() if "crowd" in id}
    assert of_crowd == {
        "crowd": ("fire", "WITNESSED_BY_COUNT", "quantity:crowd", {"status": "alleged", "claims": ["crowd.1"]}),
        "made:crowd.1": ("ida-brandt", "MADE", "crowd.1", {}),
        "about:crowd.1:subject": ("crowd.1", "ABOUT", "fire", {"role": "subject"}),
        "about:crowd.1:object": ("crowd.1", "ABOUT", "quantity:crowd", {"role": "object"}),
        "via:crowd.1:1": ("crowd.1", "VIA", "gazette", {"order": 1}),
        "cites:crowd.1:1": ("crowd.1", "CITES", "gazette#p2s2@41-72", {"order": 1}),
    }
    assert found["part-of:gazette#p1s1"] == ("gazette#p1s1", "PART_OF", "gazette", {})
    mention = "mention:gazette#p2s1@23-29"
    assert found[f"refers-to:{mention}"] == (mention, "REFERS_TO", "ida-brandt", {})
    assert found[f"printed-in:{mention}"] == (mention, "PRINTED_IN", "gazette#p2s1@23-29", {})


def test_a_date_is_shared_and_each_statement_keeps_how_it_is_printed() -> None:
    again = """\
  - id: fire-again
    subject: fire
    predicate: OCCURRED_ON
    value: {date: 2019-03-02, text: on Saturday, inferred: true, basis: The paper is of Monday.}
    claims: [{by: gazette, stance: asserts, at: "gazette#p1s1"}]
"""
    case = from_yaml(CASE + again)
    assert nodes(case)["date:2019-03-02"]["inferred"] is False
    _, _, end, rest = relationships(case)["fire-again"]
    assert end == "date:2019-03-02"
    assert (rest["text"], rest["inferred"], rest["basis"]) == ("on Saturday", True, "The paper is of Monday.")
    texts = [replace(s, predicate="DESCRIBED_AS", value=Text("big"), object=None) for s in case.statements]
    found = nodes(replace(case, statements=tuple(texts)))
    assert found[f"text:{hashlib.sha256(b'big').hexdigest()[:16]}"]["text"] == "big"
    assert sum("Text" in row["labels"] for row in found.values()) == 1


def test_mentions_without_positions_are_told_apart_by_their_words() -> None:
    case = from_yaml(CASE)
    at = Locator("gazette", 1, 1)
    ida = replace(case.entities[0], mentions=(Mention("Ida", at), Mention("Brandt", at), Mention("Ida", at)))
    found = [
        row for row in nodes(replace(case, entities=(ida, *case.entities[1:]))).values() if "Mention" in row["labels"]
    ]
    assert sorted(row["text"] for row in found) == ["Brandt", "Ida"]


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.parent.name)
def test_rows_fit_together(path: Path) -> None:
    found = ModelRows(read(path))
    node_rows, relationship_rows = list(found.nodes()), list(found.relationships())
    assert (len(node_rows), len(relationship_rows)) == (found.node_count, found.relationship_count)
    ids = Counter(row.properties["id"] for row in node_rows)
    assert max(ids.values()) == 1
    assert max(Counter(row.properties["id"] for row in relationship_rows).values()) == 1
    assert {end for row in relationship_rows for end in (row.start, row.end)} <= set(ids)
    every: list[NodeRow | RelationshipRow] = [*node_rows, *relationship_rows]
    for row in every:
        assert row.properties["case_id"] == found.case.id
        assert None not in row.properties.values()
    assert node_rows == list(found.nodes())


def shuffled(value: Any, random: Random) -> Any:
    """The same case with every list in another order, but for a chain and for places, whose order means something."""
    if isinstance(value, list):
        items = [shuffled(item, random) for item in value]
        random.shuffle(items)
        return items
    if isinstance(value, dict):
        return {key: item if key in ("via", "at") else shuffled(item, random) for key, item in value.items()}
    return value


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_lists_changes_nothing(path: Path, seed: int) -> None:
    case = read(path)
    data = shuffled(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader), Random(seed))
    other = from_yaml(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), folder=path.parent)
    assert other != case
    assert ModelRows(other).case == ModelRows(case).case
    assert content(other) == content(case)


@pytest.mark.parametrize(
    ("old", "new"),
    [("nearly 200", "nearly 201"), ("aliases: [Brandt]", "aliases: [Ida]"), ("stance: denies", "stance: questions"),
     ("verb: said", "verb: told"), ("via: [gazette]", "via: [hale]"), ("name: Court", "name: The court"),
     ("as_of: 2019-05}", "as_of: 2019-06}"), ("title: Fire", "title: A fire"), (", kind: finding", ""),
     ("@23-29", "@23-28"), ("id: hale-accused", "id: accused"), ("{date: 2019-03-02}", "{date: 2019-03-02, text: x}")],
)  # fmt: skip
def test_a_change_of_content_is_another_sha256(old: str, new: str) -> None:
    assert old in CASE
    assert ModelRows(from_yaml(CASE.replace(old, new))).case.sha256 != ModelRows(from_yaml(CASE)).case.sha256


def test_loading_again_changes_nothing_and_says_so(store: Store) -> None:
    case = from_yaml(CASE)
    done: list[tuple[int, int]] = []
    first, again = load(store, case, progress=lambda *n: done.append(n)), load(store, case)
    assert [(r.case_id, r.changed) for r in first + again] == [("small-fire", True), ("small-fire", False)]
    assert (first[0].entities, first[0].statements, first[0].claims, first[0].mentions) == (5, 3, 4, 1)
    assert done[-1][0] == done[-1][1]
    assert [found.id for found in store.cases()] == ["small-fire"]


def test_what_left_the_file_is_gone_and_other_cases_stay(store: Store) -> None:
    case = from_yaml(CASE)
    twin = replace(case, id="twin")
    load(store, case, twin)
    load(store, replace(case, statements=case.statements[:2]))
    left = store.query("MATCH ()-[r:ACCUSED_OF]->() RETURN r.case_id").rows
    assert left == (("twin",),)
    claims = store.query("MATCH (c:Claim) RETURN c.case_id AS case_id, count(c) AS n ORDER BY case_id").rows
    assert claims == (("small-fire", 2), ("twin", 4))


def test_a_generated_case_has_the_size_it_was_asked_for() -> None:
    case = generate.case(1_000, 3_000, 7)
    found = ModelRows(case)
    assert (found.node_count, found.relationship_count) == (1_000, 3_000)
    assert case == generate.case(1_000, 3_000, 7) != generate.case(1_000, 3_000, 8)
    with pytest.raises(ValueError, match="no case has 100 nodes and 3000 relationships"):
        generate.case(100, 3_000)
