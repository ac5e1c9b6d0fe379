"""The difference of a case file as it is shown."""

import re
from html import unescape

from graph.ui.writing.difference import difference_html


def lines(html: str) -> list[str]:
    """The lines that differ."""
    found = re.findall(r'<(del|ins) class="\w+">(.*?)</\1>', html)
    return [unescape(re.sub(r"</?mark>", "", line)) for _, line in found]


def marked(html: str) -> list[str]:
    return [unescape(text) for text in re.findall(r"<mark>(.*?)</mark>", html)]


def test_where_nothing_differs_nothing_is_shown() -> None:
    assert difference_html("a\n", "a\n") == ""


def test_only_what_differs_is_shown_with_a_little_around_it() -> None:
    before = "".join(f"line {n}\n" for n in range(100))
    html = difference_html(before, before.replace("line 50\n", "line fifty\n"))
    assert lines(html) == ["− line 50", "+ line fifty"]
    assert marked(html) == ["50", "fifty"]
    assert "line 48" in html
    assert "line 47" not in html
    assert 'class="place">line 49<' in html  # where the part that is shown begins, counted from 1


def test_a_line_that_has_little_in_common_is_not_marked_word_by_word() -> None:
    html = difference_html("claims: [{by: ada}]\n", "nothing like it at all\n")
    assert len(lines(html)) == 2
    assert marked(html) == []


def test_what_a_file_holds_is_no_markup() -> None:
    html = difference_html("a\n", "<img src=x onerror=alert(1)> & </pre>\n")
    assert "<img" not in html
    assert html.count("</pre>") == 1
    assert lines(html) == ["− a", "+ <img src=x onerror=alert(1)> & </pre>"]


def test_a_long_difference_says_how_much_is_left_out() -> None:
    html = difference_html("", "".join(f"row {n}\n" for n in range(1_000)))
    assert len(lines(html)) < 401
    assert re.search(r"… 6\d\d more lines", html)
