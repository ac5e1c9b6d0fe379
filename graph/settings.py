"""Every limit and connection setting: its name, default, range and one line of help.

A setting is read from the environment variable ``CASEGRAPH_<NAME>``. A password is a setting too, but it is never
printed: :func:`describe` gives defaults, not the values in use.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from graph.errors import SettingsError


def _setting(
    default: Any,
    help_: str,
    *,
    low: float | None = None,
    high: float | None = None,
    secret: bool = False,
    pattern: str = "",
) -> Any:
    metadata = {"help": help_, "low": low, "high": high, "secret": secret, "pattern": pattern}
    return field(default=default, repr=not secret, metadata=metadata)  # a secret stays out of logs too


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one run; frozen, so that a limit cannot change while a query runs.

    See Also
    --------
    from_environment : the settings of this process.
    """

    store: str = _setting("data/cases.grafeo", "Where the graph is kept: a file, or neo4j://… or bolt://…")
    connections: str = _setting("", "Other stores to choose in the app: NAME=ADDRESS, with spaces between")
    cases: str = _setting("data/cases", "The folder of your own cases, a folder each")
    texts: str = _setting(
        "data/texts",
        "A folder of source texts, matched to sources by their SHA-256; the app keeps there what it is given",
    )
    fonts: str = _setting("", "A folder of fonts, for writing that those of pictures lack (.ttf, .otf, .ttc, .otc)")
    lock_wait_s: float = _setting(
        30.0, "Seconds to wait for a store's file or a case file that another program writes", low=0, high=86_400
    )
    neo4j_user: str = _setting("", "User name for Neo4j")
    neo4j_password: str = _setting("", "Password for Neo4j", secret=True)
    neo4j_database: str = _setting("", "Database of the Neo4j server; empty: the user's home database")
    neo4j_connect_timeout_s: float = _setting(
        5.0, "Seconds to wait for a connection to Neo4j, and for a Neo4j that is silent", low=0.1, high=300
    )
    neo4j_answer_timeout_s: float = _setting(
        60.0, "Seconds that one answer of a Neo4j which works may take; a load takes many answers", low=0.1, high=86_400
    )
    neo4j_transaction_rows: int = _setting(
        50_000,
        "Nodes and relationships a case may have and still be replaced in one Neo4j transaction",
        low=0,
        high=10_000_000,
    )
    query_timeout_s: float = _setting(10.0, "Seconds a query may run", low=0.1, high=3_600)
    query_rows: int = _setting(1_000, "Rows of a result where no --limit is given", low=1, high=1_000_000)
    max_rows: int = _setting(1_000_000, "The largest --limit, and rows of a data export", low=1, high=100_000_000)
    query_result_mb: int = _setting(
        20, "Size, in MB, of a result that a query's author sees at once, and of a single value", low=1, high=10_000
    )
    max_queries: int = _setting(8, "Queries of people that run at once, in all", low=1, high=1_000)
    max_queries_per_session: int = _setting(2, "Queries that run at once in one session of the app", low=1, high=1_000)
    allowed_procedures: str = _setting(
        "",
        "Procedures and dotted functions that a query may call beyond the harmless ones, with commas between; "
        "a name that ends in .* stands for all that begin so",
        pattern=r"\s*|\s*\w+(\.\w+)*(\.\*)?\s*(,\s*\w+(\.\w+)*(\.\*)?\s*)*",
    )
    query_memory_mb: int = _setting(
        2_048, "Memory, in MB, of the process that runs a query on the embedded store", low=256, high=1_000_000
    )
    max_nodes_drawn: int = _setting(2_000, "Nodes a picture takes", low=1, high=20_000)
    report_statements: int = _setting(2_000, "Statements a report takes", low=1, high=100_000)
    search_nodes: int = _setting(
        200_000,
        "Nodes whose names and texts are read into memory for search; the rest is found by the database's indexes",
        low=1,
        high=10_000_000,
    )
    max_case_file_mb: int = _setting(20, "Size, in MB, of a case file", low=1, high=1_000)
    max_document_mb: int = _setting(50, "Size, in MB, of a document's file", low=1, high=1_000)
    # texts that are larger are not matched to their sources
    max_text_mb: int = _setting(10, "Size, in MB, of a document's text", low=1, high=10)
    max_pages: int = _setting(2_000, "Pages of a document", low=1, high=100_000)
    max_unpacked_mb: int = _setting(200, "Size, in MB, of what is packed in a .docx", low=1, high=10_000)
    proposer_url: str = _setting(
        "", "An OpenAI-compatible address, as in https://HOST/v1, that proposes where it is asked to; it gets the text"
    )
    proposer_model: str = _setting("", "Name of the model there")
    proposer_key: str = _setting("", "Key for it", secret=True)
    proposer_timeout_s: float = _setting(60.0, "Seconds to wait for its answer on a paragraph", low=1, high=3_600)
    max_copied: int = _setting(
        5_000_000,
        "Nodes and relationships, together, of a graph that is copied for a function of NetworkX that needs a copy",
        low=1,
        high=1_000_000_000,
    )
    allowed_hosts: str = _setting(
        "",
        "Names that the app answers to beyond localhost and --host, with commas between; a proxy may need one",
        pattern=r"\s*|\s*[\w.:\[\]-]+\s*(,\s*[\w.:\[\]-]+\s*)*",
    )
    app_metrics: int = _setting(0, "1: the app's server tells its figures at /_stcore/metrics", low=0, high=1)
    max_path_length: int = _setting(15, "Relationships a shortest path may have", low=1, high=100)

    @property
    def procedures(self) -> tuple[str, ...]:
        """The names in ``allowed_procedures``."""
        return _names(self.allowed_procedures)

    @property
    def allowed_host_names(self) -> tuple[str, ...]:
        """The names in ``allowed_hosts``."""
        return _names(self.allowed_hosts)


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from ``CASEGRAPH_<NAME>`` variables.

    Parameters
    ----------
    environment : mapping, optional
        The variables; by default those of this process.

    Returns
    -------
    Settings

    Raises
    ------
    SettingsError
        A value is not of the setting's type or outside its range.

    Examples
    --------
    >>> from_environment({"CASEGRAPH_QUERY_ROWS": "5"}).query_rows
    5
    """
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    for setting in fields(Settings):
        variable = f"CASEGRAPH_{setting.name.upper()}"
        text = environment.get(variable)
        if text is not None:
            values[setting.name] = _parse(variable, text, type(setting.default), setting.metadata)
    return Settings(**values)


def describe() -> list[tuple[str, str, str, str]]:
    """Return ``(variable, default, range, help)`` of every setting, for the table in the documentation."""
    rows = []
    for setting in fields(Settings):
        low, high = setting.metadata["low"], setting.metadata["high"]
        range_ = "" if low is None else f"{low:,g} to {high:,.0f}"
        rows.append((f"CASEGRAPH_{setting.name.upper()}", str(setting.default), range_, setting.metadata["help"]))
    return rows


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _parse(variable: str, text: str, kind: type, metadata: Mapping[str, Any]) -> Any:
    if kind is str:
        if metadata["pattern"] and not re.fullmatch(metadata["pattern"], text):
            raise SettingsError(f"{variable}: names with commas between are needed, not {text!r}.")
        return text
    low, high = metadata["low"], metadata["high"]
    try:
        value = kind(text) if text.isascii() else None
    except ValueError:
        value = None
    # `not (low <= value)` also refuses NaN
    if value is None or not (low <= value <= high):
        number = "a whole number" if kind is int else "a number"
        raise SettingsError(f"{variable}: {number} from {low:g} to {high:.0f} is needed, not {text!r}.")
    return value
