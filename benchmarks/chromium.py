"""The browser of what is measured in one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser

from benchmarks.server import SkippedError
from tests.helpers import browser as chrome


@contextmanager
def launched() -> Iterator[Browser]:
    """Give a Chromium without a window; where there is none, what needs it is skipped."""
    try:
        chrome.chromium()
    except pytest.skip.Exception as reason:
        raise SkippedError(str(reason)) from None
    with chrome.launched() as browser:
        yield browser
