"""What ``make test-nx-neo4j`` ran is what it would run now."""

import json
from importlib.util import find_spec

from tests.nx.on_neo4j import LEFT_OUT, RESULT, modules


def test_every_module_is_networkx_own() -> None:
    assert [name for name in modules() if find_spec(name) is None] == []


def test_the_result_is_of_all_modules() -> None:
    told = json.loads(RESULT.read_text(encoding="utf-8"))
    assert told["modules"] == modules(), "run: make test-nx-neo4j"
    assert told["left_out"] == LEFT_OUT
    assert told["passed"] > 1_900
