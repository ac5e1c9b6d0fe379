"""NetworkX's own tests of what is answered without a copy, with every graph of them on a Neo4j server.

``python -m tests.nx.on_neo4j`` starts a server, runs them, and where none fails writes ``tests/nx/neo4j.json``, which
``docs/networkx.md`` tells of. It takes some minutes.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import networkx as nx
from networkx.utils.backends import _registered_algorithms as FUNCTIONS

from graph.nx.answers import LOOKED_UP, MEASURED, WALKED
from tests.helpers import ROOT
from tests.helpers.neo4j_server import URI, VERSION, MissingError, Server

RESULT = Path(__file__).with_name("neo4j.json")
OTHERWISE_NAMED = {
    "betweenness": "betweenness_centrality",
    "breadth_first_search": "bfs",
    "closeness": "closeness_centrality",
    "community_utils": "utils",
    "degree_alg": "degree_centrality",
    "depth_first_search": "dfs",
    "pagerank_alg": "pagerank",
}
"""By a module of NetworkX, what its tests are called, where that is not its own name."""
LEFT_OUT: dict[str, str] = {}
"""By the end of a test's name, why it is not run."""


def modules() -> list[str]:
    """Return NetworkX's modules of tests of the functions that are answered without a copy."""
    found = set()
    for name in {*WALKED, *MEASURED, *LOOKED_UP}:
        package, _, module = FUNCTIONS[name].orig_func.__module__.rpartition(".")
        found.add(f"{package}.tests.test_{OTHERWISE_NAMED.get(module, module)}")
    return sorted(found)


def main() -> int:
    """Run them, and return 0 where none failed."""
    try:
        server = Server(measured=True)
    except MissingError as error:
        print(f"NetworkX's tests cannot run on Neo4j: {error}.", file=sys.stderr)
        return 1
    with server, tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        environment = os.environ | {
            "NETWORKX_TEST_BACKEND": "casegraph",
            "NETWORKX_FALLBACK_TO_NX": "true",
            "CASEGRAPH_REPORT": str(report),
            URI: server.uri,
            "PYTHONPATH": str(ROOT),
        }
        environment.pop("PYTEST_ADDOPTS", None)
        command = [sys.executable, "-W", "ignore", "-m", "pytest", "-q", "--durations=20", "-p", "no:cacheprovider"]
        command += ["-p", "tests.nx.part", "-p", "tests.nx.held_on_neo4j", "-c", os.devnull]
        command += ["--rootdir", str(Path(nx.__file__).parents[1])]  # by which the tests are named
        done = subprocess.run([*command, "--pyargs", *modules()], cwd=folder, env=environment, check=False)
        if done.returncode:
            return done.returncode
        told = json.loads(report.read_text(encoding="utf-8"))
    result = {
        "neo4j": VERSION,
        "networkx": nx.__version__,
        "passed": told["passed"],
        "skipped": told.get("skipped", 0),
        "cannot_hold": told.get("xfailed", 0),
        "left_out": LEFT_OUT,
        "modules": modules(),
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
