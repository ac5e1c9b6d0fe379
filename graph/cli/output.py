"""What commands print on standard output, without any room that only some of them need."""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from graph.errors import FontWarning


def print_json(value: Any) -> None:
    """Print a value as strict JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


@contextmanager
def lacking_fonts_told() -> Iterator[None]:
    """Print on standard error, a line each, what fonts the pictures lack that the block makes."""
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always", FontWarning)
        yield
    for warning in found:
        if issubclass(warning.category, FontWarning):
            print(warning.message, file=sys.stderr)
