"""Every benchmark runs, at a size that is no measure of anything."""

import pytest

from benchmarks import algorithms, claims_server, console, server
from benchmarks.__main__ import PAGE, PARTS, main, measured, page
from benchmarks.measure import TINY, Figure, alternate
from benchmarks.searching import names, typed


def told(figures):
    for figure in figures:
        assert figure.ours
        assert min(figure.ours) >= 0
        assert len(figure.theirs) in (0, len(figure.ours))
        assert bool(figure.than) == bool(figure.theirs)
        yield figure.what


@pytest.mark.slow
@pytest.mark.parametrize(
    "part", sorted(name for name in PARTS if "server" not in name and name not in ("canvas", "completing"))
)
def test_a_part_runs(part):
    [(title, found, skipped)] = measured([part], TINY)
    assert list(told(found))
    assert not skipped
    assert f"## {title}\n" in page([(title, found, skipped)])


def test_loading_into_a_server_runs_and_leaves_it_empty(neo4j_uri, neo4j_store):
    assert list(told(server.figures_of(neo4j_uri, TINY)))
    assert neo4j_store.schema().nodes == 0


def test_asking_a_server_about_claims_runs(neo4j_uri, neo4j_store):
    assert list(told(claims_server.figures_of(neo4j_uri, TINY)))
    assert neo4j_store.schema().nodes == 0


def test_typing_at_a_server_runs(neo4j_uri, neo4j_store):
    assert list(told(console.server_figures_of(neo4j_uri, TINY)))


def test_networkx_over_a_server_runs(neo4j_uri, neo4j_store):
    assert list(told(algorithms.server_figures_of(neo4j_uri, TINY)))
    assert neo4j_store.schema().nodes == 0


def test_what_cannot_be_measured_is_said(monkeypatch, tmp_path, capsys):
    monkeypatch.delenv("CASEGRAPH_TEST_NEO4J_URI", raising=False)
    monkeypatch.setenv("CASEGRAPH_TEST_NEO4J_HOME", str(tmp_path))
    [(title, found, skipped)] = measured(["server"], TINY)
    assert not found
    assert skipped.startswith("Not measured: Neo4j: ")
    assert skipped in page([(title, found, skipped)])
    assert skipped in capsys.readouterr().out


def test_a_ratio_is_of_the_fastest_runs_and_of_runs_in_turn():
    figure = Figure("x", "", [3.0, 2.0, 5.0], [1.0, 2.0, 2.0], than="y", bound=1.5)
    assert figure.ratios == (2.0, 2.5)
    assert not figure.holds
    assert Figure("x", "", [0.3, 0.2], bound=0.2).holds
    assert not Figure("x", "", [0.3], bound=0.2).holds


def test_turns_alternate_and_each_is_cleared_up_after():
    calls = []
    ours, theirs = alternate(lambda: calls.append("o"), lambda: calls.append("t"), 2, after=lambda: calls.append("-"))
    assert "".join(calls) == "t-o-o-t-"
    assert len(ours) == len(theirs) == 2


def test_names_to_search_for_are_the_same_each_time():
    assert names(50) == names(50)
    assert len(set(names(50))) > 40
    first = names(1)[0]
    assert typed(first)[: len(first)] == [first[: n + 1] for n in range(len(first))]


def test_a_part_that_is_not_there_is_refused(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["speed"])
    assert "no such part: speed (there are loading, server, " in capsys.readouterr().err


def test_a_part_that_is_measured_alone_leaves_the_others_as_they_are():
    old, new = Figure("x", "", [1.0]), Figure("x", "", [2.0])
    titles = [title for title, _ in PARTS.values()]
    whole = page([(title, [old], "") for title in titles])
    assert page([], whole) == whole
    # in the order of the parts, whatever was measured when
    assert page([(title, [old], "") for title in reversed(titles)]) == whole
    two = page([(titles[2], [old], "")], page([(titles[4], [old], "")]))
    assert (two.count("| x |"), two.count("Not measured yet.")) == (2, len(titles) - 2)
    one = page([(titles[2], [new], "")], whole)
    assert one.replace("2.00 s", "1.00 s") == whole
    assert one.index(f"## {titles[2]}") < one.index("2.00 s") < one.index(f"## {titles[3]}")
    # what was measured with other versions, or on another machine, says so
    elsewhere = whole.replace("Measured on: ", "Measured on: 99 cores, not ")
    told = page([(titles[2], [new], "")], elsewhere)
    assert told.count("Measured on: 99 cores") == 1
    assert f"## {titles[2]}\n\nMeasured on: " in told
    again = page([(titles[2], [old], "")], told)
    assert again.replace("1.00 s", "2.00 s") == told.replace("1.00 s", "2.00 s")


def test_the_page_tells_of_every_part():
    written = PAGE.read_text(encoding="utf-8")
    assert all(f"## {title}\n" in written for title, _ in PARTS.values())
    assert page([], written) == written
