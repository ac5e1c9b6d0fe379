"""What is true of the whole house: files of a readable size, and pages and lists that are up to date."""

import re
from pathlib import Path

import pytest
import yaml

from docs.build.__main__ import PAGES
from tests.helpers import ROOT

MAX_LINES = 500
SOURCES = sorted(
    path.relative_to(ROOT)
    for folder in ("graph", "tests", "benchmarks", "docs")
    for ending in ("*.py", "*.js", "*.ts")
    for path in (ROOT / folder).rglob(ending)
    if not {"node_modules", "dist"} & set(path.parts) and not path.name.endswith(".bundle.js")
)


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_a_file_is_short(path: Path) -> None:
    lines = (ROOT / path).read_text(encoding="utf-8").count("\n")
    assert lines <= MAX_LINES, "this file is asking to become two"


def test_app_is_short() -> None:
    assert (ROOT / "app.py").read_text(encoding="utf-8").count("\n") < 60


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_generated_page_is_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == PAGES[path](), "run: make docs"


def test_every_target_is_in_the_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    listed = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert listed
    phony = set(listed[1].split())
    assert phony == set(re.findall(r"^([a-z0-9-]+):.*## ", makefile, re.MULTILINE))


def test_compose_opens_on_this_machine_only_and_has_no_password_of_its_own() -> None:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    services = yaml.safe_load(text)["services"]
    ports = [port for service in services.values() for port in service.get("ports", ())]
    assert ports == ["127.0.0.1:8501:8501"]
    assert services["neo4j"]["image"] == "neo4j:5.26"
    passwords = [line for line in text.splitlines() if re.search(r"(AUTH|PASSWORD): ", line)]
    assert len(passwords) == 2
    assert all("${CASEGRAPH_NEO4J_PASSWORD:?" in line for line in passwords)
