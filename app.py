"""The Case Graph explorer: ``python -m graph app``, or ``streamlit run app.py``."""

import streamlit as st

from graph.ui import frame

st.set_page_config(page_title="Case Graph", page_icon=str(frame.ICON), layout="wide")
st.navigation(frame.pages(), position="hidden").run()
