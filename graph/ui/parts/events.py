"""What the components of a page send."""

from typing import Any

import streamlit as st


def event_of(key: str) -> Any:
    """Return what a component sent, for the function that Streamlit calls then; None where it is of no page any more.

    A component is drawn, and may be pressed, some time after the server forgot it: when another tab was asked for.
    """
    state = st.session_state.get(key)
    return state.get("event") if state else None
