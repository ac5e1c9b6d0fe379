"""The committed bundles: complete, offline, with their licences. CI builds them and compares."""

import json
import re

import pytest

from tests.helpers import ROOT

UI = ROOT / "graph/ui/parts"
BUNDLES = {"canvas": "vis-network", "editor": "@codemirror/view"}
# Needed by a package of the bundle in a part that is not in the bundle.
LEFT_OUT = {"@lezer/lr"}
each = pytest.mark.parametrize("name", BUNDLES)


@each
def test_the_bundle_has_no_import_and_loads_nothing(name: str) -> None:
    bundle = (UI / name / f"{name}.js").read_text(encoding="ascii")
    assert not re.search(r"\bimport\s*[({'\"]", bundle)
    assert not re.search(r"\b(fetch|XMLHttpRequest|importScripts|sendBeacon|WebSocket)\b\s*\(", bundle)


@each
def test_no_text_becomes_markup(name: str) -> None:
    for source in (UI / name / "src").glob("*.ts"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", source.read_text(encoding="utf-8")
        ), source


@each
def test_every_package_in_the_bundle_comes_with_its_licence(name: str) -> None:
    lock = json.loads((UI / name / "package-lock.json").read_text(encoding="utf-8"))
    used = {
        package.removeprefix("node_modules/"): entry["version"]
        for package, entry in lock["packages"].items()
        if package and not entry.get("dev") and not package.startswith("node_modules/@types/")
    }
    licences = (UI / name / f"{name}.LICENSES.txt").read_text(encoding="utf-8")
    without = {package for package, version in used.items() if f"{package} {version} (" not in licences}
    assert without <= LEFT_OUT
    assert BUNDLES[name] in used


@each
def test_the_lock_file_names_no_host(name: str) -> None:
    assert "resolved" not in (UI / name / "package-lock.json").read_text(encoding="utf-8")


def test_every_bundle_is_built_and_compared() -> None:
    root = ROOT
    built = re.search(r"^canvas:.*\n((?:\t.*\n)+)", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    compared = re.search(r"git diff --exit-code -- (.*?) \|\|", (root / ".ci/run").read_text(encoding="utf-8"))
    assert built
    assert compared
    for name in BUNDLES:
        assert f"graph/ui/parts/{name}" in built[1]
        assert f"graph/ui/parts/{name}" in compared[1]
