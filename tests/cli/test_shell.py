"""The shell: what is typed, by a pipe in place of a keyboard, and once by a real terminal."""

import fcntl
import io
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from graph.cli import main
from graph.cli.shell import Shell, run
from graph.settings import Settings
from graph.stores import Store
from tests.helpers import ROOT, processes

ENDLESS = (
    "UNWIND range(1, 2000) AS a UNWIND range(1, 2000) AS b UNWIND range(1, 2000) AS c "
    "WITH a, b, c WHERE a * b * c < 0 RETURN count(*) AS n"
)


@pytest.fixture
def typed(embedded_store: Store, tmp_path: Path, capsys):
    """Type into a shell, whose history is kept in a folder of the test; returns (status, printed, errors)."""
    embedded_store.execute("CREATE (:Person {name: 'Ines', age: 3})-[:KNOWS]->(:Place {name: 'Pier'})")

    def typed(keys: str) -> tuple[int, str, str]:
        # in a thread: the tests of pages leave a loop running in this one
        with create_pipe_input() as pipe, ThreadPoolExecutor(1) as thread:
            pipe.send_text(keys + "\x04")
            status = thread.submit(
                run,
                embedded_store,
                str(tmp_path / "cases.grafeo"),
                Settings(),
                parameters={"given": 7},
                limit=100,
                timeout=60,
                input=pipe,
                output=DummyOutput(),
            ).result()
        return (status, *capsys.readouterr())

    return typed


def test_a_query_over_several_lines(typed):
    status, out, err = typed("MATCH (n:Person)\rRETURN n.name AS name,\rn.age AS age;\r")
    assert (status, err) == (0, "")
    assert out.splitlines()[1:4] == ["name  age", "----  ---", "Ines  3"]
    assert out.splitlines()[4].startswith("1 row, ")


def test_several_queries_and_comments_in_a_line(typed):
    out = typed("RETURN 1 AS x; RETURN ';' AS y; // done\r")[1]
    assert out.splitlines()[1:4] == ["x", "-", "1"]
    assert out.splitlines()[5:8] == ["y", "-", ";"]


def test_an_error_leaves_the_shell_open(typed):
    status, out, err = typed("CREATE (n);\rRETURN nothing(1);\r:nonsense\rRETURN 1 AS x;\r")
    assert status == 0
    assert err.splitlines() == [
        "CREATE at line 1, column 1 would change the graph; the console only reads.",
        "Semantic error: Unknown function 'nothing' (line 1, column 8). Did you mean 'toString'?",
        ":nonsense is no command; :help lists them. A query begins without a colon.",
    ]
    assert "x\n-\n1\n" in out


def test_ctrl_c_drops_what_is_typed(typed):
    status, out, err = typed("RETURN 1 AS x\x03RETURN 2 AS x;\r")
    assert (status, err) == (0, "")
    assert "x\n-\n2\n" in out
    assert "x\n-\n1\n" not in out


def test_parameters(typed):
    out = typed(":param a [1, 2]\r:param $b some text\r:param\rRETURN $a[1] AS a, $b AS b, $given AS c;\r")[1]
    assert ":param a => [1, 2]\n:param b => 'some text'\n:param given => 7\n" in out
    assert "a  b          c\n-  ---------  -\n2  some text  7\n" in out
    assert typed(":param x\r")[2] == ":param x has no value; write :param x => VALUE.\n"


BY_CYPHER = {
    "5": "5",
    "2 + 3 * 4": "14",
    "-0.5": "-0.5",
    "'it\\'s'": "'it\\'s'",
    "[1, 'a', null]": "[1, 'a', null]",
    "{a: [true], b: {c: 1}}": "{a: [true], b: {c: 1}}",
    "$given + 1": "8",
    "date('2019-03-02')": "date('2019-03-02')",
    "localdatetime('2019-03-02T04:10:00')": "localdatetime('2019-03-02T04:10:00')",
    "duration('P1M')": "duration('P1M')",
    "toUpper('a') // loud": "'A'",
}
"""Expressions, and how their values are listed."""


def test_a_parameter_is_what_a_cypher_expression_gives(typed):
    keys = "".join(f":param p{n} => {text};\r" for n, text in enumerate(BY_CYPHER))
    out, err = typed(f"{keys}:params\rRETURN $p0 + 1 AS n, $p7.year AS year, $p9.months AS months;\r")[1:]
    assert err == ""
    for n, shown in enumerate(BY_CYPHER.values()):
        assert f":param p{n} => {shown}\n" in out
    assert "n  year  months\n-  ----  ------\n6  2019  1\n" in out


def test_other_ways_to_set_and_list_parameters(typed):
    out, err = typed(":param {a: 1, `b c`: [1, {d: 'x, y'}], e: date('2019-03-02')}\r:params\r:params a\r")[1:]
    listed = ":param a => 1\n:param `b c` => [1, {d: 'x, y'}]\n:param e => date('2019-03-02')\n"
    assert err == ""
    assert f"{listed}:param given => 7\n:param a => 1\n" in out
    assert (
        ":param x => 5\n:param y => 'z'\n"
        in typed(":param x=>5\r:param `y`: => 'z'\r:param clear\r:param x=>5\r:param $y => 'z'\r:param list\r")[1]
    )
    assert "given" not in typed(":param clear\r:params\r")[1].partition("leaves.")[2]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (":param x => nothing(1)", "Unknown function 'nothing'"),
        (":param x => $none", "none"),
        (":param x => 1 AS a, 2", "is to be one value"),
        (":param x => [duration('P1D')]", "cannot hold this value"),
        (":param {a: 1", "This is no map"),
        (":param {a 1}", "This is no map"),
        (":param x 1e400", "larger than any number"),
        (":param x = 7", "Write :param x => VALUE"),
        (":param x=7", "Write :param x => VALUE"),
        (":param day:date=2019-03-02", "Write :param day => VALUE"),
        (":param x =>", "Write :param x => VALUE"),
        (":param => 5", "Write :param NAME => VALUE"),
        (":params none", "There is no parameter $none"),
    ],
)
def test_a_parameter_that_cannot_be_set_is_one_line(typed, line, reason):
    out, err = typed(f"{line}\r:params\r")[1:]
    assert reason in err
    assert err.count("\n") == 1
    assert out.endswith(":param given => 7\n")


def test_help_schema_and_quit(typed):
    status, out, _ = typed(":help\r:schema\r:quit\rRETURN 'never' AS x;\r")
    assert status == 0
    assert ":param NAME => VALUE" in out
    assert "Person  1       age, name" in out
    assert "KNOWS" in out
    assert "never" not in out


def test_history_is_kept_beside_the_store(typed, tmp_path):
    typed("RETURN 'first' AS x;\r")
    history = tmp_path / "cases.grafeo.history"
    assert "RETURN 'first' AS x;" in history.read_text()
    assert history.stat().st_mode & 0o077 == 0, "what was asked is nobody else's business"
    assert "x\n-----\nfirst\n" in typed("\x1b[A\r")[1]


def test_a_script(monkeypatch, capsys, harbour_fire):
    def run(text: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        status = main(["shell", "--store", str(harbour_fire), "-p", "x=3"])
        return (status, *capsys.readouterr())

    script = "// a script\nRETURN $x\nAS x; RETURN 2 AS y;\n:param x 4\nRETURN $x AS z"
    assert run(script) == (0, "x\n-\n3\ny\n-\n2\nz\n-\n4\n", "")
    assert run("RETURN 1 AS x;\n:quit\nRETURN 2 AS y;") == (0, "x\n-\n1\n", "")
    assert run("\ufeff:param y => 1\nRETURN $y AS y;") == (0, "y\n-\n1\n", "")
    status, out, err = run("CREATE (n);\nRETURN 1 AS x;")
    assert (status, out) == (1, "")
    assert err == "CREATE at line 1, column 1 would change the graph; the console only reads.\n"


def test_names_follow_the_store(embedded_store: Store) -> None:
    shell = Shell(embedded_store, Settings(), parameters={"p": 1}, limit=1, timeout=60)
    assert list(shell.completion_names().labels) == []
    embedded_store.execute("CREATE (:Person {name: 'Ines'})-[:KNOWS {since: 1}]->(:Place)")
    names = shell.completion_names()
    assert dict(names.labels) == {"Person": ("name",), "Place": ()}
    assert dict(names.types) == {"KNOWS": ("since",)}
    assert list(names.parameters) == ["p"]


PROMPT = "\x1b[?2004h"
"""What a terminal is told when something may be typed."""


class Terminal:
    """A real terminal with the shell in it."""

    def __init__(self, store: str) -> None:
        self.process, self._terminal = self._start(store)
        self.seen = ""

    def _start(self, store: str) -> tuple[subprocess.Popen[bytes], int]:
        ours, theirs = pty.openpty()
        process = processes.start(
            [sys.executable, "-m", "graph", "shell", "--store", store, "--timeout", "100"],
            cwd=ROOT,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"},
            first=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # Ctrl+C is then a signal to it
        )
        os.close(theirs)
        return process, ours

    def type(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def wait_for(self, text: str) -> None:
        deadline = time.monotonic() + 60
        while text not in self.seen:
            assert time.monotonic() < deadline, self.seen
            if select.select([self._terminal], [], [], 0.2)[0]:
                try:
                    self.seen += os.read(self._terminal, 10_000).decode(errors="replace")
                except OSError:
                    break
        assert text in self.seen, self.seen
        self.seen = self.seen.partition(text)[2]

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._terminal)


@pytest.fixture
def terminal(embedded_store: Store) -> Iterator[Terminal]:
    embedded_store.execute("CREATE (:Person {name: 'Ines'})")
    terminal = Terminal(str(embedded_store._path))  # type: ignore[attr-defined]
    yield terminal
    terminal.close()


@pytest.mark.slow
def test_a_real_terminal(terminal: Terminal) -> None:
    terminal.wait_for("Ctrl+D leaves.")
    terminal.wait_for(PROMPT)
    terminal.type("RETURN 40 + 2 AS answer;\r")
    terminal.wait_for("answer\r\n------\r\n42\r\n")
    terminal.wait_for(PROMPT)
    terminal.type(f"{ENDLESS};\r")
    time.sleep(3)
    terminal.type("\x03")
    terminal.wait_for("Stopped.")
    terminal.wait_for(PROMPT)
    terminal.type("MATCH (n:Per\t")
    terminal.wait_for("son")
    terminal.type(") RETURN n.name AS name;\r")
    terminal.wait_for("name\r\n----\r\nInes\r\n")
    terminal.wait_for(PROMPT)
    terminal.type("\x04")
    assert terminal.process.wait(30) == 0


def test_a_terminal_that_goes_away_ends_the_shell(terminal: Terminal) -> None:
    terminal.wait_for(PROMPT)
    terminal.process.send_signal(signal.SIGHUP)
    assert terminal.process.wait(30) != 0
