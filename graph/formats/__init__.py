"""A subgraph as data for other programs; what is alleged stays marked as such in every one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.elements import Subgraph
from graph.formats.dot import to_dot
from graph.formats.gexf import to_gexf
from graph.formats.graph_tables import to_csv, to_json_text, to_zip
from graph.formats.graphml import to_graphml
from graph.questions.claims import Claim

__all__ = ["ENDINGS", "to_bytes", "to_csv", "to_dot", "to_gexf", "to_graphml", "to_json_text", "to_zip"]

ENDINGS = (".graphml", ".gexf", ".json", ".csv", ".zip", ".dot")


def to_bytes(
    subgraph: Subgraph,
    ending: str,
    *,
    captions: Mapping[str, str] | None = None,
    claims: Mapping[str, Sequence[Claim]] | None = None,
    positions: Mapping[str, tuple[float, float]] | None = None,
) -> bytes:
    """Return a subgraph in the format of a file's ending.

    Parameters
    ----------
    subgraph : Subgraph
    ending : str
        One of :data:`ENDINGS`.
    captions : mapping of str to str, optional
        What pictures call nodes and relationships, by key; names and types where it is not given.
    claims : mapping of str to sequence of Claim, optional
        Those on each relationship, by its key: for the columns of ``.csv`` and ``.zip``.
    positions : mapping of str to (float, float), optional
        Where nodes are drawn, by key, y growing downwards: kept in ``.graphml`` and ``.gexf``.

    Raises
    ------
    ValueError
        The ending is not one of these.
    """
    match ending:
        case ".graphml":
            return to_graphml(subgraph, positions=positions).encode()
        case ".gexf":
            return to_gexf(subgraph, captions=captions, positions=positions).encode()
        case ".json":
            return to_json_text(subgraph).encode()
        case ".csv":
            return to_csv(subgraph, captions=captions, claims=claims).encode()
        case ".zip":
            return to_zip(subgraph, captions=captions, claims=claims)
        case ".dot":
            return to_dot(subgraph, captions=captions).encode()
    raise ValueError(f"There is no data format {ending!r}; there are {', '.join(ENDINGS)}.")
