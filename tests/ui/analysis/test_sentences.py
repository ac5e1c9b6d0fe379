"""What the page Analysis says of two outcomes."""

from graph.case.schema import load_schema
from graph.case.statuses import STATUSES
from graph.elements import Node, Relationship
from graph.explore.analysis import Analysis, Outcome
from graph.explore.view import View
from graph.nx.measures import Bridges, Ranked
from graph.ui.analysis import sentences
from graph.ui.analysis.asked import EVERYTHING, WITHOUT_ALLEGATIONS
from graph.ui.analysis.settings import in_words

ADA, BEA, COY, DOV = (
    Node(f"c/{id_}", id_, ("Entity", "Person"), {"name": id_.title()}) for id_ in ("ada", "bea", "coy", "dov")
)
WORDS = ("Everything", "Without allegations")
SCHEMA = load_schema()


def ranked(*scores: tuple[Node, float]) -> Outcome:
    return Outcome(Analysis("degree"), ranked=tuple(Ranked(node, score) for node, score in scores))


def grouped(*groups: tuple[Node, ...]) -> Outcome:
    return Outcome(Analysis("louvain"), groups=groups)


def said(*outcomes: Outcome) -> str:
    return sentences.of(outcomes, WORDS[: len(outcomes)], SCHEMA)


def test_one_ranking_names_its_first() -> None:
    assert said(ranked((ADA, 3), (BEA, 1))) == "Of 2 nodes Ada is first."
    assert said(ranked((ADA, 3), (BEA, 3), (COY, 1))) == "Of 3 nodes Ada and Bea share the first place."
    three = said(ranked((ADA, 3), (BEA, 3), (COY, 3), (DOV, 1)))
    assert three == "Of 4 nodes Ada and 2 others share the first place."


def test_what_changed_between_two_rankings() -> None:
    before, after = ranked((ADA, 4), (BEA, 3), (COY, 2), (DOV, 1)), ranked((BEA, 3), (COY, 2), (DOV, 1), (ADA, 0))
    assert said(before, after) == (
        "Everything: Ada is first. Without allegations: Bea is first; Ada falls furthest, from place 1 to 4; "
        "Bea climbs furthest, from place 2 to 1. None of 4 keeps its place."
    )
    assert said(before, before) == "Ada is first either way. 4 of 4 keep their place."


def test_where_nothing_is_left_it_says_what_to_do() -> None:
    flat = ranked((ADA, 0), (BEA, 0))
    assert "all 2 nodes have the same score" in said(flat)
    assert "choose others above" in said(flat)
    assert said(ranked((ADA, 3), (BEA, 1)), flat) == (
        "Without allegations: all have the same score, so nothing stands out. Everything: Ada is first."
    )
    assert "Choose other statements above" in said(grouped((ADA,), (BEA,)))
    assert "Choose other statements above" in said(Outcome(Analysis("degree")))
    assert said(Outcome(Analysis("bridges"))).startswith("There is no bridge")


def test_groups_and_bridges_are_counted() -> None:
    assert said(grouped((ADA, BEA), (COY,))) == "1 group, the largest of 2 nodes, and 1 alone."
    assert said(grouped((ADA, BEA), (COY, DOV)), grouped((ADA,), (BEA,), (COY,), (DOV,))) == (
        "Everything: 2 groups, the largest of 2 nodes. "
        "Without allegations: no groups: every node stands alone. Choose other statements above."
    )
    tie = Relationship("c/r", "r", "KNOWS", ADA, BEA, {})
    assert said(Outcome(Analysis("bridges"), bridges=Bridges((tie,), ()))) == "1 relationship and 0 nodes are bridges."


def test_what_is_counted_is_told_as_a_phrase() -> None:
    names = {"ken": "Ken Kratz"}

    def words(*off: str, speaker: str = "", stance: str = "") -> str:
        return in_words(View(off=frozenset(off), speaker=speaker, stance=stance), names)

    assert in_words(EVERYTHING, names) == "Everything"
    assert in_words(WITHOUT_ALLEGATIONS, names) == "Without allegations"
    assert words(speaker="ken", stance="asserts") == "What Ken Kratz asserts"
    assert words(speaker="ken") == "What Ken Kratz says"
    assert words("~alleged") == "Without alleged"
    assert words(*(f"~{s}" for s in STATUSES if s != "found")) == "Only found"
    assert words(*(f"~{s}" for s in STATUSES)) == "No statement at all"
    assert words(":WORKS_WITH") == "Without works with"
    assert words(":A", ":B", ":C", "~denied") == "Without denied and 3 types"
    assert in_words(View(off=WITHOUT_ALLEGATIONS.off, speaker="ken", stance="asserts"), names) == (
        "What Ken Kratz asserts, without allegations"
    )
