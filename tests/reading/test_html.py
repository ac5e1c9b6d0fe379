"""HTML gives its main text, title, day and publisher; nothing in it is run or fetched."""

import re
import socket

import pytest

from graph.reading.html import is_html
from tests.reading.documents import read

PAGE = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<title>Ferry burned at the pier | The Quay Gazette</title>
<meta property="og:site_name" content="The Quay Gazette">
<meta property="article:published_time" content="2024-03-05T09:30:00+01:00">
<meta property="article:modified_time" content="2024-04-01T09:30:00+01:00">
<meta name="author" content="Ines Vale">
<link rel="stylesheet" href="http://127.0.0.1:9/style.css">
<script src="http://127.0.0.1:9/a.js"></script><script>document.write("from a program")</script>
<style>p { color: red }</style></head>
<body><nav><a href="/">Home</a> <a href="/news">All the news</a></nav>
<article><h1>Ferry burned at the pier</h1>
<p>The ferry burned on Friday night, the
   <a href="/master">harbour&nbsp;master</a> said.<br>Nobody was hurt in the fire, which took two hours &amp; more.</p>
<img src="http://127.0.0.1:9/fire.png" alt="fire">
<p>“We saw flames,” said <b>Oskar</b>, a porter who was at work there all through that night.</p>
<blockquote><p>It is a loss for the whole town, which had owned the ship for forty years.</p></blockquote>
<h2>What is known</h2>
<ul><li>The fire began in the galley.</li><li>Two engines came.</li></ul>
<table><tr><th>Ship</th><th>Built</th></tr><tr><td>Alda</td><td>1983</td></tr></table>
<!-- a comment --></article>
<footer>Copyright 2019 The Quay Gazette <a href="/privacy">Privacy</a></footer></body></html>
"""
TEXT = """\
Ferry burned at the pier

The ferry burned on Friday night, the harbour\u00a0master said.
Nobody was hurt in the fire, which took two hours & more.

“We saw flames,” said Oskar, a porter who was at work there all through that night.

It is a loss for the whole town, which had owned the ship for forty years.

What is known

The fire began in the galley.

Two engines came.

Ship | Built
Alda | 1983
"""


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("a page is read without network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_the_main_text_of_a_page():
    document = read(PAGE)
    assert document.text == TEXT
    assert (document.media_type, document.language) == ("text/html", "en")
    assert (document.title, document.author, document.publisher, document.published) == (
        "Ferry burned at the pier",
        "Ines Vale",
        "The Quay Gazette",
        "2024-03-05",
    )


def test_the_same_page_gives_the_same_text():
    others = [PAGE.replace("pier", "quay"), PAGE, PAGE.replace("\n", "\r\n"), "\ufeff" + PAGE, "<!-- saved -->" + PAGE]
    found = [read(page).text for page in others]
    assert found[1:] == [TEXT] * 4


def test_a_page_that_gives_no_day_has_none():
    page = re.sub(r"<meta property=.article.*\n", "", PAGE).replace("Friday night", "Friday night, 3 March 2023")
    assert "3 March 2023" in read(page).text
    assert read(page).published == ""


@pytest.mark.parametrize("day", ["1887-03-05", "2150-03-05"])
def test_the_day_of_a_page_does_not_depend_on_today(day):
    page = PAGE.replace("2024-03-05T09:30:00+01:00", day).replace("article:modified_time", "y")
    assert read(page).published == day


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>It burned.</p>", "It burned.\n"),
        ("<html><body><p>One.</p><p>Two &lt; three.</p></body></html>", "One.\n\nTwo < three.\n"),
        ("<html><body>It burned.<script>x = 1</script></body></html>", "It burned.\n"),
        ('<?xml version="1.0" encoding="utf-8"?>\n<html><body><p>It burned.</p></body></html>', "It burned.\n"),
    ],
)
def test_a_page_of_a_few_words(page, text):
    assert read(page).text == text


def test_the_encoding_of_a_page_is_what_it_declares_where_it_is_not_utf_8():
    page = PAGE.replace("Oskar", "Žofie").replace("“", "„")
    for declared, codec in (("windows-1250", "cp1250"), ("iso-8859-2", "iso8859-2")):
        data = page.replace("utf-8", declared).replace("„", '"').replace("”", '"').encode(codec)
        assert "said Žofie, a porter" in read(data).text
    declared_wrongly = page.replace("utf-8", "windows-1250").encode()
    assert "said Žofie, a porter" in read(declared_wrongly).text
    data = PAGE.replace('charset="utf-8"', 'charset="iso-8859-1"').encode("cp1252")  # as browsers take it
    assert "“We saw flames,”" in read(data).text


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("<!doctype html>", True),
        ("  \n<HTML lang=en>", True),
        ("<!-- a --><!-- b -->\n<body>", True),
        ("<div class='a'>It burned.</div>", True),
        ("<p>It burned.", False),
        ("<pier> burned </pier>", False),
        ("It burned.<p>No</p>", False),
        ("<!-- ", False),
        ("<!-- -->" * 1000, False),
    ],
)
def test_a_page_is_told_by_how_it_begins(text, answer):
    assert is_html(text) is answer
