"""What is said of a case on its card, as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Literal

from graph.case.schema import load_schema
from graph.case.words import moment, number_of
from graph.review.cases import CaseSummary, SourceState
from graph.review.extraction import in_words

Look = Literal["", "good", "bad"]
_MAX_PROBLEMS = 5  # problems of a case file that are shown
_MAX_STATED = 5  # names that state a crime that are shown
_MAX_SOURCES = 6  # sources that are shown before the rest is folded


def heading(title: str, pills: Iterable[tuple[str, Look]], id: str = "") -> str:
    """Return the title of a case, with short words on its state; with its id where one is given."""
    marks = "".join(f'<span class="pill {look}">{escape(text)}</span>' for text, look in pills)
    shown_id = f'<span class="case-id">{escape(id)}</span>' if id else ""
    return f'<h3 class="case" dir="auto">{escape(title)}</h3>{shown_id}{marks}'


def counts(summary: CaseSummary, outside: str) -> str:
    """Return how much is in a case, and when it changed last: in the app, and ``outside`` of it since."""
    types = load_schema().entity_types
    entities = [
        f"{n:,} {(types[type].name if n == 1 else types[type].plural).lower()}" for type, n in summary.entities.items()
    ]
    parts = [*entities, number_of(summary.statements, "statement"), number_of(summary.claims, "claim")]
    lines = [" · ".join(parts) if summary.statements or entities else "Nothing is in it yet."]
    if summary.last:
        more = f" ({summary.changes:,} changes in all)" if summary.changes > 1 else ""
        lines.append(f"Last change in the app, {moment(summary.last.time)}: {summary.last.what}{more}")
    lines += [f"{text[:1].upper()}{text[1:]}" for text in (outside, summary.second_read.in_words) if text]
    return "".join(f'<p class="note" dir="auto">{escape(line)}</p>' for line in lines)


def stated(lines: Sequence[str]) -> str:
    """Return where a case says as a fact that somebody did a crime, as lines to look at again; nothing without any."""
    if not lines:
        return ""
    items = "".join(f'<li dir="auto">{escape(line)}</li>' for line in lines[:_MAX_STATED])
    more = len(lines) - _MAX_STATED
    rest = f"<p>… and {more:,} more: <code>graph validate</code> lists all.</p>" if more > 0 else ""
    return (
        f'<div class="stated" role="note"><p>Look again: a crime is stated as a fact.</p><ul>{items}</ul>{rest}</div>'
    )


def sources(summary: CaseSummary) -> str:
    """Return the sources of a case as a table, with the state of their review where something was proposed."""
    has_review = any(each.left or each.decided or each.problem for each in summary.sources)
    rows = [_source(each, has_review) for each in summary.sources]
    names = ["Source", "Published", *(["Review"] if has_review else [])]
    head = "".join(f'<th scope="col">{name}</th>' for name in names)

    def table(rows: Iterable[str]) -> str:
        return f'<table class="sources"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'

    shown, folded = rows[:_MAX_SOURCES], rows[_MAX_SOURCES:]
    more = f"<details><summary>{number_of(len(folded), 'more source')}</summary>{table(folded)}</details>"
    return (table(shown) if shown else "") + (more if folded else "")


def _source(each: SourceState, has_review: bool) -> str:
    source = each.source
    day = source.published.text or str(source.published) if source.published else "day not known"
    published = ", ".join(filter(None, [source.publisher, day]))
    cells = [published, *([_review(each)] if has_review else [])]
    rest = "".join(f'<td dir="auto">{escape(cell)}</td>' for cell in cells)
    return f'<tr><th scope="row" dir="auto">{escape(source.title)}</th>{rest}</tr>'


def _review(each: SourceState) -> str:
    if each.problem:
        return each.problem
    if each.left:
        decided = f"; {each.decided:,} decided" if each.decided else ""
        return f"{in_words([each.open])} to decide on{decided}"
    return f"all {each.decided:,} decided" if each.decided else "nothing is proposed"


def problems(lines: Iterable[str]) -> str:
    """Return the first problems of a case file, and what to do."""
    every = list(lines)
    items = "".join(f"<li>{escape(line)}</li>" for line in every[:_MAX_PROBLEMS])
    more = len(every) - _MAX_PROBLEMS
    rest = f"<p>… and {number_of(more, 'more problem')}.</p>" if more > 0 else ""
    step = "Correct the file in an editor, then look again. What was loaded of it before stays in the store."
    return f'<div class="problems" role="alert"><ul>{items}</ul>{rest}<p>{step}</p></div>'
