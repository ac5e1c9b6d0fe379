"""The wheel, installed in an environment of its own and used in an empty folder, without the clone.

Its dependencies come from the environment of the tests, by a line in a ``.pth`` file, so that no network is needed.
That line runs no other ``.pth`` file: the clone, which the tests have installed by one, is not there.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import tomllib
import urllib.request
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from playwright.sync_api import Browser

from tests.helpers import ROOT
from tests.helpers.browser import PATIENCE
from tests.helpers.explorer import explorer
from tests.helpers.ports import free_port
from tests.helpers.release import Release

pytestmark = pytest.mark.slow
PLAINLY = pytest.mark.xdist_group("release")
"""Mark of a test without a browser."""
LOADED = (
    "harbour-fire: 53 entities, 142 statements, 169 claims, 165 mentions\n"
    "making-a-murderer: 62 entities, 156 statements, 166 claims, 108 mentions\n"
)
PACKAGES = sysconfig.get_path("purelib")
# What a person's shell has, and nothing of the tests' settings.
PLAIN = {name: value for name, value in os.environ.items() if not re.match("CASEGRAPH_|STREAMLIT_|PYTHON", name)}


@pytest.fixture(scope="module")
def casegraph(built: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, as it was installed from the wheel."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, symlinks=True)
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "--quiet"]
    subprocess.run([*pip, "--no-index", "--no-deps", str(built.wheel)], check=True)
    [packages] = folder.glob("lib/python*/site-packages")
    (packages / "of_the_tests.pth").write_text(f"{PACKAGES}\n")
    return folder / "bin" / "casegraph"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "empty folder"
    folder.mkdir()
    return folder


def run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(word) for word in words], cwd=cwd, env=PLAIN, capture_output=True, text=True, timeout=60)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
            return bool(answer.read() == b"ok")
    except OSError:
        return False


@contextmanager
def started(*words: str | Path, cwd: Path, env: Mapping[str, str] = PLAIN) -> Iterator[subprocess.Popen[bytes]]:
    """A command that serves the app, in a session of its own; what it says goes into ``said`` beside its folder."""
    with (cwd.parent / "said").open("wb") as said:
        process = subprocess.Popen(
            [str(word) for word in words],
            cwd=cwd,
            env=dict(env),
            stdout=said,
            stderr=subprocess.STDOUT,
            # Where the tests run in the background of a script SIGINT is ignored, and so it would be here.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
                process.wait(20)


def said(cwd: Path) -> str:
    return (cwd.parent / "said").read_text(encoding="utf-8")


def await_answer(process: subprocess.Popen[bytes], port: int, cwd: Path) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while not answers(port):
        assert process.poll() is None, said(cwd)
        assert time.monotonic() < deadline, said(cwd)
        time.sleep(0.1)


@PLAINLY
def test_what_runs_is_the_wheel(casegraph: Path, empty: Path) -> None:
    python = casegraph.with_name("python")
    found = run(python, "-P", "-c", "import graph; print(graph.__file__)", cwd=empty)
    assert Path(found.stdout.strip()).is_relative_to(casegraph.parents[1]), found


@PLAINLY
def test_it_loads_the_seed_cases_in_an_empty_folder(casegraph: Path, empty: Path) -> None:
    loaded = run(casegraph, "load", cwd=empty)
    assert (loaded.returncode, loaded.stdout, loaded.stderr) == (0, LOADED, "")
    assert [path.name for path in empty.iterdir()] == ["data"]
    asked = run(casegraph, "query", "MATCH (n:Petition) RETURN count(n) AS n", "--format", "csv", cwd=empty)
    assert asked.stdout.split() == ["n", "4"]
    picture = run(casegraph, "render", "MATCH (p:Person)-[r]-(x) RETURN p, r, x", "-o", "people.pdf", cwd=empty)
    assert picture.returncode == 0, picture.stderr
    assert (empty / "people.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_the_app_draws_the_graph_as_in_the_clone(chromium: Browser, casegraph: Path, empty: Path) -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    with started(casegraph, "app", "--port", str(port := free_port()), cwd=empty) as process:
        await_answer(process, port, empty)
        assert said(empty).startswith(
            f"There is no store data/cases.grafeo yet: loading the cases that come with Case Graph.\n{LOADED}"
        )
        for scheme in ("light", "dark"):
            assert background(chromium, port, scheme) == theme[scheme]["backgroundColor"]
        process.terminate()
        assert process.wait(20) == 0
    assert "Traceback" not in said(empty)
    assert not answers(port)


def background(browser: Browser, port: int, scheme: str) -> str:
    """Open the app with something selected whose text is quoted; return the colour behind it."""
    with explorer(browser, f"http://127.0.0.1:{port}", color_scheme=scheme) as page:
        page.open("?case=harbour-fire&selection=priya-raghunathan")
        assert len(page.state["nodes"]) > 50
        page.inspector.locator("summary").first.click()
        page.inspector.get_by_text("had been seen leaving the pier").first.wait_for()
        colour = page.page.locator(".stApp").evaluate("app => getComputedStyle(app).backgroundColor")
    return "#" + "".join(f"{int(part):02X}" for part in re.findall(r"\d+", colour)[:3])


@PLAINLY
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_signal_ends_the_server_and_frees_its_port(casegraph: Path, empty: Path, number: signal.Signals) -> None:
    port = free_port()
    with started(casegraph, "app", "--port", str(port), cwd=empty) as process:
        await_answer(process, port, empty)
        process.send_signal(number)
        assert process.wait(20) == 0
        assert "Traceback" not in said(empty)
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))


@PLAINLY
def test_ctrl_c_while_it_starts_leaves_no_trace(casegraph: Path, empty: Path) -> None:
    with started(casegraph, "app", "--port", str(free_port()), cwd=empty) as process:
        deadline = time.monotonic() + 20
        while LOADED not in said(empty):  # the last that is said before the program becomes the server
            assert time.monotonic() < deadline, said(empty)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) in (130, -signal.SIGINT)
        assert said(empty).endswith(LOADED)


@PLAINLY
def test_a_port_that_is_taken_is_one_line(casegraph: Path, empty: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = run(casegraph, "app", "--port", str(port), cwd=empty)
    assert refused.returncode == 1
    assert refused.stderr == (
        f"Port {port} of 127.0.0.1 cannot be used: another program has it, perhaps Case Graph that runs already. "
        f"Choose another: casegraph app --port {port + 1}, or make run PORT={port + 1}.\n"
    )
    assert list(empty.iterdir()) == []


@PLAINLY
def test_modules_in_the_current_folder_are_left_alone(casegraph: Path, empty: Path) -> None:
    for name in ("graph", "streamlit", "data"):
        (empty / f"{name}.py").write_text("raise SystemExit('taken from the current folder')")
    port = free_port()
    with started(casegraph, "app", "--port", str(port), cwd=empty) as process:
        await_answer(process, port, empty)


@PLAINLY
def test_uvx_opens_it_in_one_command(built: Release, empty: Path) -> None:
    uvx = shutil.which("uvx", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if uvx is None:
        pytest.skip("uv is not installed (.venv/bin/python -m pip install uv)")
    # Nothing is fetched: the dependencies are those of the tests.
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [Requirement(line).name for line in project["dependencies"]]
    none = empty.parent / "none.txt"
    none.write_text("".join(f"{name}; python_version < '3'\n" for name in names))
    settings = {"UV_CACHE_DIR": str(empty.parent / "cache"), "UV_PYTHON_DOWNLOADS": "never", "PYTHONPATH": PACKAGES}
    command = [uvx, "--offline", "--no-config", "--python", sys.executable, "--overrides", str(none)]
    command += ["--from", str(built.wheel), "casegraph", "app", "--port", str(port := free_port())]
    with started(*command, cwd=empty, env={**PLAIN, **settings}) as process:
        await_answer(process, port, empty)
        assert LOADED in said(empty)
        process.terminate()
        process.wait(20)
        deadline = time.monotonic() + 20
        while answers(port):
            assert time.monotonic() < deadline
            time.sleep(0.1)
