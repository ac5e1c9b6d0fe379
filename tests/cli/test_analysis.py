"""The commands of network analysis: their tables, their JSON, what they refuse, and the filters of `neighbors`."""

import json
import shutil

import pytest

from graph.case.statuses import WITHOUT_ALLEGATIONS
from graph.nx.measures import MEASURES, METHODS, bridges, communities, rank, similar
from graph.nx.ways import ego
from graph.questions.paths import Walk
from graph.stores import Store

CASE = "harbour-fire"
SAID = {
    "--without-allegations": Walk(statuses=WITHOUT_ALLEGATIONS),
    "--status=disputed,found": Walk(statuses=["disputed", "found"]),
}


@pytest.fixture
def run(run, monkeypatch, harbour_fire, tmp_path):
    """Run a command on a store that holds the harbour fire."""
    monkeypatch.setenv("CASEGRAPH_STORE", str(shutil.copy(harbour_fire, tmp_path)))
    return run


@pytest.fixture
def told(run):
    """Run a command and return the JSON that it prints."""
    return lambda *words: json.loads(run(*words, "--format", "json")[1])


@pytest.mark.parametrize("by", MEASURES)
def test_rank_prints_the_ranking(told, loaded_embedded, by):
    found = told("rank", "--by", by)
    assert found["measure"] == by
    ranked = rank(loaded_embedded, by=by)
    assert [(row["id"], row["name"]) for row in found["rows"]] == [
        (r.node.id, r.node.properties["name"]) for r in ranked
    ]
    assert [row["score"] for row in found["rows"]] == pytest.approx([row.score for row in ranked])
    assert found["about"][0].startswith(MEASURES[by].title)


@pytest.mark.parametrize("words", SAID)
def test_filters_hold_for_every_command(told, loaded_embedded, words):
    walk = SAID[words]
    ranked = [(row["id"], row["score"]) for row in told("rank", words)["rows"]]
    assert ranked == [(row.node.id, row.score) for row in rank(loaded_embedded, walk=walk)]
    parts = [[node.id for node in part] for part in communities(loaded_embedded, method="components", walk=walk)]
    assert told("communities", "--method", "components", words)["communities"] == parts
    assert told("bridges", words)["nodes"] == [node.id for node in bridges(loaded_embedded, walk=walk).nodes]
    near = similar(loaded_embedded, "priya-raghunathan", walk=walk)
    assert [row["id"] for row in told("similar", "priya-raghunathan", words)["rows"]] == [row.node.id for row in near]
    around = told("ego", "priya-raghunathan", "--radius", 2, words)
    assert [n["id"] for n in around["nodes"]] == [
        n.id for n in ego(loaded_embedded, "priya-raghunathan", radius=2, walk=walk).nodes
    ]
    assert {r["status"] for r in around["relationships"]} <= set(walk.statuses or ())
    nearby = told("neighbors", "priya-raghunathan", words)["neighbors"]
    assert {r["status"] for n in nearby for r in n["relationships"]} <= set(walk.statuses or ())


def test_a_speaker_s_world_is_only_what_that_one_says(told):
    rows = told("rank", "--speaker", "harbour-court", "--stance", "asserts")["rows"]
    assert 0 < sum(row["score"] for row in rows) < sum(row["score"] for row in told("rank")["rows"])
    said = told("neighbors", "warehouse-fire", "--speaker", "harbour-court")["neighbors"]
    assert 0 < len(said) < len(told("neighbors", "warehouse-fire")["neighbors"])
    accused = [row["id"] for row in told("rank", "--type", "ACCUSED_OF")["rows"] if row["score"]]
    assert accused == ["cornelis-vey", "net-loft-fire", "priya-raghunathan", "warehouse-fire"]


def test_a_ranking_says_what_counts_what_is_left_out_and_where_it_was_cut(run):
    status, out, err = run("rank", "--limit", 2, "--without-allegations")
    assert status == 0
    assert out.splitlines()[:2] == [
        "Degree. How much is said of it: the number of its relationships; one from itself to itself counts twice.",
        "Counted: 54 of 68 relationships between entities: 6 found, 48 reported. Left out: 3 disputed, 2 denied "
        "(asserted by nobody), 2 questioned (asserted by nobody), 2 inferred, 5 alleged; dates, quantities and texts.",
    ]
    assert len(out.splitlines()) == 6
    assert err == "The first 2 of 53; --limit 53 lists all.\n"
    assert "Counted: all 68 relationships between entities: 6 found, 3 disputed, " in run("rank")[1]


def test_a_comparison_shows_both_places_and_what_changed(run, told):
    found = told("rank", "--compare", "--by", "betweenness")
    plain, without = told("rank", "--by", "betweenness"), told("rank", "--by", "betweenness", "--without-allegations")
    assert found["rows"] == plain["rows"]
    assert found["without_allegations"] == without["rows"]
    assert [row["id"] for row in found["moved"]] == [row["id"] for row in plain["rows"]]
    scores = {row["id"]: row["score"] for row in without["rows"]}
    assert {row["id"]: row["score_after"] for row in found["moved"]} == scores
    _, out, err = run("rank", "--compare", "--by", "betweenness", "--limit", 5)
    lines = out.splitlines()
    assert [line.partition(" ")[0] for line in lines[:3]] == ["Betweenness.", "Counted:", "Without"]
    assert lines[3].split()[3:] == ["betweenness", "place", "without", "betweenness", "without", "moved"]
    shown = {row["id"] for row in (*plain["rows"][:5], *without["rows"][:5])}
    assert {line.split()[1] for line in lines[5:]} == shown
    assert any(line.split()[-2] in ("up", "down") for line in lines[5:])
    assert err == "The first 5 of 53; --limit 53 lists all.\n"


def test_communities_are_numbered_and_who_is_alone_is_told(run, told):
    for method in METHODS:
        found = told("communities", "--method", method)
        assert found["method"] == method
        assert sorted(id for part in found["communities"] for id in part) == sorted(
            r["id"] for r in told("rank")["rows"]
        )
    parts = told("communities", "--method", "components", "--status", "disputed")["communities"]
    _, out, _ = run("communities", "--method", "components", "--status", "disputed")
    groups = [part for part in parts if len(part) > 1]
    assert f"\n1 ({len(groups[0])}): {groups[0][0]}, " in out
    assert f"\nalone ({len(parts) - len(groups)}): " in out


def test_bridges_ego_similar_and_connect_show_statuses_or_ids(run, told):
    _, out, _ = run("bridges")
    found = told("bridges")
    assert f"nodes ({len(found['nodes'])}): {found['nodes'][0]}, " in out
    assert {"type", "start", "end", "status"} == set(found["relationships"][0])
    _, out, _ = run("ego", "priya-raghunathan")
    assert "within 1 step of priya-raghunathan" in out
    assert "ACCUSED_OF" in out
    assert "disputed" in out
    _, out, _ = run("similar", "priya-raghunathan", "--limit", 1)
    assert out.splitlines()[2].split() == ["id", "name", "score", "neighbours", "of", "both"]
    ids = "priya-raghunathan", "oskar-vey", "ines-okafor"
    found = told("connect", *ids)
    assert set(ids) <= set(found["nodes"])
    assert len(found["relationships"]) >= len(found["nodes"]) - 1
    status, out, _ = run("connect", *ids)
    assert status == 0
    assert out.splitlines()[-1].startswith("beside it: ") == bool(found["beside"])


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["rank", "--case", "nope"], 1, "The case 'nope' is not in this store. Cases here: harbour-fire."),
        (["rank", "--type", "accused_off"], 1, "type 'accused_off'; did you mean ACCUSED_OF?"),
        (["communities", "--speaker", "oskar"], 1, "Nobody with the id 'oskar' makes a claim."),
        (["bridges", "--status", "true"], 2, "a status is one of found, disputed"),
        (["rank", "--stance", "asserts"], 2, "--stance is that of a speaker: give --speaker ID, too"),
        (["rank", "--stance", "likes", "--speaker", "x"], 2, "a stance is one of asserts, denies, questions"),
        (["rank", "--without-allegations", "--status", "found"], 2, "not allowed with argument"),
        (["rank", "--compare", "--status", "found"], 2, "not allowed with argument"),
        (["rank", "--by", "fame"], 2, "invalid choice: 'fame' (choose from 'degree'"),
        (["similar", "nobody"], 1, "has the id 'nobody'"),
        (["ego", "gazette"], 1, "gazette is a Source, and this graph is of entities"),
        (["ego", "priya-raghunathan", "--radius", "0"], 2, "a whole number from 1 on is needed"),
        (["connect", "priya-raghunathan", "gannet-rock"], 1, "No path connects all of these"),
        (["neighbors", "priya-raghunathan", "--speaker", "nobody"], 1, "Nobody with the id 'nobody' makes a claim"),
    ],
)
def test_what_is_misspelt_is_named(run, words, status, said):
    found = run(*words)
    assert (found[0], found[1]) == (status, "")
    assert said in found[2]


def test_explain_tells_on_standard_error_what_ran_where(run):
    plain, explained = run("rank", "--by", "pagerank"), run("rank", "--by", "pagerank", "--explain")
    assert explained[:2] == plain[:2]
    assert "pagerank" in explained[2]
    assert "rows" in explained[2]


@pytest.mark.parametrize(
    "words",
    [
        ["rank", "--compare", "--by", "betweenness"],
        ["rank", "--by", "pagerank", "--without-allegations"],
        ["communities"],
        ["communities", "--method", "label-propagation"],
        ["bridges"],
        ["similar", "priya-raghunathan"],
        ["ego", "priya-raghunathan", "--radius", "2"],
        ["connect", "priya-raghunathan", "oskar-vey", "ines-okafor"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("format", ["json", "table"])
def test_both_stores_answer_alike(run, neo4j_uri, loaded_neo4j: Store, words, format):
    embedded = run(*words, "--format", format)
    assert embedded[0] == 0
    assert run(*words, "--format", format, "--store", neo4j_uri) == embedded


def test_one_node_is_connected_with_nothing(run):
    status, out, error = run("connect", "pier-nine", "pier-nine")
    assert (status, out) == (2, "")
    assert "two nodes or more" in error
