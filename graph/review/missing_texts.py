"""What is said where the text of a source is not read: it is not at hand, or it has changed since."""

from __future__ import annotations

from collections.abc import Mapping

from graph.case.file.named_sources import sha256_beside
from graph.case.words import joined_with_and
from graph.review.cases import KeptCases
from graph.settings import Settings

_FOLDER = "into a folder, and name that in the setting CASEGRAPH_TEXTS."
_BEGINNING = 12
"""Digits of a SHA-256 that are shown."""


def changed(case_id: str, source_id: str, name: str, sha256: str | None, settings: Settings) -> str:
    """Return what became of the text of a source that lies beside its case file; nothing where none lies there.

    Parameters
    ----------
    case_id, source_id : str
    name : str
        Of the source.
    sha256 : str or None
        Of the text that the case was made from, as the store has it.
    settings : Settings
        Its ``cases`` is where case files are looked for, and the seeds.
    """
    found = KeptCases(settings).file_of(case_id)
    source = found[1].get(source_id) if found else None
    now = sha256_beside(found[0], source) if found and source else None
    if source is None or now is None:
        return ""
    if sha256 is None:
        return f"The text of {name} was not beside the case file when that was loaded: load the case again."
    if now == sha256:
        return f"The text of {name} is in {source.text}: give that a name that ends in .txt, by which texts are found."
    if now == source.text_sha256:
        return f"The text of {name} has changed, and the case file with it: load the case again."
    return (
        f"The text of {name} has changed since the case was made from it: the SHA-256 of {source.text} begins with "
        f"{now[:_BEGINNING]} now, and did with {sha256[:_BEGINNING]}. Put that text back; or check every place that is "
        "cited of it, change text_sha256 in the case file, and load the case again."
    )


def told_missing(case_id: str, sources: Mapping[str, tuple[str, str | None]], settings: Settings) -> list[str]:
    """Return sentences that say why texts of a case are not read, each with what to do.

    Parameters
    ----------
    case_id : str
    sources : mapping of str to (str, str or None)
        The names of the sources and the SHA-256s of their texts, by their ids.
    settings : Settings
    """
    told = {id: changed(case_id, id, name, sha256, settings) for id, (name, sha256) in sources.items()}
    absent = [sources[id][0] for id, sentence in told.items() if not sentence]
    if absent:
        named = joined_with_and(absent)
        one = f"The text of {named} is not at hand. Put the file {_FOLDER}"
        several = f"The texts of {named} are not at hand. Put the files {_FOLDER}"
        return [*filter(None, told.values()), several if len(absent) > 1 else one]
    return [*told.values()]
