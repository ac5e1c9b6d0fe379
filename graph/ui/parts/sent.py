"""What the components of a page send."""

from collections.abc import Mapping
from typing import Any

import streamlit as st


def sent_by(key: str, name: str) -> Any:
    """Return what a component sent under a name; None where it sent nothing, or is no part of the page any more.

    A component may be drawn, and pressed, some time after the server forgot it: when another tab was asked for.
    """
    state = st.session_state.get(key)
    return state.get(name) if isinstance(state, Mapping) else None
