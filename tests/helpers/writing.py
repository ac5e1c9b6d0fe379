"""What is written in the app, without a browser."""

import html
import re
from typing import Any

from graph.ui.writing.desk import Task
from tests.helpers.explorer import CASE
from tests.helpers.pages import Page, as_read

_KINDS = ("text_input", "text_area", "selectbox", "multiselect", "checkbox", "radio", "button_group")


class Writer(Page):
    """A session on the page Explore, in which the harbour fire is written."""

    def begin(self, form: str, of: str = "", *, claim: str = "") -> None:
        """Open a form, as a button of the inspector does."""
        self.app.session_state["writing"] = Task(CASE, form, of, claim)
        self.run()

    def field(self, label: str) -> Any:
        """Return a field of the form by its label."""
        widgets: list[Any] = [widget for kind in _KINDS for widget in self.app.get(kind)]
        found = [w for w in widgets if w.label == label and "writing-" in str(w.key)]
        assert len(found) == 1, (label, [widget.label for widget in widgets])
        return found[0]

    def fill(self, **values: Any) -> None:
        """Give fields their values, in turn; underscores in their labels are blanks."""
        for label, value in values.items():
            self.give(label.replace("_", " "), value)

    def give(self, label: str, value: Any) -> None:
        field = self.field(label)
        field.set_value(value)
        self.run()

    def can(self, label: str) -> bool:
        """Whether a button of the form can be pressed."""
        found = [button for button in self.app.button if button.label == label and "writing-" in str(button.key)]
        return any(not button.disabled for button in found)

    def save(self, label: str = "Save") -> None:
        [button] = [button for button in self.app.button if button.label == label and "writing-" in str(button.key)]
        button.click()
        self.run()

    @property
    def difference(self) -> list[str]:
        """The lines of the case file that differ, as they are shown."""
        found = re.findall(r'<(del|ins) class="\w+">(.*?)</\1>', self.text)
        return [html.unescape(re.sub(r"</?mark>", "", line)) for _, line in found]

    @property
    def errors(self) -> str:
        return "\n".join(as_read(element.value) for element in self.app.error)
