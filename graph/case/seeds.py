"""The cases that come with the program."""

from pathlib import Path


def seeds_folder() -> Path:
    """Return the folder of the cases that come with the program, a folder each.

    It is in the package where that was installed from a wheel, and beside the package in a clone.
    """
    package = Path(__file__).parents[1]
    inside = package / "seeds"
    return inside if inside.is_dir() else package.with_name("seeds")
