"""Notice that a person comes back to the page: what an editor changed meanwhile is then shown."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

_JS = """
export default ({ setTriggerValue }) => {
  let away = false;
  const leave = () => { away = true; };
  const come = () => {
    if (!away || document.hidden) return;
    away = false;
    setTriggerValue("returned", Date.now());
  };
  const turned = () => (document.hidden ? leave() : come());
  addEventListener("blur", leave);
  addEventListener("focus", come);
  document.addEventListener("visibilitychange", turned);
  return () => {
    removeEventListener("blur", leave);
    removeEventListener("focus", come);
    document.removeEventListener("visibilitychange", turned);
  };
};
"""


@cache
def _component() -> Any:
    return st.components.v2.component("casegraph_returned", html="<i hidden></i>", js=_JS)


def on_return(*, key: str) -> None:
    """Run the page again when a person comes back to it from another window."""
    _component()(key=key, height=1, on_returned_change=lambda: None)
