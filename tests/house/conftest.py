"""The sdist and the wheel, built once."""

import pytest

from tests.helpers.release import Release, release


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return release(tmp_path_factory.mktemp("dist"))
