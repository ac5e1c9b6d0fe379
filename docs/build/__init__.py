"""Programs that make what is generated in docs/."""
