"""The Case Graph explorer in a clone: ``python -m graph app``, or ``streamlit run app.py``."""

from graph.ui.app import main

main()
