"""The Cases page without a browser, and the folder of one's own cases."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from graph.review.cases import KeptCases
from graph.settings import Settings
from tests.helpers.pages import PATIENCE_S, Page

File = tuple[str, bytes | str]


class Cases(Page):
    """A session on the Cases page."""

    def __init__(self, query: dict[str, str] | None = None) -> None:
        super().__init__(query or {})
        self.turn_to("cases")

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.app.button]

    def press_key(self, key: str) -> None:
        self.app.button(key=key).click()
        self.run()

    def field(self, label: str, nth: int = 0) -> Any:
        fields = (*self.app.text_input, *self.app.text_area, *self.app.selectbox, *self.app.segmented_control)
        return [field for field in fields if field.label == label][nth]

    def type(self, label: str, text: str, nth: int = 0) -> None:
        self.field(label, nth).set_value(text)
        self.run()

    def drop(self, *files: File) -> None:
        """Drop files on the form, and wait until they are read."""
        given = [(name, content.encode() if isinstance(content, str) else content, "") for name, content in files]
        self.app.file_uploader[0].set_value(given)
        self.until(lambda: "Reading " not in self.text, "files that are read")

    def until(self, true: Callable[[], Any], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        self.run()
        while not true():
            assert time.monotonic() < deadline, f"not there yet: {what}"
            time.sleep(0.05)
            self.run()

    def take(self, label: str = "Make the case") -> None:
        """Have what was given taken apart, to the end."""
        self.press(label)
        self.until(lambda: "Stop" not in self.labels, "an extraction that ended")

    @property
    def cannot_begin(self) -> bool:
        """Whether what is in the form cannot be taken."""
        return next(bool(button.disabled) for button in self.app.button if (button.key or "").startswith("begin-"))


def own(folder: Path) -> list[str]:
    return [case.id for case in KeptCases(Settings(cases=str(folder))).all() if not case.seed]


def written(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()} if folder.exists() else set()
