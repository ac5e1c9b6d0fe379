"""One Chromium for every test of a page: Playwright runs once in a process."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests import browser as chrome


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with chrome.launched() as browser:
        yield browser
