"""The script that Streamlit runs: what is around every page, and the page that was asked for."""

import streamlit as st

from graph.ui import frame


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title="Case Graph", page_icon=frame.ICON, layout="wide")
    st.navigation(frame.streamlit_pages(), position="hidden").run()


if __name__ == "__main__":
    main()
