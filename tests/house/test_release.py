"""The sdist and the wheel hold what they need and nothing else; ``make release`` runs this on those it built."""

import os
import re
import subprocess
import tarfile
import tomllib
import zipfile
from pathlib import Path, PurePosixPath

import pytest
import yaml
from packaging.metadata import Metadata
from packaging.utils import parse_sdist_filename, parse_wheel_filename

from graph import __version__
from tests.helpers import ROOT
from tests.helpers.release import DIST, Release, build

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("release")]
# What the bundles are built from, and what else has no use where the program is installed.
BUILD_ONLY = re.compile(r"graph/ui/parts/(bundle\.js|\w+/(src/.+|\.npmrc|build\.js|[\w-]+\.json))|.*\.gitattributes")


@pytest.fixture(scope="session")
def in_wheel(built: Release) -> dict[str, bytes]:
    with zipfile.ZipFile(built.wheel) as wheel:
        return {name: wheel.read(name) for name in wheel.namelist()}


@pytest.fixture(scope="session")
def about(in_wheel: dict[str, bytes]) -> Metadata:
    return Metadata.from_email(in_wheel[f"casegraph-{__version__}.dist-info/METADATA"], validate=True)


@pytest.fixture(scope="session")
def unpacked(built: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the sdist unpacks to."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(built.sdist) as sdist:
        sdist.extractall(folder, filter="data")
    [inside] = folder.iterdir()
    return inside


def project_files() -> set[str]:
    """The files of the project: for a release those that git keeps, else with those that it would."""
    if not (ROOT / ".git").exists():  # of an unpacked sdist
        files = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        return {str(path) for path in files if "__pycache__" not in path.parts}
    new = [] if DIST in os.environ else ["--others", "--exclude-standard"]
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", *new], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}


def expected_in_wheel() -> set[str]:
    """What belongs into the wheel, beside what is about it."""
    files = {name for name in project_files() if not BUILD_ONLY.fullmatch(name)}
    package = {name for name in files if name.startswith("graph/")}
    return (
        package | {f"graph/{name}" for name in files if name.startswith("seeds/")} | {"graph/ui/.streamlit/config.toml"}
    )


def test_the_files_are_named_by_the_version(built: Release) -> None:
    assert parse_sdist_filename(built.sdist.name)[0] == parse_wheel_filename(built.wheel.name)[0] == "casegraph"
    assert (
        str(parse_sdist_filename(built.sdist.name)[1]) == str(parse_wheel_filename(built.wheel.name)[1]) == __version__
    )
    assert built.wheel.name.endswith("-py3-none-any.whl")


def test_the_wheel_holds_the_package_the_cases_and_the_configuration(in_wheel: dict[str, bytes]) -> None:
    assert {name for name in in_wheel if ".dist-info/" not in name} == expected_in_wheel()


def test_the_wheel_holds_no_source_of_a_bundle_and_no_secret(in_wheel: dict[str, bytes]) -> None:
    wrong = re.compile(r"node_modules|\.tsx?$|package(-lock)?\.json|tsconfig|\.npmrc|secrets|\.pyc$|^tests/|\.grafeo")
    assert [name for name in in_wheel if wrong.search(name)] == []
    needed = {
        "graph/py.typed",
        "graph/case/schema.yaml",
        "graph/formats/page.html",
        "graph/picture/fonts/SourceSans3-Regular.ttf",
        "graph/ui/app.py",
        "graph/ui/serve.py",
        "graph/ui/icon.png",
        "graph/ui/parts/canvas/canvas.js",
        "graph/ui/parts/editor/editor.js",
    }
    assert needed <= in_wheel.keys()


def test_no_text_but_those_of_the_cases_that_name_them(in_wheel: dict[str, bytes]) -> None:
    allowed = set()
    for file in ROOT.glob("seeds/*/case.yaml"):
        folder = PurePosixPath("graph/seeds", file.parent.name)
        sources = yaml.safe_load(file.read_text(encoding="utf-8"))["sources"]
        texts = [source["text"] for source in sources if "text" in source]
        allowed |= {str(folder / name) for name in ["case.yaml", *texts]}
    assert {name for name in in_wheel if name.startswith("graph/seeds/")} == allowed


def test_the_configuration_is_that_of_the_clone(in_wheel: dict[str, bytes]) -> None:
    assert in_wheel["graph/ui/.streamlit/config.toml"] == (ROOT / ".streamlit" / "config.toml").read_bytes()


def test_every_font_and_bundle_comes_with_its_licence(in_wheel: dict[str, bytes], about: Metadata) -> None:
    licences = set(about.license_files or ())
    fonts = {name for name in licences if name.startswith("graph/picture/fonts/")}
    bundles = {name for name in in_wheel if re.fullmatch(r"graph/ui/parts/(\w+)/\1\.LICENSES\.txt", name)}
    assert "LICENSE" in licences
    assert len(fonts) == 2
    assert len(bundles) == 2
    assert bundles <= licences
    for name in licences:
        inside = in_wheel[f"casegraph-{__version__}.dist-info/licenses/{name}"]
        assert inside == (ROOT / name).read_bytes()
    in_bundles = set(re.findall(rb"^\S+ \d\S* \(([^)]+)\)$", b"\n".join(in_wheel[name] for name in bundles), re.M))
    assert in_bundles == {b"MIT"}
    assert about.license_expression == "Apache-2.0 AND MIT AND OFL-1.1 AND Bitstream-Vera"


def test_the_metadata_is_valid_and_says_what_it_is(in_wheel: dict[str, bytes], about: Metadata) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (about.name, str(about.version), about.summary) == ("casegraph", __version__, project["description"])
    assert str(about.requires_python) == ">=3.12"
    assert about.description_content_type == "text/markdown"
    assert about.description == (ROOT / "README.md").read_text(encoding="utf-8")
    assert "Programming Language :: Python :: 3.12" in (about.classifiers or ())
    at_run_time = [need for need in about.requires_dist or () if not need.marker]
    assert len(at_run_time) == len(project["dependencies"])
    entry = in_wheel[f"casegraph-{__version__}.dist-info/entry_points.txt"].decode()
    assert "casegraph = graph.cli:main" in entry


def test_the_sdist_holds_what_git_keeps_but_for_ci(unpacked: Path) -> None:
    inside = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}
    wanted = {name for name in project_files() if not name.startswith(".ci/")}
    assert inside - {"PKG-INFO"} == wanted - {"PKG-INFO"}


def test_the_wheel_of_the_sdist_is_the_wheel(built: Release, unpacked: Path, tmp_path: Path) -> None:
    build(unpacked, tmp_path, "-t", "wheel")
    [again] = tmp_path.glob("*.whl")
    assert again.name == built.wheel.name
    with zipfile.ZipFile(again) as one, zipfile.ZipFile(built.wheel) as other:
        assert {name: one.read(name) for name in one.namelist()} == {
            name: other.read(name) for name in other.namelist()
        }
