"""What stands beside a case file: ``NAME.review`` with what is proposed of its sources, and what people decided."""

from __future__ import annotations

from pathlib import Path

from graph.errors import ExtractError
from graph.extract.proposals import Proposals, from_json


def review_folder(case: Path) -> Path:
    """Return where the proposals and decisions of a case file are: ``NAME.review`` beside it."""
    return case.with_name(f"{case.stem}.review")


def read_proposals(case: Path) -> list[Proposals]:
    """Return what is proposed of the sources of a case file; nothing where nothing was extracted.

    Raises
    ------
    ExtractError
        The file with them holds something else.
    """
    path = review_folder(case) / "proposals.json"
    try:
        return from_json(path.read_text(encoding="utf-8"), name=f"{path.parent.name}/{path.name}")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeError) as error:
        raise ExtractError(f"{path.parent.name}/{path.name} cannot be read. Remove it, and extract anew.") from error
