"""`contradictions` on a store."""

import json

import pytest

from graph.cli import main


@pytest.fixture
def run(capsys, monkeypatch, harbour_fire):
    """Run the command on a store that holds the harbour fire; returns (exit status, what was printed, errors)."""
    monkeypatch.setenv("CASEGRAPH_STORE", str(harbour_fire))

    def run(*words):
        status: object
        try:
            status = main(["contradictions", *words])
        except SystemExit as stop:
            status = stop.code
        return status, *capsys.readouterr()

    return run


def test_the_text_has_verdict_both_sides_and_why(run):
    status, out, err = run("--verdict", "conflict", "--rule", "dates-of-one-event")
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "harbour-fire: 1 finding: 1 conflict.",
        "",
        "Conflict: One event has two dates. [dates-of-one-event:fire-date+fire-date-alarm-book]",
        "  - Fire at pier nine (Harbour Gazette) asserts that Warehouse fire occurred on Saturday, 2 March",
        "    2019 [gazette#p2s1@19-182]",
        "  - Fire service asserts that Warehouse fire occurred on Sunday 3 March (3 March 2019) (by way of",
        "    Alarm book) [ledger#p3s1@272-389]",
        "  Why: 2 March 2019 and 3 March 2019 have no day in common.",
    ]


def test_all_of_it_as_text_json_and_markdown(run):
    _, out, _ = run()
    assert out.startswith("harbour-fire: 35 findings: 14 conflicts; 17 compatible, though different; 4 the same.\n")
    told = json.loads(run("--format", "json")[1])
    assert (len(told["findings"]), told["undecided"]) == (35, [])
    written = run("--format", "markdown", "--case", "harbour-fire")[1]
    assert [line for line in written.splitlines() if line.startswith(("# ", "## "))] == [
        "# Contradictions: The harbour fire",
        "## Conflict",
        "## Compatible, though different",
        "## The same",
    ]
    assert "**Growth:** one is of 16 April 2019, the other of May 2019." in written


@pytest.mark.parametrize(
    ("words", "status", "error"),
    [
        (("--verdict", "wrong"), 2, "a verdict is one of conflict, compatible, same, undecided, not wrong"),
        (("--rule", "a-rule"), 2, "a rule is one of asserted-and-denied, "),
        (("--case", "nope"), 1, "The case 'nope' is not in this store. Cases here: harbour-fire."),
    ],
)
def test_what_is_refused_is_said_in_one_line(run, words, status, error):
    got, out, err = run(*words)
    assert (got, out) == (status, "")
    assert error in err.splitlines()[-1]


def test_a_store_without_a_case(run, tmp_path):
    assert main(["query", "--store", str(tmp_path / "x.grafeo"), "--write", "CREATE (:A)"]) == 0
    status, _, err = run("--store", str(tmp_path / "x.grafeo"))
    assert (status, err.splitlines()[-1]) == (1, "This store holds no case. Load one first: casegraph load")
