"""The app: its pages, its state and its canvas."""
