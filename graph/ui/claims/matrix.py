"""The stance matrix: statements and speakers, each cell what the one says of the other."""

from __future__ import annotations

import streamlit as st

from graph.explore.view import View
from graph.stores import LoadedCase


def draw(version: str, view: View, case: LoadedCase) -> None:
    """Draw the tab for a case."""
    st.caption("Nothing here yet.")
