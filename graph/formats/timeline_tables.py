"""What timelines hold, as JSON, as lines of text, as rows and as tables of Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.case.days import Range, iso
from graph.case.words import joined_with_and
from graph.formats.report.markdown import escaped
from graph.formats.tables import to_markdown
from graph.questions.timeline import Event, Timeline, order

COLUMNS = (
    "timeline", "date", "edtf", "earliest", "latest", "inferred", "name", "status", "statement", "passages",
    "excluded by", "id",
)  # fmt: skip


def to_json(timelines: Sequence[Timeline], case: str) -> dict[str, Any]:
    """Return timelines as JSON: every event once, and which of them each timeline holds, by their ids."""
    events = {event.id: event for line in timelines for event in line.events}
    undated = {event.id: event for line in timelines for event in line.undated}
    return {
        "case": case,
        "events": [_event_json(event) for event in sorted(events.values(), key=order)],
        "undated": [_event_json(event) for event in sorted(undated.values(), key=lambda event: (event.name, event.id))],
        "timelines": [
            {
                "name": line.name,
                "events": [event.id for event in line.events],
                "undated": [event.id for event in line.undated],
            }
            for line in timelines
        ],
    }


def _event_json(event: Event) -> dict[str, Any]:
    days = event.days or Range(None, None)
    return {
        "id": event.id,
        "name": event.name,
        "edtf": event.date and event.date.edtf,
        "earliest": iso(days.first),
        "latest": iso(days.last),
        "precision": event.date.precision if event.date else "unknown",
        "lane": event.lane,
        "printed": event.printed or None,
        "inferred": event.inferred,
        "basis": event.date and event.date.basis,
        "status": event.status or None,
        "text": event.text or None,
        "subject": event.subject,
        "statement": event.statement or None,
        "passages": [{"at": at, "place": place} for at, place in event.passages],
        "disputed_by": list(event.disputed_by),
    }


def to_lines(timelines: Sequence[Timeline]) -> list[str]:
    """Return timelines as lines of text: a date as it is printed, what happened, who says so, and where."""
    lines: list[str] = []
    for line in timelines:
        if line.name:
            lines += [*([""] if lines else []), line.name[:1].upper() + line.name[1:]]
        for event in line.events:
            lines += _event_lines(event)
        if line.undated:
            lines += ["", "Without a date:"]
            for event in line.undated:
                lines += _event_lines(event)
        if not line.events and not line.undated:
            lines.append("Nothing here has a date.")
    return lines


def _event_lines(event: Event) -> list[str]:
    status = f" [{event.status}]" if event.status and f"({event.status})" not in event.name else ""
    lines = [f"{event.when}: {event.name}{status}" if event.when else f"{event.name}{status}"]
    if event.date and event.inferred:
        lines.append(f"    The date is inferred: {event.date.basis or 'no source prints it'}")
    if event.text:
        lines.append(f"    {event.text}")
    if event.disputed_by:
        lines.append(f"    Excluded by {joined_with_and(list(event.disputed_by))}, which gives it another date.")
    lines += [f"    {place}" for _, place in event.passages]
    return lines


def to_rows(timelines: Sequence[Timeline]) -> list[tuple[object, ...]]:
    """Return timelines as rows of :data:`COLUMNS`."""
    return [
        (
            line.name,
            event.printed,
            event.date and event.date.edtf,
            event.days and iso(event.days.first),
            event.days and iso(event.days.last),
            event.inferred,
            event.name,
            event.status,
            event.text,
            " ".join(at for at, _ in event.passages),
            " ".join(event.disputed_by),
            event.id,
        )
        for line in timelines
        for event in (*line.events, *line.undated)
    ]


def markdown(timelines: Sequence[Timeline], title: str) -> str:
    """Return timelines as tables of Markdown under their names."""
    parts = [f"# {escaped(title)}\n"] if title else []
    for line in timelines:
        parts += [f"## {escaped(line.name[:1].upper() + line.name[1:])}\n"] if line.name else []
        columns = ("Date", "What", "Status", "Who says so", "Where")
        for heading, events in (("", line.events), ("Without a date", line.undated)):
            if events:
                parts += [f"### {heading}\n"] if heading else []
                parts.append(to_markdown(columns, map(_markdown_row, events)))
        if not line.events and not line.undated:
            parts.append("Nothing here has a date.\n")
    return "\n".join(parts)


def _markdown_row(event: Event) -> tuple[str, ...]:
    when = f"{event.when} (inferred)" if event.inferred else event.when
    if event.disputed_by:
        when += f" ≠ {joined_with_and(list(event.disputed_by))}"
    return when, event.name, event.status, event.text, "; ".join(place for _, place in event.passages)
