"""What the inspector shows, without a browser."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from graph.case.file import read
from graph.case.schema import load_schema
from graph.case.words import number_of
from graph.elements import Key
from graph.questions.explain import find_statement
from graph.questions.neighbors import find_node
from graph.questions.parts import nodes_by_key
from graph.questions.paths import all_shortest_paths, statuses_in_words
from graph.settings import Settings
from graph.stores import Store
from graph.ui.parts.inspector import content
from graph.ui.parts.inspector.claims import Content
from tests.helpers import HARBOUR_FIRE
from tests.helpers.inspector import inspected

SCHEMA = load_schema()


def shown(store: Store, id: str, left_out: Collection[str] = ()) -> Content:
    [node] = nodes_by_key(store, [Key.of("harbour-fire", id)])
    return inspected(store, node, passage="words of the passage", left_out=left_out)


def words(row: dict[str, Any]) -> str:
    return "".join(part if isinstance(part, str) else part["text"] for part in row["words"])


def test_what_has_no_date_comes_first_and_what_was_found_before_the_rest(loaded_embedded: Store) -> None:
    rows = shown(loaded_embedded, "priya-raghunathan")["sections"][0]["rows"]
    told = [words(row) for row in rows]
    assert told[0].startswith("cleared by")
    assert rows[0]["status"] == "found"
    undated, dated = (next(i for i, text in enumerate(told) if end in text) for end in ("Tern Street", "2009"))
    assert undated < dated < told.index("accused of Warehouse fire") < len(told) - 1


def test_what_involves_somebody_is_told_with_their_name(loaded_embedded: Store) -> None:
    person = {
        words(row) for section in shown(loaded_embedded, "priya-raghunathan")["sections"][:2] for row in section["rows"]
    }
    assert "Tomás Leal telephoned Priya Raghunathan" in person
    place = [words(row) for row in shown(loaded_embedded, "pier-nine")["sections"][1]["rows"]]
    assert all(row.endswith(" Pier nine") for row in place)


def test_a_statement_that_filters_leave_out_says_so(loaded_embedded: Store) -> None:
    out = Key.of("harbour-fire", "raghunathan-set-fire")
    rows = [
        row for section in shown(loaded_embedded, "priya-raghunathan", [out])["sections"][:2] for row in section["rows"]
    ]
    marked = [row for row in rows if row["lines"]]
    assert [words(row) for row in marked] == ["accused of Warehouse fire"]
    assert marked[0]["lines"] == [["left out of the picture by the filters"]]


def test_a_citation_says_who_takes_which_stance_to_what_and_its_status(loaded_embedded: Store) -> None:
    rows = shown(loaded_embedded, "priya-raghunathan")["sections"][0]["rows"]
    [accused] = [row for row in rows if words(row) == "accused of Warehouse fire"]
    cited = [passage["citation"] for passage in accused["passages"]]
    [denial] = [text for text in cited if text.startswith("Harbour court finds it not so that")]
    assert "Priya Raghunathan is rightly accused of Warehouse fire" in denial
    assert "The statement is disputed. “words of the passage” (" in denial


def test_no_full_stop_stands_inside_a_sentence(loaded_embedded: Store) -> None:
    speakers = loaded_embedded.query("MATCH (s:Entity)-[:MADE]->() RETURN DISTINCT s.id AS id").rows
    for (id,) in speakers:
        for section in shown(loaded_embedded, id)["sections"]:
            for row in section["rows"]:
                assert "., " not in words(row), words(row)
                assert ".." not in "".join(passage["citation"] for passage in row["passages"])


def test_no_statement_stands_bare_in_its_own_inspector(loaded_embedded: Store) -> None:
    for id, status in (("raghunathan-set-fire", "disputed"), ("raghunathan-cleared", "found")):
        relationship = find_statement(loaded_embedded, id)
        told = content.of_relationship(loaded_embedded, relationship, SCHEMA, passages=lambda *_: "“so”, he said")
        assert f"({status})" in "".join(part if isinstance(part, str) else part["text"] for part in told["ends"])
        [cited, *_] = (passage["citation"] for row in told["sections"][0]["rows"] for passage in row["passages"])
        assert "“‘so’, he said” (" in cited


def test_several_shortest_paths_are_listed_step_by_step(loaded_embedded: Store) -> None:
    ends = [find_node(loaded_embedded, id) for id in ("tomas-leal", "harbour-court")]
    [path] = all_shortest_paths(loaded_embedded, *ends)
    [single] = content.selected_sections(loaded_embedded, path.relationships[::-1], SCHEMA, ends[0].key)
    assert single["heading"] == "The path, step by step"
    assert [row["words"][0]["key"] for row in single["rows"]] == [r.key for r in path.relationships]

    ends = [find_node(loaded_embedded, id) for id in ("oskar-vey", "ines-okafor")]
    paths = all_shortest_paths(loaded_embedded, *ends)
    assert len(paths) > 1
    every = {r.key: r for path in paths for r in path.relationships}
    sections = content.selected_sections(loaded_embedded, list(every.values()), SCHEMA, ends[0].key)
    length = len(paths[0].relationships)
    assert [section["heading"] for section in sections] == [f"Step {n} of {length}" for n in range(1, length + 1)]
    for number, section in enumerate(sections):
        assert {row["words"][0]["key"] for row in section["rows"]} == {path.relationships[number].key for path in paths}

    [circle] = content.selected_sections(loaded_embedded, list(every.values())[1:2], SCHEMA)
    assert circle["heading"] == "Selected relationships"


def test_statuses_in_words_say_what_nobody_asserts(loaded_embedded: Store) -> None:
    ends = [find_node(loaded_embedded, id) for id in ("tomas-leal", "coast-mutual")]
    [path] = all_shortest_paths(loaded_embedded, *ends)
    assert statuses_in_words(path.relationships) == "1 denied (asserted by nobody), 2 reported"


def test_a_thing_says_where_it_is_named(loaded_embedded: Store) -> None:
    sections = shown(loaded_embedded, "priya-raghunathan")["sections"]
    [section] = [section for section in sections if section["heading"] == "Where they are named"]
    case = read(HARBOUR_FIRE, settings=Settings())
    [entity] = [e for e in case.entities if e.id == "priya-raghunathan"]
    times = Counter(mention.at.source for mention in entity.mentions)
    read_there = [button["detail"] for row in section["rows"] for button in row["buttons"]]
    assert {each["at"] for each in read_there} == set(times)
    assert {each["of"] for each in read_there} == {"priya-raghunathan"}
    said = {f" · {number_of(n, 'time')}" for n in times.values()}
    assert {row["words"][1] for row in section["rows"]} == said
