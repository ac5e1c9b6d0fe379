"""Keys that count once: one that is held down gives no verdict on claims that nobody has seen yet."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

# The window hears a key before Streamlit does. A verdict's buttons are new with each claim, so that what was focused
# is focused again: who goes by Tab stays where they were.
_JS = """
const BUTTONS = ".st-key-second-verdicts button";
const shared = globalThis.__casegraphOnePress ??= { place: -1 };
const types = (target) => target instanceof Element && target.closest("input, textarea, [contenteditable=true]");
export default () => {
  const once = (event) => {
    if (event.repeat && /^[1-7]$/.test(event.key) && !types(event.target)) event.stopImmediatePropagation();
  };
  const note = (event) => { shared.place = [...document.querySelectorAll(BUTTONS)].indexOf(event.target); };
  const again = new MutationObserver(() => {
    const button = document.querySelectorAll(BUTTONS)[shared.place];
    if (button && document.activeElement === document.body) button.focus({ preventScroll: true });
  });
  addEventListener("keydown", once, true);
  document.addEventListener("focusin", note);
  again.observe(document.body, { childList: true, subtree: true });
  return () => {
    removeEventListener("keydown", once, true);
    document.removeEventListener("focusin", note);
    again.disconnect();
  };
};
"""


@cache
def _component() -> Any:
    return st.components.v2.component("casegraph_one_press", html="<i hidden></i>", js=_JS)


def one_press(*, key: str) -> None:
    """Have a key that is held down count once, and what is focused stay focused from claim to claim."""
    _component()(key=key, height=1)
