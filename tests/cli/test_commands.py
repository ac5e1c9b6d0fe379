import csv
import io
import json
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from graph.case.file import read
from graph.cli import main
from graph.cli.parser import documented_commands
from graph.formats import FORMATS
from graph.stores import Store
from tests.helpers import ROOT

FIRE = ROOT / "seeds/harbour-fire/case.yaml"


def counts() -> dict[str, int]:
    case = read(FIRE)
    return {
        "entities": len(case.entities),
        "statements": len(case.statements),
        "claims": sum(len(statement.claims) for statement in case.statements),
        "mentions": sum(len(entity.mentions) for entity in case.entities),
    }


COUNTS = ", ".join(f"{n} {name}" for name, n in counts().items())


@pytest.fixture
def run(capsys, monkeypatch, harbour_fire):
    """Run a command on a store that holds the harbour fire; returns (exit status, what was printed, errors)."""
    monkeypatch.setenv("CASEGRAPH_STORE", str(harbour_fire))

    def run(*words, stdin=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        status: object
        try:
            status = main([str(word) for word in words])
        except SystemExit as stop:
            status = stop.code
        out, err = capsys.readouterr()
        return status, out, err

    return run


def test_load_says_what_it_loaded_and_again_that_nothing_changed(run, tmp_path):
    store = tmp_path / "new" / "x.grafeo"
    status, out, _ = run("load", FIRE, "--store", store)
    assert (status, out) == (0, f"harbour-fire: {COUNTS}\n")
    before = store.stat()
    status, out, _ = run("load", FIRE, "--store", store)
    assert (status, out) == (0, f"harbour-fire: {COUNTS} (unchanged)\n")
    assert (store.stat().st_ino, store.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_load_without_a_file_loads_the_seeds(run, tmp_path):
    status, out, _ = run("load", "--store", tmp_path / "x.grafeo")
    assert status == 0
    assert [line.split(":")[0] for line in out.splitlines()] == ["harbour-fire", "making-a-murderer"]


def test_load_writes_nothing_where_one_of_the_files_is_wrong(run, tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("case: {id: X}\n")
    store = tmp_path / "x.grafeo"
    status, out, err = run("load", FIRE, wrong, "--store", store)
    assert (status, out) == (1, "")
    assert f"{wrong}:1: case.id:" in err
    assert not store.exists()


def test_validate_prints_every_problem_with_its_line(run, tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(
        "case: {id: x, title: X, as_of: 2019}\n"
        "sources:\n  - {id: s, title: S}\n"
        "entities:\n  - {id: a, type: Persson, name: A}\n  - {id: a, type: Person, name: B}\n"
        "statements:\n  - {id: t, subject: a, predicate: KILLED, object: b, claims: []}\n"
    )
    status, out, err = run("validate", wrong)
    assert (status, out) == (1, "")
    lines = [int(line.split(":")[1]) for line in err.splitlines()]
    assert {5, 6, 8} <= set(lines)
    assert run("validate", FIRE)[:2] == (
        0,
        f"{FIRE}: {COUNTS}, no problems\n",
    )


@pytest.mark.parametrize("name", ["nothing.yaml", "."])
def test_a_case_file_that_is_not_there_is_one_line(run, tmp_path, name):
    status, out, err = run("validate", tmp_path / name)
    assert (status, out, err.count("\n")) == (1, "", 1)


def test_query_in_four_formats(run):
    cypher = "MATCH (n:Petition) RETURN n.id AS id, n.name AS name ORDER BY id"
    status, table, _ = run("query", cypher)
    assert status == 0
    assert table.splitlines()[0].split() == ["id", "name"]
    found = json.loads(run("query", cypher, "--format", "json")[1])
    assert found["columns"] == ["id", "name"]
    assert found["truncated"] is False
    assert found["elapsed_ms"] > 0
    lines = [json.loads(line) for line in run("query", cypher, "--format", "jsonl")[1].splitlines()]
    rows = list(csv.DictReader(io.StringIO(run("query", cypher, "--format", "csv")[1])))
    assert found["rows"] == lines == rows
    assert len(rows) == 2


def test_query_prints_graph_values_as_objects(run):
    out = run("query", "MATCH p=(a {id: 'priya-raghunathan'})-[r:ACCUSED_OF]->(b) RETURN a, r, p", "--format", "json")[
        1
    ]
    row = json.loads(out)["rows"][0]
    assert row["a"]["id"] == "priya-raghunathan"
    assert row["a"]["labels"] == ["Entity", "Person"]
    assert (row["r"]["type"], row["r"]["start"], row["r"]["end"]) == (
        "ACCUSED_OF",
        "priya-raghunathan",
        "warehouse-fire",
    )
    assert row["r"]["properties"]["status"] == "disputed"
    assert [node["id"] for node in row["p"]["nodes"]] == ["priya-raghunathan", "warehouse-fire"]


def test_query_takes_parameters_as_json_or_text(run):
    out = run(
        "query", "RETURN $a AS a, $b AS b, $c AS c", "-p", "a=[1, 2]", "-p", "b=x=y", "-p", "c=2.5", "--format", "json"
    )
    assert json.loads(out[1])["rows"] == [{"a": [1, 2], "b": "x=y", "c": 2.5}]


def test_query_keeps_its_limit_and_says_so(run):
    status, out, err = run("query", "UNWIND range(1, 50) AS n RETURN n", "--limit", 3)
    assert (status, len(out.splitlines())) == (0, 5)
    assert err == "Cut at 3 rows; there are more. Raise --limit, or add LIMIT to the query.\n"
    assert json.loads(run("query", "UNWIND range(1, 50) AS n RETURN n", "--limit", 3, "--format", "json")[1])[
        "truncated"
    ]


def test_query_stops_at_its_timeout(run):
    status, out, err = run("query", "UNWIND range(1, 100000000) AS n RETURN sum(n % 7) AS s", "--timeout", "0.5")
    assert (status, out) == (1, "")
    assert "0.5 s" in err


@pytest.mark.parametrize("cypher", ["CREATE (n:X)", "MATCH (n) DETACH DELETE n", "MATCH (n) SET n.name = 'x'"])
def test_query_only_reads(run, harbour_fire, cypher):
    before = harbour_fire.stat().st_mtime_ns, run("stats", "--format", "json")[1]
    status, _, err = run("query", cypher)
    assert status == 1
    assert err.count("\n") == 1
    assert (harbour_fire.stat().st_mtime_ns, run("stats", "--format", "json")[1]) == before


def test_stats_counts_the_case(run):
    found = json.loads(run("stats", "--format", "json")[1])
    assert found["cases"] == {"harbour-fire": {"title": "The harbour fire", **counts()}}
    assert found["labels"]["Entity"] == 53
    assert (
        found["nodes"]
        == json.loads(run("query", "MATCH (n) RETURN count(n) AS n", "--format", "json")[1])["rows"][0]["n"]
    )
    assert sum(found["relationship_types"].values()) == found["relationships"]
    assert "harbour-fire" in run("stats")[1]


def test_schema_lists_labels_types_and_properties(run):
    found = json.loads(run("schema", "--format", "json")[1])
    assert "aliases" in found["labels"]["Person"]["properties"]
    assert "status" in found["relationship_types"]["ACCUSED_OF"]["properties"]
    assert "ACCUSED_OF" in run("schema")[1]


def test_neighbors_and_path(run):
    found = json.loads(run("neighbors", "priya-raghunathan", "--format", "json")[1])
    fire = next(n for n in found["neighbors"] if n["id"] == "warehouse-fire")
    assert {"type": "ACCUSED_OF", "direction": "out", "status": "disputed"} in fire["relationships"]
    assert fire["name"] == "Warehouse fire"
    found = json.loads(run("path", "tomas-leal", "warehouse-fire", "--format", "json")[1])
    assert found["length"] == len(found["relationships"]) == len(found["nodes"]) - 1
    assert (found["nodes"][0], found["nodes"][-1]) == ("tomas-leal", "warehouse-fire")
    assert run("path", "tomas-leal", "gannet-rock") == (1, "", "No path between tomas-leal and gannet-rock.\n")
    assert run("neighbors", "nobody")[0] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["path", "ines-okafor", "gwen-pascoe", "--type", "accused_off"],
            "type 'accused_off'; did you mean ACCUSED_OF?",
        ),
        (["path", "ines-okafor", "ines-okafor"], "It starts and ends at ines-okafor: no relationship is needed."),
        (["path", "Cornelis Vey", "harbour-court"], "has the id 'Cornelis Vey'. There is cornelis-vey."),
        (["path", "cornelis", "harbour-court"], "`casegraph search 'cornelis'` may find it by its name."),
        (["search", "salo", "--case", "nope"], "The case 'nope' is not in this store. Cases here: harbour-fire."),
        (["path", "viktor-salo", "gate-log", "--case", "nope"], "The case 'nope' is not in this store."),
        (["render", "MATCH (n) RETURN n", "-o", "a.foo"], "not '.foo'"),
        (["render", "--view", "", "-o", "none.svg"], "No saved view has the id ''"),
        (["render", "--view", "case=harbour-fire&off=~bogus", "-o", "all.svg"], "a status is one of found, disputed"),
    ],
)
def test_what_is_misspelt_is_named(run, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    assert said in run(*words)[2]


def test_path_says_what_nobody_asserts_and_how_many_are_as_short(run):
    _, out, err = run("path", "tomas-leal", "coast-mutual")
    assert out.splitlines()[-4:] == [
        "1 denied (asserted by nobody), 2 reported",
        "beside it: coast-mutual PAID (alleged) halcyon-storage",
        "beside it: coast-mutual SOLD (alleged) halcyon-storage",
        "beside it: tomas-leal TELEPHONED (alleged) priya-raghunathan",
    ]
    assert err == ""
    _, out, err = run("path", "oskar-vey", "ines-okafor")
    assert err == "4 paths are as short; --k 4 lists them.\n"
    assert "Path" not in out
    _, out, err = run("path", "oskar-vey", "ines-okafor", "--k", 4)
    assert (err, out.count("Path ")) == ("", 4)


def test_a_view_that_is_saved_says_what_its_filters_leave_out(run, tmp_path):
    _, _, err = run("render", "--view", "case=harbour-fire&off=~found,Date,Quantity,Text", "-o", tmp_path / "a.csv")
    assert err == ("Filtered: without 23 dates, 31 quantities and 17 texts; without statements that are found (6)\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["search", " "], "no text to search for"),
        (["render", "MATCH (n) RETURN n", "--paper", "a4", "-o", "a.csv"], "--paper is of a .pdf, and a.csv is none"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(run, words, said):
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert said in err


@pytest.mark.parametrize("ending", [ending[1:] for ending in FORMATS])
def test_render_writes_the_same_file_twice(run, tmp_path, ending):
    file = tmp_path / f"a.{ending}"
    cypher = "MATCH (p:Person)-[r]-(x:Entity) RETURN p, r, x"
    assert run("render", cypher, "-o", file)[0] == 0
    first = file.read_bytes()
    assert run("render", cypher, "-o", file)[0] == 0
    assert file.read_bytes() == first
    assert len(first) > 200


def test_a_file_for_spreadsheets_has_a_mark_and_what_is_printed_has_none(run, tmp_path):
    cypher = "MATCH (p:Person)-[r]-(x:Entity) RETURN p, r, x"
    assert run("render", cypher, "-o", tmp_path / "a.csv")[0] == 0
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfFrom,Relationship,To,Status,")
    assert run("query", "RETURN true AS yes, 0.0/0.0 AS no, '-5' AS five", "--format", "csv")[1] == (
        "yes,no,five\ntrue,NaN,-5\n"
    )


def test_the_longest_ending_says_what_is_written(run, tmp_path):
    file = tmp_path / "v1.2.Gephi.zip"
    assert run("render", "MATCH (p:Person)-[r]-(x:Entity) RETURN p, r, x", "-o", file)[0] == 0
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist()[:2] == ["nodes.csv", "edges.csv"]


def test_render_refuses_nothing_and_too_much_and_leaves_the_old_file(run, tmp_path, monkeypatch):
    file = tmp_path / "a.svg"
    file.write_text("old")
    status, _, err = run("render", "MATCH (n:Nothing) RETURN n", "-o", file)
    assert (status, err.count("\n")) == (1, 1)
    monkeypatch.setenv("CASEGRAPH_MAX_NODES_DRAWN", "3")
    status, _, err = run("render", "MATCH (n:Entity) RETURN n", "-o", file)
    assert status == 1
    assert "max_nodes_drawn" in err
    assert run("render", "MATCH (n:Entity) RETURN n", "-o", tmp_path / "a.xyz")[0] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.svg"]
    assert file.read_text() == "old"


@pytest.mark.parametrize(
    "words",
    [
        ["nothing"],
        [],
        ["query"],
        ["query", "RETURN 1", "--limit", "0"],
        ["query", "RETURN 1", "--limit", "-1"],
        ["query", "RETURN 1", "--timeout", "nan"],
        ["render", "RETURN 1"],
    ],
)
def test_wrong_usage_is_exit_status_2(run, words):
    assert run(*words)[0] == 2


def test_a_limit_above_the_setting_is_refused_with_its_name(run):
    status, _, err = run("query", "RETURN 1", "--limit", 2_000_000)
    assert (status, err) == (1, "--limit 2000000 is more than 1000000 (setting max_rows).\n")


def test_a_setting_out_of_range_is_said(run, monkeypatch):
    monkeypatch.setenv("CASEGRAPH_QUERY_ROWS", "abc")
    assert run("stats")[2] == "CASEGRAPH_QUERY_ROWS: a whole number from 1 to 1000000 is needed, not 'abc'.\n"


def test_no_store_says_how_to_make_one(run, tmp_path):
    status, _, err = run("stats", "--store", tmp_path / "none.grafeo")
    assert (status, err.count("\n")) == (1, 1)
    assert "casegraph load" in err


def test_a_file_that_is_no_store_is_said(run, tmp_path):
    (tmp_path / "x").write_text("hello")
    status, _, err = run("stats", "--store", tmp_path / "x")
    assert (status, err.count("\n")) == (1, 1)
    assert str(tmp_path) not in err


def test_a_server_that_does_not_answer_is_one_line_without_its_password(run, monkeypatch):
    monkeypatch.setenv("CASEGRAPH_NEO4J_PASSWORD", "geheim")
    status, _, err = run("stats", "--store", "bolt://127.0.0.1:1")
    assert (status, err.count("\n")) == (1, 1)
    assert "geheim" not in err


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--port", 70_000], "Port 70000 of 127.0.0.1 cannot be used: there is no such port."),
        (["--host", "no.such.host.invalid"], "Port 8501 of no.such.host.invalid cannot be used: "),
    ],
)
def test_an_app_that_cannot_be_served_is_one_line_and_nothing_is_loaded(run, tmp_path, monkeypatch, words, reason):
    monkeypatch.chdir(tmp_path)
    status, out, err = run("app", *words)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert err.startswith(reason)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words",
    [
        ["stats"],
        ["schema"],
        ["neighbors", "priya-raghunathan"],
        ["path", "tomas-leal", "warehouse-fire"],
    ],
)
def test_both_stores_answer_alike(run, neo4j_uri, loaded_neo4j: Store, words):
    embedded = run(*words, "--format", "json")
    assert embedded[0] == 0
    assert run(*words, "--format", "json", "--store", neo4j_uri) == embedded


@pytest.mark.parametrize("ending", ["svg", "graphml", "gexf", "csv", "xlsx", "json"])
def test_both_stores_draw_alike(run, neo4j_uri, loaded_neo4j: Store, tmp_path, ending):
    cypher = "MATCH (p:Person)-[r]-(x:Entity) RETURN p, r, x"
    one, other = tmp_path / f"one.{ending}", tmp_path / f"other.{ending}"
    assert run("render", cypher, "-o", one)[0] == 0
    assert run("render", cypher, "-o", other, "--store", neo4j_uri)[0] == 0
    assert one.read_bytes() == other.read_bytes()


def test_it_runs_as_a_module_and_survives_a_closed_pipe():
    helped = subprocess.run([sys.executable, "-m", "graph", "--help"], capture_output=True, text=True, cwd=ROOT)
    assert helped.returncode == 0
    for name in documented_commands():
        assert name in helped.stdout
    shell = f"{sys.executable} -m graph query 'UNWIND range(1, 20000) AS n RETURN n' --limit 20000 | head -n 1"
    piped = subprocess.run(["bash", "-o", "pipefail", "-c", shell], capture_output=True, text=True, cwd=ROOT)
    assert "Traceback" not in piped.stderr


def test_output_that_nobody_can_take_is_one_line(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "graph", "query", "--store", str(tmp_path / "a.grafeo"), "--write"]
    with open("/dev/full", "w") as full:
        written = subprocess.run(
            [*program, "CREATE (n:N) RETURN n.x"], stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT
        )
    said = "The output cannot be written: No space left on device. What was changed stays changed.\n"
    assert (written.returncode, written.stderr) == (1, said)
    closed = shlex.join([*program, "MATCH (n:N) SET n.x = 1 RETURN n.x"]) + " >&-"
    run = subprocess.run(["bash", "-c", closed], capture_output=True, text=True, cwd=ROOT)
    assert (run.returncode, run.stderr) == (0, "1 property set\n")


def test_every_command_and_setting_is_in_the_readme_or_the_docs():
    text = "".join(path.read_text() for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
    for name, parser in documented_commands().items():
        assert f"python -m graph {name}" in text
        for action in parser._actions:
            if action.option_strings and action.dest not in ("help", "store"):
                assert action.option_strings[-1] in text, f"{name} {action.option_strings[-1]}"


def test_a_picture_of_a_query_says_so(run, tmp_path):
    run("render", "MATCH (p:Person) RETURN p LIMIT 2", "-o", tmp_path / "a.svg")
    assert "As of May 2019. Filtered: only what a query gives" in (tmp_path / "a.svg").read_text()


def test_neighbors_says_that_values_are_none(run):
    _, _, err = run("neighbors", "priya-raghunathan")
    assert err == (
        "Not among these: dates, quantities and texts, by ASKED_FOR_ACTION, CAME_ON, HAS_ROLE, SENT_HOME_ON, "
        "WORKED_TOGETHER_SINCE.\n"
    )
    status, out, err = run("neighbors", "priya-raghunathan", "--type", "HAS_ROLE")
    assert (status, len(out.splitlines())) == (0, 2)
    assert err == "Not among these: dates, quantities and texts, by HAS_ROLE.\n"
    assert run("neighbors", "priya-raghunathan", "--type", "HAS_ROL")[2] == (
        "No relationship has the type 'HAS_ROL'; did you mean HAS_ROLE?\n"
    )
