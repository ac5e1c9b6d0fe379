"""What commands print on standard output, without any room that only some of them need."""

from __future__ import annotations

import json
from typing import Any


def print_json(value: Any) -> None:
    """Print a value as strict JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))
