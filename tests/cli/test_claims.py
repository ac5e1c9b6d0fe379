"""`explain` and `ledger`, on every store."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from graph.case.file import read
from graph.case.load import load
from graph.cli import main
from graph.review.second_read import SecondRead, give, record
from graph.settings import Settings
from graph.stores import open_store
from tests.helpers import HARBOUR_FIRE, PETITIONS


@pytest.fixture
def run(run, monkeypatch, address):
    """Run a command on a store of each kind."""
    monkeypatch.setenv("CASEGRAPH_STORE", address)
    return run


def test_explain_prints_text_json_and_markdown(run):
    status, text, err = run("explain", "coat-at-gate")
    assert (status, err) == (0, "")
    assert text.startswith("Yellow coat — seen at (disputed) → Pier nine\n")
    assert "“The only witness is a guard" in text  # the text of the case that comes with Case Graph is at hand
    _, found, _ = run("explain", "coat-at-gate.guard", "--format", "json")
    explained = json.loads(found)
    assert {"statement", "text", "status", "why", "claims", "contradicts"} <= set(explained)
    assert explained["asked"] == "coat-at-gate.guard"
    assert explained["claims"][0]["passage"].startswith("The only witness is a guard")
    _, markdown, _ = run("explain", "coat-at-gate", "--format", "markdown")
    assert markdown.startswith("# Yellow coat — seen at (disputed) → Pier nine\n")
    # what it prints as its query runs as it is
    status, rows, _ = run("query", explained["cypher"], "--format", "json")
    assert status == 0
    assert {row["stance"] for row in json.loads(rows)["rows"]} == {"asserts", "denies"}


def test_explain_and_ledger_tell_what_second_readers_say(run, tmp_path, monkeypatch):
    folder = tmp_path / "cases" / "mine"
    shutil.copytree(HARBOUR_FIRE.parent, folder)
    path = (folder / HARBOUR_FIRE.name).rename(folder / "mine.yaml")
    monkeypatch.setenv("CASEGRAPH_CASES", str(folder.parent))
    case = read(path, settings=Settings())
    one, other = (SecondRead(case, ()).claims[id] for id in ("coat-at-gate.guard", "fire-date.1"))
    moment = "2021-05-04T10:00:00.000001+00:00"
    record(path, [give(*one, "overstated", reader="Ines", reason="A figure.", time=moment)])
    record(path, [give(*other, "supported", reader="Ines", time=moment)])
    told = "Second reader: overstated, by Ines: A figure."
    _, text, err = run("explain", "coat-at-gate")
    assert (err, text.count(told)) == ("", 1)
    _, text, _ = run("explain", "coat-at-gate", "--format", "markdown")
    assert "**Second reader:** overstated, by Ines: A figure." in text
    _, text, _ = run("explain", "coat-at-gate", "--format", "json")
    assert [len(claim["verdicts"]) for claim in json.loads(text)["claims"]] == [1, 0]
    _, text, _ = run("ledger", "--text", "figure")
    head, *_ = text.splitlines()
    assert head.rstrip().endswith("second reader")
    assert text.count("overstated, by Ines: A figure.") == 1
    assert "second reader" not in run("ledger", "--text", "warehouse")[1]
    _, text, _ = run("ledger", "--text", "figure", "--format", "json")
    [found] = [claim for claim in json.loads(text)["claims"] if claim["verdicts"]]
    assert (found["id"], found["verdicts"][0]["verdict"]) == ("coat-at-gate.guard", "overstated")
    run("ledger", "-o", tmp_path / "claims.csv")
    rows = csv.DictReader(io.StringIO((tmp_path / "claims.csv").read_text("utf-8-sig")))
    assert {row["Claim"]: row["Second reader"] for row in rows if row["Second reader"]} == {
        "coat-at-gate.guard": "overstated, by Ines: A figure."
    }


def test_explain_of_nothing_is_a_line(run):
    status, out, err = run("explain", "coat")
    assert (status, out) == (1, "")
    assert err.startswith("No statement has the id 'coat'.")
    assert err.count("\n") == 1


def test_ledger_prints_a_page_and_how_to_get_the_next(run):
    status, first, err = run("ledger", "--limit", 2, "--status", "disputed")
    assert status == 0
    [claims] = [line for line in err.splitlines() if line.startswith("2 of ")]
    assert claims.endswith(" claims.")
    [after] = [line.rpartition(" ")[2] for line in err.splitlines() if "--after" in line]
    _, second, _ = run("ledger", "--limit", 2, "--status", "disputed", "--after", after)
    assert first.splitlines()[-1].endswith(after)
    assert not set(first.splitlines()[2:]) & set(second.splitlines()[2:])
    _, out, _ = run("ledger", "--by", "speaker", "--speaker", "ledger")
    assert out.split()[:3] == ["by", "stance", "statement"]


def test_ledger_as_json_has_every_filter(run):
    case = read(HARBOUR_FIRE, settings=Settings())
    _, out, _ = run("ledger", "--format", "json", "--limit", 500)
    every = json.loads(out)
    assert every["total"] == len(every["claims"]) == sum(len(statement.claims) for statement in case.statements)
    assert every["after"] is None
    words = ("--speaker", "port-authority", "--stance", "asserts", "--predicate", "ACCUSED_OF", "--subject",
             "priya-raghunathan", "--source", "gazette", "--since", "2019-04-01", "--until", "2019-04-30",
             "--status", "disputed", "--text", "responsible")  # fmt: skip
    _, out, _ = run("ledger", "--format", "json", *words)
    [claim] = json.loads(out)["claims"]
    assert (claim["by"], claim["stance"], claim["status"]) == ("port-authority", "asserts", "disputed")
    assert claim["text"].startswith("Port Authority asserts that Priya Raghunathan is accused of Warehouse fire")
    _, out, err = run("ledger", *words, "--until", "2019-04-02")
    assert (out, err) == ("", "No claim fits. Leave out a filter, or look for fewer words.\n")


def test_ledger_is_saved_whole(run, tmp_path):
    path = tmp_path / "claims.csv"
    status, out, _ = run("ledger", "--source", "gazette", "-o", path)
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert (status, out) == (0, f"{path}: {len(rows) - 1} claims\n")
    for ending in (".xlsx", ".md", ".jsonld"):
        assert run("ledger", "-o", path.with_suffix(ending))[0] == 0
        assert path.with_suffix(ending).stat().st_size
    status, _, err = run("ledger", "-o", tmp_path / "claims.pdf")
    assert (status, err) == (1, "A ledger is written as .csv, .xlsx, .md, .jsonld, not as 'claims.pdf'.\n")
    assert sorted(each.name for each in tmp_path.iterdir() if each.name.startswith("claims")) == [
        "claims.csv", "claims.jsonld", "claims.md", "claims.xlsx",
    ]  # fmt: skip


def test_a_ledger_that_is_cut_says_so(run, tmp_path, monkeypatch):
    monkeypatch.setenv("CASEGRAPH_MAX_ROWS", "3")
    status, out, err = run("ledger", "-o", tmp_path / "claims.md")
    assert (status, out) == (0, f"{tmp_path / 'claims.md'}: 3 claims\n")
    assert err.startswith("Cut at 3 claims of ")
    text = (tmp_path / "claims.md").read_text(encoding="utf-8")
    assert "The first 3 of " in text
    assert text.count("\n- ") == 3


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--stance", "doubts"), 2, "a stance is one of asserts, denies, questions, infers, not 'doubts'"),
        (("--status", "proven"), 2, "a status is one of found"),
        (("--by", "colour"), 2, "an order is one of statement, speaker, not 'colour'"),
        (("--since", "March"), 1, "A day is written as 2019-03-02; since is 'March'."),
        (("--after", "no-such-claim"), 1, "has no claim 'no-such-claim' to begin or end a page at"),
        (("--case", "other"), 1, "The case 'other' is not in this store. Cases here: harbour-fire."),
        (("--limit", "0"), 2, "a whole number from 1 on is needed"),
        (("--speaker", " "), 2, "argument --speaker: it is blank; leave the option out to have all"),
        (("--text", ""), 2, "argument --text: it is blank"),
        (("--status", ""), 2, "a status is one of found"),
        (("--text", "!!"), 1, "There is no word in '!!' to look for"),
        (("--speaker", "port-authorty"), 1, "has no speaker 'port-authorty'. Did you mean port-authority?"),
        (("--subject", "nobody-at-all"), 1, "The case harbour-fire has no entity 'nobody-at-all'."),
        (("--source", "gazete"), 1, "has no source 'gazete'. Did you mean gazette?"),
        (("--predicate", "SEEN_ATT"), 1, "There is no predicate 'SEEN_ATT'. Did you mean SEEN_AT"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(run, words, status, said):
    got, out, err = run("ledger", *words)
    assert (got, out) == (status, "")
    assert said in err.splitlines()[-1]


@pytest.mark.parametrize("words", [("rests-on", "gazete"), ("speakers", "gazete", "ledger")])
def test_what_has_no_such_id_is_answered_with_what_is_near(run, words):
    status, out, err = run(*words, "--case", "harbour-fire")
    assert (status, out) == (1, "")
    assert "'gazete'" in err
    assert "Did you mean gazette?" in err


def test_the_questions_are_listed_as_json(run):
    status, out, err = run("ask", "--format", "json")
    names = {row["name"]: row["parameters"] for row in json.loads(out)["rows"]}
    assert (status, err, names["between-sources"]) == (0, "", ["earlier", "later"])


def test_a_search_looks_in_names_and_passages(run):
    """No paraphrase holds these words: one is what a thing is called, the other is in the text alone."""
    for words in ('"fuel can"', '"the only witness is"'):
        _, out, err = run("ledger", "--format", "json", "--text", words)
        found = json.loads(out)
        assert (bool(found["claims"]), err) == (True, "")
        assert found["total"] == len(found["claims"])


def test_a_page_beyond_the_last_is_told_apart_from_no_claim(run):
    _, out, _ = run("ledger", "--format", "json", "--limit", 500)
    last = json.loads(out)["claims"][-1]["id"]
    assert run("ledger", "--after", last) == (
        0,
        "",
        f"No claim that fits comes after {last}. Leave out --after for the first page.\n",
    )


def test_of_two_cases_one_is_named(capsys, monkeypatch, tmp_path: Path):
    path = str(tmp_path / "two.grafeo")
    with open_store(path, Settings()) as store:
        load(store, *[read(file, settings=Settings()) for file in (HARBOUR_FIRE, PETITIONS)])
    monkeypatch.setenv("CASEGRAPH_STORE", path)
    assert main(["ledger"]) == 1
    assert "The store holds 2 cases: making-a-murderer, harbour-fire. Name one with --case." in capsys.readouterr().err
    assert main(["ledger", "--case", "making-a-murderer", "--limit", "1"]) == 0
