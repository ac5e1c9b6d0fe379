"""The app as the server of a wheel runs it; a clone has the same in its ``app.py``."""

from pathlib import Path

from streamlit.starlette import App

from graph.ui import security

app = App(Path(__file__).with_name("app.py"), middleware=security.middleware(), lifespan=security.lifespan)
