"""The app with a folder of cases of its own, and sessions on its page Review."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.helpers import browser as chrome
from tests.helpers.explorer import APP
from tests.helpers.reviewing import Opened, Reviewer, reviewer, write_case


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of cases."""
    return tmp_path_factory.mktemp("cases")


@pytest.fixture(scope="session")
def review_app(chromium: Browser, both_cases: Path, folder: Path) -> Iterator[str]:
    env = {"CASEGRAPH_STORE": str(both_cases), "CASEGRAPH_CASES": str(folder)}
    with chrome.served(APP, env=env) as address:
        yield address


@pytest.fixture
def review(chromium: Browser, review_app: str) -> Iterator[Opened]:
    """Opens a session of its own on the review of a case."""
    with ExitStack() as opened:

        def open_(query: str, **options: Any) -> Reviewer:
            page = opened.enter_context(reviewer(chromium, review_app, **options))
            page.open(query if query.startswith("?") else f"?case={query}")
            return page

        yield open_


@pytest.fixture
def path(folder: Path, request: pytest.FixtureRequest) -> Path:
    """The file of a case of the test's own."""
    id = re.sub(r"[^a-z0-9]+", "-", request.node.name.removeprefix("test_").lower()).strip("-")[-60:].strip("-")
    return write_case(folder, id)
