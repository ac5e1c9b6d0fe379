"""Values as a notebook shows them: static HTML that needs no network and in which every text stays text.

What is alleged reads as an allegation here too: a relationship always has its status beside it, and a claim its
stance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from graph.case.captions import edge_caption, node_caption, status_of
from graph.case.dates import EdtfDate
from graph.case.model import Case
from graph.case.schema import load_schema
from graph.case.statuses import STATUSES
from graph.case.words import clean, shorten
from graph.elements import Node, Path, Relationship, Subgraph
from graph.errors import CaseGraphError
from graph.formats import to_bytes
from graph.formats.results import plan_lines
from graph.formats.svg import to_svg
from graph.formats.tables import cell_text
from graph.picture.parts import Scene
from graph.questions.survey import count
from graph.stores import Result, Store

if TYPE_CHECKING:
    from graph.nx.storegraph import StoreGraph

MAX_ROWS = 20
"""Rows of a result that are shown."""
MAX_DRAWN = 100
"""Nodes of a graph in a store that is drawn."""
_MAX_CELL = 300
"""Characters of a cell."""
_MAX_ITEMS = 20
"""Items of a list or a map in a cell."""


def to_notebook_html(value: Result | Subgraph | Store | Case | StoreGraph) -> str:
    """Return a value as a notebook shows it.

    A result is a table of its first rows, a subgraph a picture, a store and a case are a short summary; a graph in a
    store is a picture where it is small. What cannot be shown is a sentence that says why.
    """
    try:
        match value:
            case Result():
                return _result(value)
            case Subgraph():
                return _fit_to_page(to_bytes(value, ".svg").decode())
            case Store():
                return _store(value)
            case Case():
                return _case(value)
            case _:
                return _store_graph(value)
    except CaseGraphError as error:
        return _sentences([str(error)])


def picture_html(scene: Scene, notes: Iterable[str] = ()) -> str:
    """Return a scene as a notebook shows it, with sentences below."""
    picture = _fit_to_page(to_svg(scene)) if scene.nodes else _sentences(["There is nothing to draw in this view."])
    return picture + _sentences(notes)


def _fit_to_page(svg: str) -> str:
    # a page may hold several pictures, and no id twice; a reader of the page takes the title as the name without one
    for text, instead in (
        (' aria-labelledby="title desc"', ' style="max-width:100%;height:auto"'),
        ('<title id="title">', "<title>"),
        ('<desc id="desc">', "<desc>"),
    ):
        svg = svg.replace(text, instead, 1)
    return svg


def _result(result: Result) -> str:
    parts = []
    if result.columns:
        parts.append(_table(result.columns, result.rows[:MAX_ROWS]))
    if result.plan:
        parts.append(f"<pre>{escape(chr(10).join(plan_lines(result.plan)))}</pre>")
    notes = []
    if len(result.rows) > MAX_ROWS:
        notes.append(f"The first {MAX_ROWS} of {len(result.rows):,} rows; dicts() and to_pandas() give all of them.")
    elif not result.rows and not result.plan:
        notes.append("No rows.")
    if result.cut:
        limit = "its limit of rows" if result.cut == "rows" else "its limit of size (setting query_result_mb)"
        notes.append(f"The result was cut at {limit}: there are more rows than these {len(result.rows):,}.")
    return "".join(parts) + _sentences([*notes, *result.notices])


def _store(store: Store) -> str:
    counts = count(store)
    cases = store.cases()
    kind = "an embedded store" if store.kind == "embedded" else "a Neo4j database"
    head = f"{store.name}, {kind}: {counts['nodes']:,} nodes, {counts['relationships']:,} relationships."
    if not cases:
        return _sentences([head, "It holds no case."])
    columns = ("case", "title", "as of", "entities", "statements", "claims", "mentions")
    rows = []
    for case in cases:
        number = counts["cases"][case.id]
        title = f"{case.title} (still being loaded)" if case.loading else case.title
        rows.append((case.id, title, str(EdtfDate.parse(case.as_of)), *(number[name] for name in columns[3:])))
    return _sentences([head]) + _table(columns, rows)


def _store_graph(graph: StoreGraph) -> str:
    nodes = len(graph)
    if not nodes:
        return _sentences([f"{graph}."])
    if nodes > MAX_DRAWN:
        return _sentences(
            [
                f"{graph}, of which no picture is made: that takes at most {MAX_DRAWN} nodes. "
                f"G.to_subgraph({MAX_DRAWN}) is the first of them, store.graph(pattern=…) a part."
            ]
        )
    return _sentences([f"{graph}."]) + to_notebook_html(graph.to_subgraph())


def _case(case: Case) -> str:
    types = load_schema().entity_types
    of_type = Counter(entity.type for entity in case.entities)
    of_status: Counter[str] = Counter(case.status(statement) for statement in case.statements)
    claims = sum(len(statement.claims) for statement in case.statements)
    mentions = sum(len(entity.mentions) for entity in case.entities)
    entities = ", ".join(
        f"{of_type[name]:,} {name if of_type[name] == 1 else types[name].plural}" for name in types if of_type[name]
    )
    statuses = ", ".join(f"{of_status[status]:,} {status}" for status in STATUSES if of_status[status])
    sources = [
        (source.id, source.title, source.publisher, str(source.published) if source.published else None)
        for source in case.sources
    ]
    sentences = [
        f"{case.title} ({case.id}), as of {case.as_of}.",
        *([case.about] if case.about else []),
        f"{len(case.entities):,} entities: {entities or 'none'}; {mentions:,} mentions.",
        f"{len(case.statements):,} statements: {statuses or 'none'}; {claims:,} claims.",
    ]
    return _sentences(sentences) + _table(("source", "title", "publisher", "published"), sources)


def _table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    head = "".join(f'<th style="text-align:left">{_escaped(name)}</th>' for name in columns)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>\n" for row in rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"


def _cell(value: object) -> str:
    side = "right" if isinstance(value, int | float) and not isinstance(value, bool) else "left"
    return f'<td style="text-align:{side}">{_escaped(_in_words(value))}</td>'


def _sentences(sentences: Iterable[str]) -> str:
    return "".join(f"<p>{_escaped(sentence, 2_000)}</p>\n" for sentence in sentences)


def _escaped(text: str, longest: int = _MAX_CELL) -> str:
    return escape(shorten(clean(text[: 4 * longest]), longest))


def _in_words(value: Any) -> str:
    """Return a value in words."""
    match value:
        case Node():
            return _node(value)
        case Relationship():
            return f"{_node(value.start_node)} — {_relationship(value)} → {_node(value.end_node)}"
        case Path():
            path = _node(value.nodes[0])
            for near, r, far in zip(value.nodes, value.relationships, value.nodes[1:], strict=False):
                line = f"— {_relationship(r)} →" if r.start_node.key == near.key else f"← {_relationship(r)} —"
                path += f" {line} {_node(far)}"
            return path
        case list() | tuple():
            return ", ".join(map(_in_words, value[:_MAX_ITEMS])) + (", …" if len(value) > _MAX_ITEMS else "")
        case dict():
            items = [f"{name}: {_in_words(item)}" for name, item in list(value.items())[:_MAX_ITEMS]]
            return ", ".join(items) + (", …" if len(value) > _MAX_ITEMS else "")
    return cell_text(value)


def _node(node: Node) -> str:
    """Return what a node is called, and its id, or the labels of a foreign one, whose id may say nothing."""
    type_ = load_schema().type_of(node.labels)
    name = node_caption(node, type_)
    if node.key.startswith("~"):
        return f"{name} ({', '.join(node.labels)})" if node.labels else name
    if "Claim" in node.labels:
        name = f"claim: {name}"
    return name if name == node.id else f"{name} ({node.id})"


def _relationship(r: Relationship) -> str:
    words, status = edge_caption(r, load_schema()), status_of(r)
    return words if status is None or words.endswith(f"({status})") else f"{words} ({status})"
