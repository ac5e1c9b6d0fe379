"""A PDF gives running text: paragraphs and whole words, page by page, without running heads and page numbers."""

import io
import random
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject

from graph.reading.flow import Line, Page, page_texts
from tests.reading.documents import encrypted, pdf, read, saved

JUSTIFIED = "#set par(justify: true)\n#set text(hyphenate: true)\n"
SENTENCES = (
    "The harbourmaster acknowledged considerable irregularities concerning the electrical installations.",
    "Representatives of the transportation authority unquestionably misunderstood the extraordinary circumstances.",
    "Nobody was aboard.",
    "Investigators established responsibilities for the unforeseeable deterioration of the refrigeration machinery.",
    "Its well-known characteristics were misrepresented throughout, said the parliamentary correspondents.",
)


def paragraphs(count: int, seed: int = 1) -> list[str]:
    chance = random.Random(seed)
    return [f"Number {n}: " + " ".join(chance.sample(SENTENCES, chance.randint(2, 5))) for n in range(count)]


def running(text: str) -> str:
    return " ".join(text.split())


def test_a_page_is_paragraphs():
    content = (
        "= Fire at the pier\n\n"
        + "\n\n".join(SENTENCES[:3])
        + "\n\n- the galley\n- two engines 𝔉 and a boat\n\nThe end."
    )
    document = read(
        pdf(
            content,
            JUSTIFIED + '#set page(height: 14cm)\n#set document(title: "Fire at the pier", author: "Ines Vale")',
        )
    )
    assert document.text.split("\n\n") == [
        "Fire at the pier",
        *SENTENCES[:3],
        "• the galley",
        "• two engines 𝔉 and a boat",
        "The end.\n",
    ]
    assert (document.title, document.author, document.published) == ("Fire at the pier", "Ines Vale", "")
    assert (document.media_type, document.language, document.pages) == ("application/pdf", "en", ((0, 1),))


SETUPS = {
    "ragged": "",
    "justified": JUSTIFIED,
    "numbered": JUSTIFIED + '#set page(numbering: "1", header: [The inquiry #h(1fr) Interim report])',
    "numbered of all": '#set page(numbering: "1 / 1", header: context [Page #counter(page).display() of the report])',
    "roman": JUSTIFIED + '#set page(numbering: "— i —")',
    "indented": JUSTIFIED + "#set par(first-line-indent: (amount: 1.5em, all: true), spacing: 0.65em)",
    "wide apart": '#set page(numbering: "1")\n#set par(leading: 1.6em, spacing: 3.2em)',
    "two columns": JUSTIFIED + '#set page(width: 20cm, columns: 2, numbering: "1")\n#set text(size: 8pt)',
    "two sided": JUSTIFIED + "#set page(header: context if calc.odd(here().page()) [Interim] else [The inquiry])",
}


@pytest.mark.parametrize("setup", SETUPS)
def test_many_pages_give_their_words_once_and_whole(setup):
    written = paragraphs(30)
    document = read(pdf("\n\n".join(written), SETUPS[setup]))
    assert running(document.text) == running(" ".join(written))  # no word cut, no running head, no page number
    assert len(document.pages) > 5
    found = document.text.rstrip("\n").split("\n\n")
    # what a page's end cuts is two paragraphs
    assert sum(words in written for words in found) >= len(written) - len(document.pages) - 1
    assert len(found) <= len(written) + len(document.pages)


def test_where_each_page_begins():
    document = read(pdf("One burned.\n#pagebreak()\n#pagebreak()\nThree burned.", '#set page(numbering: "1")'))
    assert (document.text, document.pages) == ("One burned.\n\nThree burned.\n", ((0, 1), (13, 3)))
    assert document.notes == ()
    long = read(pdf("\n\n".join(paragraphs(20)), JUSTIFIED))
    assert [number for _, number in long.pages] == list(range(1, len(long.pages) + 1))
    assert all(long.text[start - 2 : start] == "\n\n" for start, _ in long.pages[1:])


def test_the_same_bytes_give_the_same_text():
    data = pdf("\n\n".join(paragraphs(10)), JUSTIFIED)
    assert read(data) == read(data)


def test_what_stands_on_few_pages_stays():
    content = "#pagebreak()".join(
        f"Day {word}.\n\nIt burned for {n} days." for n, word in enumerate(["one", "two", "six"])
    )
    assert read(pdf(content)).text.count("Day") == 3
    twice = (
        "Same words.\n\nIt burned.\n#pagebreak()\nSame words.\n\nIt ended.\n#pagebreak()\nOther words.\n\nIt was over."
    )
    assert read(pdf(twice)).text.count("Same words.") == 2


def test_rows_of_a_table_are_lines():
    table = "#table(columns: 2, [Ship], [Built], [Alda], [1983], [Bo], [2001])"
    text = read(pdf(f"{SENTENCES[3]}\n\n{table}\n\nThe end.")).text
    assert text.split("\n\n") == [SENTENCES[3], "Ship Built", "Alda 1983", "Bo 2001", "The end.\n"]


def test_a_password_that_only_the_owner_needs_is_none():
    assert read(encrypted(pdf("It burned."), "", "secret")).text == "It burned.\n"


PICTURE = '#image(bytes((0, 255, 128, 64)), format: (encoding: "luma8", width: 2, height: 2), width: 5cm)'


def test_pages_that_are_pictures_are_named():
    document = read(pdf(f"One burned.\n#pagebreak()\n{PICTURE}\n#pagebreak()\nThree burned."))
    assert document.text == "One burned.\n\nThree burned.\n"
    assert document.notes == ("Page 2: nothing was read, for there is a picture and no text.",)


@pytest.mark.parametrize("title", ["Microsoft Word - fire.doc", "fire_final2.docx", "Untitled-1"])
def test_the_name_of_a_file_is_no_title(title):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("It burned."))))
    writer.add_metadata({NameObject("/Title"): TextStringObject(title)})
    assert read(saved(writer)).title == ""


# -- lines -------------------------------------------------------------------------------------


def page(*lines: str, number: int = 1) -> Page:
    """Lines of letters all equally wide; one that begins with blanks is indented, one that ends in - is hyphenated."""
    return Page(
        number,
        1000,
        tuple(
            Line(
                words=line.strip().removesuffix("-"),
                left=float(indent := len(line) - len(line.lstrip())) * 5,
                right=(indent + len(line.strip())) * 5.0,
                base=700.0 - 12 * n,
                size=10,
                first_word=len(line.split()[0]) * 5.0,
                hyphen=line.endswith("-"),
            )
            for n, line in enumerate(lines)
        ),
    )


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["they saw that the govern-", "ment knew of it"], "they saw that the government knew of it"),
        (["they saw the Anglo-", "Saxon ship at the pier"], "they saw the Anglo-Saxon ship at the pier"),
        (["in all the years 1990-", "1995 it never burned"], "in all the years 1990-1995 it never burned"),
        (["they knew of the pre-", "and post-war years of"], "they knew of the pre- and post-war years of"),
        (["they said it was self-", "evident that it burned"], "they said it was self-evident that it burned"),
        (["his own mother-in-", "law saw the ferry burn"], "his own mother-in-law saw the ferry burn"),
        (["the long-term and long-", "term, and longtime end"], "the long-term and long-term, and longtime end"),
    ],
)
def test_what_becomes_of_a_hyphen_at_the_end_of_a_line(lines, text):
    assert page_texts([page(*lines)]) == [text]


def test_running_heads_that_change_with_the_chapter_or_stand_elsewhere():
    def sheet(number: int, head: str, foot: str = "") -> Page:
        ends = [replace(page(words).lines[0], base=base) for words, base in ((head, 950.0), (foot, 50.0)) if words]
        return Page(number, 1000, (*page("it burned for all of", f"the {number * 7} days").lines, *ends))

    heads = ["Chapter 1: Fire 1", "2 The inquiry", "Chapter 1: Fire 3", "4 The inquiry", "Chapter 2: Loss 5"]
    sheets = [sheet(n, head) for n, head in enumerate(heads, 1)] + [sheet(6, "", foot="6"), sheet(7, "Of 1983")]
    found = page_texts([*sheets, sheet(8, "8 The inquiry"), sheet(9, "Chapter 3: Law 9"), sheet(10, "Law 99")])
    assert [n for n, text in enumerate(found, 1) if text != f"it burned for all of the {n * 7} days"] == [7, 10]
    assert (found[6], found[9]) == (
        "it burned for all of the 49 days\n\nOf 1983",
        "it burned for all of the 70 days\n\nLaw 99",
    )


def test_a_word_that_a_page_cuts_is_where_it_begins():
    one, two = page("they saw that the govern-"), page("ment knew of it that day", number=2)
    assert page_texts([one, two]) == ["they saw that the government", "knew of it that day"]


def test_short_items_are_paragraphs_and_the_lines_of_a_quotation_are_one():
    body = ["it burned for two whole days and", "nights, and nobody came."]
    assert page_texts([page(*body, "     fire", "     law", "     loss")]) == [
        "it burned for two whole days and nights, and nobody came.\n\nfire\n\nlaw\n\nloss"
    ]
    assert page_texts([page(*body, "     it is a loss to the", "     town of Pier and a", "     shame")]) == [
        "it burned for two whole days and nights, and nobody came.\n\nit is a loss to the town of Pier and a shame"
    ]


def test_a_numbered_line_begins_a_paragraph():
    lines = ["12. It burned for two days.", "13. It was seen by nobody,", "14. said the report of May"]
    assert page_texts([page(*lines)]) == [
        "12. It burned for two days.\n\n13. It was seen by nobody, 14. said the report of May"
    ]


def test_signs_beyond_the_first_plane_move_no_line():
    text = read(pdf("\n\n".join(f"𝔉𝔦𝔯𝔢 {words}" for words in SENTENCES), JUSTIFIED)).text
    assert re.sub("𝔉𝔦𝔯𝔢 ", "", text).rstrip("\n").split("\n\n") == list(SENTENCES)
