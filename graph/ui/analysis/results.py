"""What analyses came to: sentences, tables with bars, groups; two of them side by side, and what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from graph.case.captions import edge_caption, name_of, status_of
from graph.case.schema import Schema
from graph.case.words import number_of
from graph.elements import Node, Relationship
from graph.explore.analysis import Outcome, group_names, shown_name
from graph.formats.graph_tables import Table
from graph.formats.results import RESULT_FILES
from graph.formats.tables import to_csv
from graph.formats.xlsx import to_xlsx
from graph.nx.measures import moved
from graph.nx.tables import Explained
from graph.picture.marks import GROUP_COLOURS, QUIET
from graph.ui import data, frame
from graph.ui.analysis import sentences
from graph.ui.analysis.asked import Asked
from graph.ui.explore.export import file_stem
from graph.ui.parts.text import plain

_MOST_ROWS = 1_000
"""The most rows that a table on the page has; the file has all."""
_MOST_GROUPS = 12
_MOST_MEMBERS = 14
"""The most groups, and members of one, that are listed."""

Rows = Sequence[Mapping[str, Any]]


def explain(measure: Explained) -> None:
    """Say what a measure means, by its definition, and what NetworkX calls it."""
    st.html(
        f'<p class="meant">{escape(measure.sentence)} '
        f'<span class="page">NetworkX: <code>{escape(measure.page)}</code></span></p>'
    )


def show(version: str, outcomes: Sequence[Outcome], words: Sequence[str]) -> tuple[str, ...]:
    """Show outcomes, and what changed between two; return the keys of the rows that are selected.

    Parameters
    ----------
    version : str
    outcomes : sequence of Outcome
        One, or two of the same measure.
    words : sequence of str
        What was counted for each.
    """
    schema = data.schema_at(version)
    measure = outcomes[0].analysis.measure
    frame.note(sentences.of(outcomes, words, schema), loud=True)
    if outcomes[0].ranked:
        return _show_ranking(outcomes, words, schema)
    if outcomes[0].groups:
        _show_groups(outcomes, words, schema)
        return ()
    if measure.name == "bridges":
        _show_bridges(outcomes, words, schema)
    return ()


def offer_table(outcomes: Sequence[Outcome], words: Sequence[str], asked: Asked) -> None:
    """Offer the whole table as a file of CSV, or of XLSX."""
    schema = data.schema()
    stem = f"{file_stem(asked.case) or 'graph'}-{asked.measure}"
    with st.container(horizontal=True, gap="small"):
        for ending, as_file in (("csv", as_csv), ("xlsx", as_xlsx)):
            label, mime, use = RESULT_FILES[ending]
            st.download_button(
                plain(f"Save the table ({label})"),
                partial(as_file, outcomes, words, schema),
                f"{stem}.{ending}",
                mime,
                help=plain(use),
                on_click="ignore",
            )


def as_csv(outcomes: Sequence[Outcome], words: Sequence[str], schema: Schema) -> bytes:
    """Return the rows of :func:`table` as CSV, in which no spreadsheet finds a formula."""
    return to_csv(*_columns_and_rows(outcomes, words, schema))


def as_xlsx(outcomes: Sequence[Outcome], words: Sequence[str], schema: Schema) -> bytes:
    """Return the rows of :func:`table` as a workbook."""
    return to_xlsx({"Analysis": _columns_and_rows(outcomes, words, schema)})


def _columns_and_rows(outcomes: Sequence[Outcome], words: Sequence[str], schema: Schema) -> Table:
    rows = table(outcomes, words, schema)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return Table(columns, [[row.get(name) for name in columns] for row in rows])


def table(outcomes: Sequence[Outcome], words: Sequence[str], schema: Schema) -> list[dict[str, Any]]:
    """Return outcomes as rows for a file, one for each node, or for each bridge."""
    if outcomes[0].ranked:
        return [
            {"id": node.id, "name": name_of(node, schema), "type": schema.type_of(node.labels).name, **more}
            for node, more in _ranks(outcomes, words)
        ]
    if outcomes[0].groups:
        return [
            {
                "id": node.id,
                "name": name_of(node, schema),
                "type": schema.type_of(node.labels).name,
                **{
                    _of("group", word, words): outcome.group_of.get(node.key)
                    for outcome, word in zip(outcomes, words, strict=True)
                },
            }
            for group in outcomes[0].groups
            for node in group
        ]
    rows = []
    for item in _bridging(outcomes):
        there = {
            _of("bridge", word, words): item.key in outcome.bridging
            for outcome, word in zip(outcomes, words, strict=True)
        }
        if isinstance(item, Node):
            rows.append({"id": item.id, "from": name_of(item, schema), **there})
        else:
            ends = {"from": name_of(item.start_node, schema), "to": name_of(item.end_node, schema)}
            kind = {"relationship": edge_caption(item, schema), "status": status_of(item) or ""}
            rows.append({"id": item.id, **ends, **kind, **there})
    return rows


def _of(what: str, word: str, words: Sequence[str]) -> str:
    return what if len(words) == 1 else f"{what}: {word}"


def _ranks(outcomes: Sequence[Outcome], words: Sequence[str]) -> list[tuple[Node, dict[str, Any]]]:
    rows = moved(outcomes[0].ranked, outcomes[-1].ranked)
    found = []
    for row in rows:
        first = {_of("place", words[0], words): row.before, _of("score", words[0], words): row.score_before}
        second = {_of("place", words[-1], words): row.after, _of("score", words[-1], words): row.score_after}
        up = {"moved": row.before - row.after if row.before and row.after else None} if len(words) > 1 else {}
        found.append((row.node, {**first, **second, **up}))
    return found


# -- who is central --------------------------------------------------------------------------------


def _show_ranking(outcomes: Sequence[Outcome], words: Sequence[str], schema: Schema) -> tuple[str, ...]:
    rows = moved(outcomes[0].ranked, outcomes[-1].ranked)
    whole = all(isinstance(row.score, int) or row.score == int(row.score) for o in outcomes for row in o.ranked)
    form = "%d" if whole else "%.3g"
    columns: dict[str, Any] = {
        "name": st.column_config.TextColumn("Name", width="medium"),
        "type": st.column_config.TextColumn("Type", width="small"),
    }
    told = not any(map(sentences.is_flat, outcomes))
    shown = []
    for row in rows[:_MOST_ROWS]:
        line = {"name": shown_name(row.node, schema), "place0": row.before, "score0": row.score_before}
        if len(outcomes) > 1:
            line |= {"place1": row.after, "score1": row.score_after}
            # nothing where nobody moved, so that those who did are seen
            line["moved"] = row.before - row.after or None if told and row.before and row.after else None
        shown.append({**line, "type": schema.type_of(row.node.labels).name})
    for number, (outcome, word) in enumerate(zip(outcomes, words, strict=True)):
        title = outcome.analysis.measure.title
        most = max(outcome.ranked[0].score, 0) or 1
        columns[f"place{number}"] = st.column_config.NumberColumn(
            "Place", width="small", help=plain(f"{word}: equal scores share a place")
        )
        columns[f"score{number}"] = st.column_config.ProgressColumn(
            title if len(outcomes) == 1 else word,
            help=plain(f"{title}, {word[:1].lower()}{word[1:]}"),
            min_value=0,
            max_value=most,
            format=form,
        )
    columns["moved"] = st.column_config.NumberColumn(
        "Moved", width="small", format="%+d", help="Places up (+) or down (−) from the first to the second"
    )
    chosen = st.dataframe(
        pd.DataFrame(shown),
        hide_index=True,
        column_config=columns,
        on_select="rerun",
        selection_mode="multi-row",
        key=f"ranking-{hash((outcomes[0].analysis, outcomes[-1].analysis))}",
        placeholder="",
        height="content" if len(shown) <= 12 else 460,
    )
    if len(rows) > _MOST_ROWS:
        frame.note(f"The first {_MOST_ROWS:,} of {len(rows):,} are listed; the file has all.")
    picked: list[int] = chosen["selection"]["rows"]
    return tuple(rows[number].node.key for number in picked if number < len(rows))


# -- what belongs together -------------------------------------------------------------------------


def _show_groups(outcomes: Sequence[Outcome], words: Sequence[str], schema: Schema) -> None:
    columns = st.columns(len(outcomes), gap="medium")
    for column, outcome, word in zip(columns, outcomes, words, strict=True):
        with column:
            heading = f'<h2 class="section">{escape(word)}</h2>' if len(outcomes) > 1 else ""
            st.html(heading + _groups_as_html(outcome, schema, _colours_like(outcomes[0], outcome)))
    if len(outcomes) > 1:
        _show_company(outcomes, words, schema)


def _colours_like(first: Outcome, outcome: Outcome) -> dict[int, str]:
    """Return the colour of each group by its place: that of the first outcome's group with which it shares most."""
    colours = list(GROUP_COLOURS)
    if outcome is first:
        return dict(enumerate(colours))
    of_first = first.group_of
    shared = Counter(
        (number, of_first[node.key] - 1)
        for number, group in enumerate(outcome.groups)
        for node in group
        if len(group) > 1 and node.key in of_first
    )
    chosen: dict[int, str] = {}
    for (number, like), _ in shared.most_common():
        if number not in chosen and like < len(colours) and colours[like] not in chosen.values():
            chosen[number] = colours[like]
    free = iter([colour for colour in colours if colour not in chosen.values()])
    return {number: chosen.get(number) or next(free, QUIET) for number in range(len(colours))}


def _groups_as_html(outcome: Outcome, schema: Schema, colours: Mapping[int, str]) -> str:
    names = group_names(outcome, schema)
    parts = []
    for number, (group, name) in enumerate(zip(outcome.groups, names, strict=True)):
        if len(group) < 2 or number == _MOST_GROUPS:
            break
        colour = colours.get(number, QUIET)
        members = "".join(f"<li>{escape(shown_name(node, schema))}</li>" for node in group[:_MOST_MEMBERS])
        more = f'<li class="more">and {len(group) - _MOST_MEMBERS:,} more</li>' if len(group) > _MOST_MEMBERS else ""
        parts.append(
            f'<section class="community" style="--group: {colour}">'
            f'<h3 dir="auto">{escape(name[:1].upper() + name[1:])} <i>{len(group):,}</i></h3>'
            f'<ul dir="auto">{members}{more}</ul></section>'
        )
    left = [group for group in outcome.groups[len(parts) :] if len(group) > 1]
    alone = sum(len(group) == 1 for group in outcome.groups)
    rest = [number_of(len(left), "smaller group") if left else "", f"{number_of(alone, 'node')} alone" if alone else ""]
    told = f'<p class="note">And {" and ".join(filter(None, rest))}.</p>' if any(rest) else ""
    return f'<div class="communities">{"".join(parts)}{told}</div>'


def _show_company(outcomes: Sequence[Outcome], words: Sequence[str], schema: Schema) -> None:
    """List who is in other company in the second outcome, those first who lose most of theirs."""
    before, after = outcomes
    names = [group_names(outcome, schema) for outcome in outcomes]
    groups = [{node.key for node in group} for group in after.groups]
    of_after = after.group_of
    rows: list[dict[str, Any]] = []
    for number, group in enumerate(before.groups):
        mine = {node.key for node in group}
        for node in group:
            there = of_after.get(node.key)
            company = groups[there - 1] if there else {node.key}
            if len(mine) == 1 and len(company) == 1:
                continue
            kept = len(mine & company) - 1
            rows.append(
                {
                    "name": shown_name(node, schema),
                    "type": schema.type_of(node.labels).name,
                    "first": names[0][number] if len(mine) > 1 else "alone",
                    "second": names[1][there - 1] if there and len(company) > 1 else "alone",
                    "kept": 100 * kept / (len(mine) - 1) if len(mine) > 1 else None,
                    "new": len(company - mine),
                }
            )
    rows.sort(key=lambda row: (row["kept"] is None, row["kept"], -row["new"], str(row["name"]).casefold()))
    st.html('<h2 class="section">What changed</h2>')
    st.dataframe(
        pd.DataFrame(rows[:_MOST_ROWS]),
        hide_index=True,
        column_config={
            "name": st.column_config.TextColumn("Name", width="medium"),
            "type": st.column_config.TextColumn("Type", width="small"),
            "first": words[0],
            "second": words[1],
            "kept": st.column_config.ProgressColumn(
                "Company kept",
                help="Of those in its first group, how many are in its second one too",
                format="%d %%",
                min_value=0,
                max_value=100,
            ),
            "new": st.column_config.NumberColumn("New company", width="small", help="Those who came to it"),
        },
        placeholder="",
        height="content" if len(rows) <= 12 else 420,
    )


# -- what holds it together ------------------------------------------------------------------------


def _bridging(outcomes: Sequence[Outcome]) -> list[Relationship | Node]:
    """Return every bridge of either outcome, relationships first; what is one in a single outcome before the others."""
    relationships = {r.key: r for outcome in outcomes for r in outcome.bridges.relationships}
    nodes = {node.key: node for outcome in outcomes for node in outcome.bridges.nodes}
    found: list[Relationship | Node] = [*relationships.values(), *nodes.values()]
    return sorted(found, key=lambda item: (isinstance(item, Node), all(item.key in o.bridging for o in outcomes)))


def _show_bridges(outcomes: Sequence[Outcome], words: Sequence[str], schema: Schema) -> None:
    found = _bridging(outcomes)
    ties = [item for item in found if isinstance(item, Relationship)]
    nodes = [item for item in found if isinstance(item, Node)]
    ticks = {f"in{number}": st.column_config.CheckboxColumn(word) for number, word in enumerate(words)}

    def there(key: str) -> dict[str, bool]:
        if len(outcomes) == 1:
            return {}
        return {f"in{number}": key in outcome.bridging for number, outcome in enumerate(outcomes)}

    rows: list[dict[str, Any]] = [
        {
            "From": shown_name(r.start_node, schema),
            "Relationship": edge_caption(r, schema),
            "To": shown_name(r.end_node, schema),
            "Status": status_of(r) or "",
            **there(r.key),
        }
        for r in ties
    ]
    if rows:
        st.html('<h2 class="section">Relationships without which something falls apart</h2>')
        if not any(row["Status"] for row in rows):
            rows = [{name: cell for name, cell in row.items() if name != "Status"} for row in rows]
        _show_rows(rows, ticks)
    rows = [{"Name": shown_name(n, schema), "Type": schema.type_of(n.labels).name, **there(n.key)} for n in nodes]
    if rows:
        st.html('<h2 class="section">Nodes without which something falls apart</h2>')
        _show_rows(rows, ticks)


def _show_rows(rows: Rows, columns: Mapping[str, Any]) -> None:
    st.dataframe(
        pd.DataFrame(rows[:_MOST_ROWS]),
        hide_index=True,
        column_config=dict(columns),
        height="content" if len(rows) <= 12 else 420,
    )
    if len(rows) > _MOST_ROWS:
        frame.note(f"The first {_MOST_ROWS:,} of {len(rows):,} are listed; the file has all.")
