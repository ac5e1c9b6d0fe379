"""Paths at which nothing can be read or written, and a way to be refused them for whoever runs the tests."""

import ctypes
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PR_CAPBSET_DROP, _DAC_OVERRIDE, _DAC_READ_SEARCH = 24, 1, 2


def be_refused() -> None:
    """Let permissions hold for root too: called in a new process before its program begins."""
    if sys.platform == "linux":
        for capability in (_DAC_OVERRIDE, _DAC_READ_SEARCH):
            ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)


@contextmanager
def bad_places(folder: Path, good: Path) -> Iterator[dict[str, Path]]:
    """Give paths by what is wrong with them; where one has a file, it is a copy of a good one."""
    name = good.name
    (folder / "closed" / "in").mkdir(parents=True)
    (folder / "a folder" / name).mkdir(parents=True)
    (folder / "a file").write_text("no folder")
    shutil.copy(good, folder / "closed" / "in" / name)
    for one, other in (("one", "other"), ("other", "one")):
        (folder / one).mkdir()
        (folder / one / name).symlink_to(folder / other / name)
    (folder / "kept").mkdir()
    (folder / "closed").chmod(0)
    (folder / "kept").chmod(0o555)
    try:
        yield {
            "in a folder that may not be entered": folder / "closed" / "in" / name,
            "in a circle of links": folder / "one" / name,
            "a name of 300 characters": folder / f"{'x' * 300}{good.suffix}",
            "a name that leaves no room for more": folder / f"{'x' * (255 - len(good.suffix))}{good.suffix}",
            "a folder": folder / "a folder" / name,
            "below a file": folder / "a file" / name,
            "in a folder that may not be written": folder / "kept" / name,
            "in no folder that can be made": Path("/proc/none") / name,
        }
    finally:
        (folder / "closed").chmod(0o755)
        (folder / "kept").chmod(0o755)
