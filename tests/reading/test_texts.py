"""Plain text stays as it is to the last character; Markdown becomes what a reader sees."""

import codecs

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from graph.reading.markdown import is_markdown
from tests.helpers import ROOT
from tests.reading.documents import SETTINGS, read, read_document, refusal

FIRE = "Fire at pier nine\n\nMr. Hale saw it.\n"


@pytest.mark.parametrize(
    "text",
    [
        FIRE,
        FIRE.replace("\n", "\r\n"),
        FIRE.replace("\n", "\r"),
        "\ufeff" + FIRE,
        "Nine\u00a0o’clock,\u202fsharp\u2028and\u2029then\x85on\x0c",
        "🔥 at 👩‍🚒’s pier: cafe\u0301, 𝔉𝔦𝔯𝔢",
        "\u202bשריפה ברציף\u202c — حريق",
        "* not\n* Markdown\n\n> said she\n\n_never_ *mind*, #1 and # 2\n\nEnds.\n\n# # #\n",
        "a < b, <fire> and [sic] (so)",
        "%PDF of text; PK; GIF89a; RIFF; ID3 and BM are no pictures.",
        " blanks around \n",
    ],
)
def test_plain_text_stays_as_it_is(text):
    document = read(text)
    assert (document.text, document.media_type) == (text, "text/plain")
    assert (document.published, document.pages, document.notes) == ("", (), ())


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (FIRE, "Fire at pier nine"),
        ("\ufeff" + FIRE.replace("\n", "\r\n"), "Fire at pier nine"),
        (FIRE.replace("\n", "\r"), "Fire at pier nine"),
        ("حريق في الرصيف\n\nلا أحد.\n", "حريق في الرصيف"),
        ("Fire at pier nine\nIt burned.\n", ""),
        ("Fire at pier nine\n\n", ""),
        ("It burned.\n\nMr. Hale saw it.\n", ""),
        ("“Who is there?”\n\nNobody.\n", ""),
        (f"{'long ' * 40}line\n\nIt burned.\n", ""),
    ],
)
def test_a_line_of_its_own_above_a_text_is_its_title(text, title):
    assert read(text).title == title


# 95 of 100 characters are no control characters in what is drawn here
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("\t\n\r\x0c\x85\ufeff")))
@example("\ufeff\r\n\r")
def test_every_text_stays_as_it_is(text):
    assume(text.strip("\ufeff \t\r\n"))
    document = read(text)
    assume(document.media_type == "text/plain")
    assert document.text == text


@given(st.binary(max_size=200))
def test_bytes_are_a_text_or_refused(data):
    if not refusal(data):
        document = read(data)
        assert document.media_type != "text/plain" or document.text.encode() == data


def test_a_file_is_read_by_its_path(tmp_path):
    path = tmp_path / "fire.pdf"  # its name says nothing
    path.write_bytes(FIRE.replace("\n", "\r\n").encode())
    for given_path in (path, str(path)):
        assert read_document(given_path, settings=SETTINGS).text == FIRE.replace("\n", "\r\n")
    assert path.read_bytes() == FIRE.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("encoding", "text"), [("cp1252", "Café “Nine”\r\n"), ("cp1250", "Łódź"), ("utf-16", FIRE), ("shift_jis", "火事")]
)
def test_another_encoding_is_given(encoding, text):
    assert read(text.encode(encoding), encoding=encoding).text == text


def test_the_mark_of_utf_8_stays_whether_the_encoding_is_given_or_not():
    data = codecs.BOM_UTF8 + FIRE.encode()
    assert read(data).text == read(data, encoding="UTF-8").text == "\ufeff" + FIRE


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ferry burned on Friday night, and nobody knew of it until the morning came over the town.", "en"),
        ("Le bac a brûlé vendredi soir, et personne ne l’a su avant que le matin se lève sur la ville.", "fr"),
        ("Die Fähre brannte am Freitagabend, und niemand wusste davon, bis der Morgen über die Stadt kam.", "de"),
        ("Fire!", ""),
        ("1 2 3 4 5 " * 30, ""),
    ],
)
def test_the_language_is_told_where_it_is_clear(text, language):
    assert read(text).language == language


def test_the_texts_of_the_seeds_are_english_and_plain():
    for path in (ROOT / "seeds").rglob("*.txt"):
        document = read_document(path, settings=SETTINGS)
        assert (document.text.encode(), document.language) == (path.read_bytes(), "en")


# -- Markdown ----------------------------------------------------------------------------------

MARKDOWN = """\
---
title: "Fire at the pier"
date: 2024-03-05T09:30:00+01:00
author: Ines Vale
site: The Quay Gazette
tags: [fire]
---

# Fire at *pier* nine

The ferry **burned** on [Friday](https://example.org/a_(b)), said
the `master` &amp; others.  
Nobody was hurt.<br>A \\*star\\*. ![a picture](fire.png)

Heading below
-------------

> It is a loss,
> she said.

- the galley
- two engines

  and a boat

1. first
2. second

| Ship | Year |
|------|-----:|
| Alda | 1983 |
| *Bo* |      |

```
code  line
```

<div class="x"><!-- a note --><script>alert("no")</script>
<b>Seen</b> &lt;here&gt;
</div>

***

The end.
"""


def test_markdown_is_what_a_reader_sees():
    document = read(MARKDOWN)
    assert document.text.split("\n\n") == [
        "Fire at pier nine",
        "The ferry burned on Friday, said the master & others.\nNobody was hurt.\nA *star*.",
        "Heading below",
        "It is a loss, she said.",
        "the galley",
        "two engines",
        "and a boat",
        "1. first",
        "2. second",
        "Ship | Year\nAlda | 1983\nBo",
        "code  line",
        "Seen <here>",
        "The end.\n",
    ]
    assert (document.media_type, document.title, document.published) == (
        "text/markdown",
        "Fire at the pier",
        "2024-03-05",
    )
    assert (document.author, document.publisher) == ("Ines Vale", "The Quay Gazette")


def test_notes_of_markdown_are_paragraphs():
    document = read("# Fire\n\nIt burned[^1] twice.[^two]\n\n[^1]: Report, p. 2\n[^two]: Gazette\n")
    assert document.text == "Fire\n\nIt burned twice.\n\nReport, p. 2\n\nGazette\n"


def test_the_title_of_markdown_is_its_first_heading():
    document = read("\ufeff# Fire at *pier* nine\r\n\r\nIt\r\nburned.\r\n")
    assert (document.title, document.text) == ("Fire at pier nine", "Fire at pier nine\n\nIt burned.\n")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("# Fire\n\nIt burned.", True),
        ("It burned.\n\n## One\n\nText\n\n## Two\n\nText", True),
        ("It burned, says [the Gazette](https://example.org).", True),
        ("It burned [1].\n\n[1]: https://example.org/fire\n", True),
        ("---\ntitle: Fire\n---\nIt burned.", True),
        ("It burned.\n\n# 2 was lost\n\nIt ended.", False),
        ("# a comment\nkey: value\n", False),
        ("---\n\nIt burned.\n\n---\n", False),
        ("###\n\nIt burned.\n\n# # #\n\n###\n", False),
        ("It burned [sic] (so she said).\n\n- one\n- two\n\n1. three\n", False),
    ],
)
def test_only_what_is_surely_markdown_is(text, answer):
    assert is_markdown(text) is answer


@pytest.mark.parametrize("piece", ["[", "*a ", "<div><!-- ", "<a b='", "> ", "# x\n\n", "\n   ", "[a](", "---\na: b\n"])
def test_markdown_of_any_form_is_read_in_time(piece):
    document = read("# Fire\n\n" + piece * 20_000 + "\n\n# The end\n")
    assert document.text.startswith("Fire\n")
