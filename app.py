"""The Case Graph explorer in a clone: ``python -m graph app``, or ``streamlit run app.py``."""

from pathlib import Path

from streamlit.starlette import App

from graph.ui import security

script = Path(__file__).parent / "graph" / "ui" / "app.py"
app = App(script, middleware=security.middleware(), lifespan=security.lifespan)
