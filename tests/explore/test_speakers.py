"""Lines of speakers: off at first, then from who says something to what it is about, and never without who says it."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from graph.case.model import STANCES
from graph.case.schema import load_schema
from graph.explore.as_cypher import as_cypher
from graph.explore.drawing import DrawnView, PlacedGraph, draw, draw_view, read_view
from graph.explore.view import VALUES_OFF, View
from graph.formats import FORMATS, to_bytes
from graph.picture.looks import SPEAKER_STYLES, SPEAKER_WORDS
from graph.picture.speakers import TYPES, says_of
from graph.settings import Settings
from graph.stores import Store, open_store

CASE = View(case="harbour-fire")
SPOKEN = replace(CASE, speakers=frozenset(STANCES))
SIGNED = replace(
    CASE,
    speakers=frozenset({"agree", "contradict", "differ"}),
    off=VALUES_OFF | {"~found", "~reported", "~alleged", "~disputed", "~denied", "~questioned", "~inferred"},
    degree=1,
)
SCHEMA = load_schema()


def lines(shown: DrawnView) -> dict[tuple[str, str, str], int]:
    """Return how many statements each line is of, by what it says and its ends."""
    return {
        (says, r.start, r.end): r.properties["statements"] for r in shown.graph.relationships if (says := says_of(r))
    }


def all_selected(store: Store, view: View) -> View:
    """The view with everything selected, so that all of its lines are drawn, however many they are."""
    return replace(view, selection=tuple(node.key for node in draw(store, view).graph.nodes))


def test_they_are_off_at_first_and_offered_by_the_legend(loaded: Store) -> None:
    shown = draw(loaded, CASE)
    assert not lines(shown)
    offered = {entry.name: (entry.count, entry.total) for entry in shown.scene.legend if entry.kind == "speakers"}
    assert set(offered) == set(STANCES)
    all_of_them = draw(loaded, all_selected(loaded, SPOKEN))
    drawn = {entry.name: (entry.count, entry.total) for entry in all_of_them.scene.legend if entry.kind == "speakers"}
    assert drawn == {name: (total, total) for name, (_, total) in offered.items()}


def test_an_accuser_is_the_end_of_a_line(loaded: Store) -> None:
    found = lines(draw(loaded, all_selected(loaded, SPOKEN)))
    assert ("asserts", "port-authority", "priya-raghunathan") in found
    # who denies what is said of them: to what they are said to have done
    assert ("denies", "priya-raghunathan", "warehouse-fire") in found
    assert ("denies", "harbour-court", "priya-raghunathan") in found


def test_every_line_stands_for_claims_of_what_is_shown(loaded: Store) -> None:
    shown = draw(loaded, all_selected(loaded, SPOKEN))
    statements = {r.id: r for r in shown.graph.relationships if not says_of(r)}
    told = 0
    for r in shown.graph.relationships:
        if says := says_of(r):
            claims = shown.claims[r.key]
            assert {claim.id for claim in claims} == set(r.properties["claims"])
            assert all(claim.by == r.start and claim.stance == says for claim in claims)
            assert all(r.end in (statements[c.statement].start, statements[c.statement].end) for c in claims)
            told += len(claims)
    assert told == sum(bool(claim.by) for r in statements.values() for claim in shown.claims[r.key])


def test_drawing_them_moves_and_enlarges_nothing(loaded: Store) -> None:
    before = {node.key: (node.x, node.y, node.size) for node in draw(loaded, CASE).scene.nodes}
    after = {node.key: (node.x, node.y, node.size) for node in draw(loaded, SPOKEN).scene.nodes}
    assert before.items() <= after.items()
    assert {key.partition("/")[2] for key in after.keys() - before.keys()} == {"gazette", "ledger", "inquiry"}


def test_what_was_read_before_them_is_used_again(loaded: Store) -> None:
    settings = Settings()
    base = read_view(loaded, CASE, schema=SCHEMA, settings=settings)
    anew = read_view(loaded, SPOKEN, schema=SCHEMA, settings=settings)
    beside = read_view(loaded, SPOKEN, schema=SCHEMA, settings=settings, before=base)
    assert (beside.graph, beside.positions) == (anew.graph, anew.positions)


def test_speakers_who_are_too_many_are_left_out_and_that_is_said(loaded: Store) -> None:
    base = read_view(loaded, CASE, schema=SCHEMA, settings=Settings())
    few = Settings(max_nodes_drawn=len(base.graph.nodes) + 1)
    placed = read_view(loaded, SPOKEN, schema=SCHEMA, settings=few, before=base)
    assert len(placed.graph.nodes) == few.max_nodes_drawn
    assert "2 speakers are left out" in placed.notes[-1]
    everything = replace(SPOKEN, selection=tuple(placed.positions))
    ends = {id for _, start, end in lines(_shown(placed, everything)) for id in (start, end)}
    assert len(ends & {"gazette", "ledger", "inquiry"}) == 1


def _shown(placed: PlacedGraph, view: View) -> DrawnView:
    return draw_view(placed, view, schema=SCHEMA, title="", source_line="")


def test_a_filter_takes_a_line_with_its_statements(loaded: Store) -> None:
    spoken = all_selected(loaded, SPOKEN)
    without = replace(spoken, off=spoken.off | {"~disputed"})
    assert ("denies", "priya-raghunathan", "warehouse-fire") not in lines(draw(loaded, without))
    hidden = replace(spoken, hidden=frozenset({"harbour-fire/says:denies:priya-raghunathan:warehouse-fire"}))
    gone = lines(draw(loaded, spoken)).keys() - lines(draw(loaded, hidden)).keys()
    assert gone == {("denies", "priya-raghunathan", "warehouse-fire")}
    only = draw(loaded, replace(SPOKEN, speaker="priya-raghunathan", stance="denies"))
    assert {r.properties["status"] for r in only.graph.relationships if not says_of(r)} <= {"disputed", "denied"}


def test_faint_statements_have_no_lines(loaded: Store) -> None:
    shown = draw(loaded, replace(all_selected(loaded, SPOKEN), dim=True, off=VALUES_OFF | {"~disputed"}))
    assert any(edge.faint for edge in shown.scene.edges)
    assert not any(edge.faint for edge in shown.scene.edges if edge.says)
    assert ("denies", "priya-raghunathan", "warehouse-fire") not in lines(shown)


def test_of_many_lines_those_of_what_is_selected_are_drawn(loaded: Store) -> None:
    every = lines(draw(loaded, all_selected(loaded, SPOKEN)))

    def of(*ids: str) -> tuple[set[tuple[str, str, str]], str]:
        shown = draw(loaded, replace(SPOKEN, selection=tuple(f"harbour-fire/{id}" for id in ids)))
        assert {node.id for node in shown.graph.nodes} >= {"gazette", "ledger", "inquiry"}  # nothing comes or goes
        return set(lines(shown)), shown.notes[-1]

    assert of() == (
        set(),
        f"{len(every)} lines of speakers are too many to be read at once: select something, and its own are drawn.",
    )
    of_priya = {line for line in every if "priya-raghunathan" in line[1:]}
    said = f"Of {len(every)} lines of speakers, those of what is selected are drawn."
    assert 10 < len(of_priya) < len(every) / 2
    assert of("priya-raghunathan") == (of_priya, said)
    assert of("gazette") == ({line for line in every if line[1] == "gazette"}, said)
    # of a statement, those who say something of it; of a line, itself
    of_statement, _ = of("raghunathan-set-fire")
    assert {(says, who) for says, who, _ in of_statement} == {
        ("asserts", "port-authority"), ("denies", "priya-raghunathan"), ("denies", "harbour-court"),
        ("denies", "pier-inquiry"),
    }  # fmt: skip
    line = ("denies", "priya-raghunathan", "warehouse-fire")
    assert of(f"says:{':'.join(line)}")[0] == {line}
    # a few are drawn without any choice, and those between speakers always
    few = draw(loaded, replace(CASE, speakers=frozenset({"denies", "agree"})))
    assert {says for says, *_ in lines(few)} == {"denies", "agree"}
    assert not [note for note in few.notes if "lines of speakers" in note]


def test_speakers_alone_are_a_signed_graph(loaded: Store) -> None:
    shown = draw(loaded, SIGNED)
    assert all(says_of(r) for r in shown.graph.relationships)
    found = lines(shown)
    assert found["contradict", "pier-inquiry", "port-authority"] == 3
    ends = {id for _, first, second in found for id in (first, second)}
    assert {node.id for node in shown.graph.nodes} == ends
    assert not any(SPEAKER_STYLES[edge.says].arrow for edge in shown.scene.edges)


@pytest.mark.parametrize("view", [CASE, SPOKEN, SIGNED, replace(CASE, speakers=frozenset({"denies"}))])
def test_an_address_says_which_are_drawn(view: View) -> None:
    assert View.from_parameters(view.to_parameters()) == (view, [])


def test_an_address_of_what_there_is_not_says_so() -> None:
    view, [note] = View.from_parameters({"case": "harbour-fire", "speakers": "denies,shouts"})
    assert view.speakers == frozenset()
    assert "not 'shouts'" in note


def test_every_kind_of_line_has_a_look_a_type_and_words() -> None:
    assert SPEAKER_STYLES.keys() == SPEAKER_WORDS.keys() == TYPES.keys()
    looks = [(style.dash, style.role) for style in SPEAKER_STYLES.values()]
    assert len(set(looks)) == len(looks)


@pytest.fixture(scope="module")
def drawn(harbour_fire: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[DrawnView, DrawnView]:
    """The case without lines of speakers, and with some."""
    path = shutil.copy(harbour_fire, tmp_path_factory.mktemp("speakers"))
    with open_store(str(path), Settings()) as store:
        return draw(store, CASE), draw(store, replace(CASE, speakers=frozenset({"denies", "agree"})))


@pytest.mark.parametrize("ending", [ending for ending in FORMATS if ending != ".png"])  # which is drawn from the SVG
def test_every_file_has_them_with_who_says_it(drawn: tuple[DrawnView, DrawnView], ending: str) -> None:
    plain, made = (to_bytes(shown.saved, ending, scene=shown.scene, claims=shown.claims) for shown in drawn)
    assert made != plain
    text = _text(made, ending)
    if text:
        assert "denies" in text
        assert "agrees with" in text or "AGREES_WITH" in text
        assert "rightly accused of" in text or ending == ".dot"


def _text(made: bytes, ending: str) -> str:
    if ending == ".pdf":
        return ""
    if ending in (".zip", ".gephi.zip", ".xlsx"):
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return made.decode()


def test_a_picture_names_them_in_its_legend_and_draws_no_head_between_speakers(loaded_embedded: Store) -> None:
    shown = draw(loaded_embedded, SIGNED)
    svg = to_bytes(shown.saved, ".svg", scene=shown.scene).decode()
    texts = [
        (element.text or "").strip() for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    ]
    assert "who contradict" in texts
    assert "who asserts" not in texts  # none is drawn
    head = re.compile(r'z" fill="#[0-9A-Fa-f]{6}"/>')
    assert not head.search(svg)
    denied = draw(loaded_embedded, replace(CASE, speakers=frozenset({"denies"})))
    assert head.search(to_bytes(denied.saved, ".svg", scene=denied.scene).decode())


def test_the_query_of_a_view_tells_how_to_ask_for_them(loaded: Store) -> None:
    shown = draw(loaded, SPOKEN)
    query = as_cypher(shown.graph, SPOKEN, dialect=loaded.dialect)
    assert "says:" not in query
    assert "-[:MADE]->" in query
    result = loaded.query(query, limit=10_000)
    found = result.subgraph()
    assert {node.id for node in shown.graph.nodes} <= {node.id for node in found.nodes}
