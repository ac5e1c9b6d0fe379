"""Buttons that save a report: a memo with numbered passages, made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

import streamlit as st

from graph.formats import FileFormat
from graph.formats.report import REPORT_FORMATS, Report
from graph.ui import data, frame
from graph.ui.parts.text import plain


def report_buttons(
    make: Callable[[], Report],
    stem: str,
    *,
    statements: int,
    key: str,
    width: Literal["content", "stretch"] = "content",
) -> None:
    """Offer a report as a file of each format.

    Parameters
    ----------
    make : callable
        Makes the report.
    stem : str
        What the file's name begins with.
    statements : int
        How many it tells: more than a report may hold are refused before anything is made.
    key : str
        What the keys of the buttons begin with.
    width : {"content", "stretch"}
        Of the buttons.
    """
    most = data.settings().report_statements
    if not statements:
        frame.note("There is no statement here to report on.")
    elif statements > most:
        frame.note(f"{statements:,} statements are more than a report takes: {most:,} (setting report_statements).")
    else:
        for row in REPORT_FORMATS.values():
            st.download_button(
                plain(f"Report as {row.label}"),
                partial(_bytes_of, row, make),
                f"{stem}-report{row.ending}",
                row.mime,
                help=plain(row.use),
                on_click="ignore",
                key=f"{key}-report-{row.ending}",
                width=width,
            )


def _bytes_of(row: FileFormat[Report], make: Callable[[], Report]) -> bytes:
    return row.encode(make())
