"""The committed bundle: complete, offline, with its licences. That it is what src/ gives, CI checks by building it."""

import json
import re
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "graph/ui/canvas"


def test_the_bundle_has_no_import_and_loads_nothing() -> None:
    bundle = (FOLDER / "canvas.js").read_text(encoding="ascii")
    assert not re.search(r"\bimport\s*[({'\"]", bundle)
    assert not re.search(r"\b(fetch|XMLHttpRequest|importScripts|sendBeacon|WebSocket)\b\s*\(", bundle)


def test_no_text_becomes_markup() -> None:
    for source in (FOLDER / "src").glob("*.ts"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", source.read_text(encoding="utf-8")
        ), source


def test_every_package_in_the_bundle_comes_with_its_licence() -> None:
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))
    used = {
        name.removeprefix("node_modules/"): entry["version"]
        for name, entry in lock["packages"].items()
        if name and not entry.get("dev") and not name.startswith("node_modules/@types/")
    }
    licences = (FOLDER / "canvas.LICENSES.txt").read_text(encoding="utf-8")
    assert {name for name, version in used.items() if f"{name} {version} (" not in licences} == set()
    assert "vis-network" in used


def test_the_lock_file_names_no_host() -> None:
    assert "resolved" not in (FOLDER / "package-lock.json").read_text(encoding="utf-8")
