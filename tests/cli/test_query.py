"""`query`: where it takes its text from, how it prints, writing, and Ctrl+C, on both stores."""

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.settings import from_environment
from graph.stores import open_store
from tests.helpers import ROOT, processes
from tests.helpers.stores import on_the_server

ENDLESS = (
    "UNWIND range(1, 2000) AS a UNWIND range(1, 2000) AS b UNWIND range(1, 2000) AS c "
    "WITH a, b, c WHERE a * b * c < 0 RETURN count(*) AS n"
)


def test_the_text_comes_from_a_file_or_standard_input(query, tmp_path):
    file = tmp_path / "q.cypher"
    file.write_text("// first\nRETURN 'é' AS x;\n", encoding="utf-8")
    expected = (0, '{"x": "é"}\n', "")
    assert query("--file", file, "--format", "jsonl") == expected
    assert query("--format", "jsonl", stdin="RETURN 'é' AS x;\n") == expected
    assert query("-", "--format", "jsonl", stdin="RETURN 'é' AS x") == expected


def test_no_text_or_two_are_wrong_usage(query, tmp_path):
    (tmp_path / "q.cypher").write_text("RETURN 1 AS x")
    assert query("RETURN 1", "--file", tmp_path / "q.cypher")[0] == 2
    assert query(stdin=" \n")[0] == 2
    assert query("-")[0] == 2


def test_a_file_that_cannot_be_read_is_said(query, tmp_path):
    status, _, err = query("--file", tmp_path / "none.cypher")
    assert (status, err.count("\n")) == (1, 1)
    assert "cannot be read: No such file or directory" in err
    (tmp_path / "latin.cypher").write_bytes("RETURN 'é'".encode("latin-1"))
    assert query("--file", tmp_path / "latin.cypher")[2].endswith("is not text in UTF-8. Save it as such.\n")


def test_several_statements_are_refused_with_the_place(query):
    said = "RETURN at line 1, column 16 begins another statement; run one statement at a time.\n"
    assert query("RETURN 1 AS x; RETURN 2 AS x") == (1, "", said)


def test_rows_that_stream_say_when_they_are_cut(query):
    cypher = "UNWIND range(1, 3000) AS i RETURN i, i / 2.0 AS half, date('2020-01-01') AS day, [i] AS list"
    lines = [json.loads(line) for line in query(cypher, "--format", "jsonl", "--limit", 3_000)[1].splitlines()]
    assert lines[:2] == [
        {"i": 1, "half": 0.5, "day": "2020-01-01", "list": [1]},
        {"i": 2, "half": 1.0, "day": "2020-01-01", "list": [2]},
    ]
    assert len(lines) == 3_000
    said = "Cut at 2 rows; there are more. Raise --limit, or add LIMIT to the query.\n"
    assert query(cypher, "--format", "csv", "--limit", 2) == (
        0,
        "i,half,day,list\n1,0.5,2020-01-01,[1]\n2,1.0,2020-01-01,[2]\n",
        said,
    )


def test_size_is_a_limit_of_what_is_gathered_alone(query, monkeypatch):
    monkeypatch.setenv("CASEGRAPH_QUERY_RESULT_MB", "1")
    cypher = "UNWIND range(1, 3000) AS i RETURN reduce(s = 'x', j IN range(1, 10) | s + s) AS text"
    status, out, err = query(cypher, "--limit", 3_000)
    assert status == 0
    assert err.endswith(
        f"Cut after {len(out.splitlines()) - 2} rows, at 1 MB (setting query_result_mb); there are more. "
        "Return less of each, or take --format jsonl or csv, which have no limit of size.\n"
    )
    assert json.loads(query(cypher, "--limit", 3_000, "--format", "json")[1])["truncated"] is True
    for format in ("jsonl", "csv"):
        status, out, err = query(cypher, "--limit", 3_000, "--format", format)
        assert status == 0
        assert "Cut" not in err
        assert len(out) > 3_000_000


def test_a_plan_is_a_tree(query):
    cypher = "EXPLAIN MATCH (n:Person) WHERE n.id > 'a' RETURN n.id AS id"
    status, out, _ = query(cypher)
    assert status == 0
    indents = [len(line) - len(line.lstrip(" ")) for line in out.splitlines()]
    assert indents == [2 * i for i in range(len(indents))]
    assert "n:Person" in out
    found = json.loads(query(cypher, "--format", "json")[1])
    assert (found["columns"], found["rows"]) == ([], [])
    assert set(found["plan"]) == {"operator", "details", "rows", "estimated", "db_hits", "children"}
    status, out, err = query(cypher, "--format", "jsonl")
    assert (status, out) == (0, "")
    assert "n:Person" in err


@pytest.mark.parametrize("format", ["table", "json", "jsonl", "csv"])
def test_writing_has_to_be_asked_for(query, format):
    # its own label, and gone again at the end: the store is shared by the tests of this file
    cypher = "CREATE (n:Written {x: $x}) RETURN n.x AS x"
    count = ("MATCH (n:Written) RETURN count(n) AS n", "--format", "csv")
    assert query(cypher, "-p", "x=1")[0] == 1
    assert query(*count)[1] == "n\n0\n"
    status, out, err = query(cypher, "-p", "x=7", "--write", "--format", format)
    assert (status, err) == (0, "1 node created, 1 property set, 1 label added\n")
    assert "7" in out
    assert query(*count)[1] == "n\n1\n"
    assert query("MATCH (n:Written) DETACH DELETE n", "--write")[0] == 0


@pytest.mark.slow
@pytest.mark.parametrize("words", [[], ["--format", "jsonl"], ["--write"]])
def test_ctrl_c_ends_the_query_in_the_engine(address, tmp_path, words):
    if "://" not in address:
        address = str(shutil.copy(address, tmp_path / "copy.grafeo"))
    asking = processes.start(
        [sys.executable, "-m", "graph", "query", ENDLESS, "--store", address, "--timeout", "100", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert runs(address, within=60)
        time.sleep(0.3)
        asking.send_signal(signal.SIGINT)
        out, err = asking.communicate(timeout=30)
    finally:
        asking.kill()
    assert (asking.returncode, out, err) == (130, "", "")
    assert not runs(address, within=0)


def runs(address: str, *, within: float) -> bool:
    """Whether a query runs, or begins to within so many seconds; what has ended may take a moment to go."""
    deadline = time.monotonic() + (within or 20)
    while True:
        found = serves(address) if "://" in address else any(map(works, workers(address)))
        if found == bool(within) or time.monotonic() > deadline:
            return found
        time.sleep(0.1)


def serves(address: str) -> bool:
    with open_store(address, from_environment()) as store:
        return on_the_server(store, "a * b * c < 0") > 0


def workers(address: str) -> list[int]:
    """The query processes of a file, whoever is their parent by now."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes()
        except OSError:
            continue
        if b"graph.stores.embedded.worker" in command and address.encode() in command:
            found.append(int(path.parent.name))
    return found


def works(pid: int) -> bool:
    """Whether a process has used some processor time."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False
    return fields[0] != "Z" and int(fields[11]) > 80
