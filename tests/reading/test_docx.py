"""A .docx gives what a reader sees of it: paragraphs, tables row by row, and notes."""

import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.reading.documents import read, saved, with_part, word

FOOTNOTES = """\
<w:footnotes {names}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:t>So says the </w:t></w:r><w:r><w:t>report.</w:t></w:r></w:p></w:footnote>
</w:footnotes>"""


def paragraph(inner: str) -> object:
    return parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>")


def test_what_a_reader_sees():
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = "Fire at\nthe pier", "Ines Vale"
    document.sections[0].header.paragraphs[0].text = "A running head"
    document.add_heading("Fire at the pier", 1)
    document.add_paragraph("The ferry burned.").add_run(" Nobody was hurt. 🔥").bold = True
    document.add_paragraph("")
    document.add_paragraph("one item", style="List Bullet")
    lines = document.add_paragraph("a\tb")
    lines.add_run().add_break()
    lines.add_run("c ")
    table = document.add_table(3, 3)
    for row, words in enumerate([("Ship", "Built", ""), ("Alda\nof Pier", "1983", "lost"), ("both", "", "x")]):
        for cell, text in zip(table.rows[row].cells, words, strict=True):
            cell.text = text
    table.cell(0, 0).merge(table.cell(0, 1))
    document.add_paragraph("The end.")
    found = read(saved(document))
    assert found.text.split("\n\n") == [
        "Fire at the pier",
        "The ferry burned. Nobody was hurt. 🔥",
        "one item",
        "a\tb\nc",
        "Ship Built\nAlda of Pier | 1983 | lost\nboth | x",
        "The end.\n",
    ]
    assert (found.title, found.author, found.published) == ("Fire at the pier", "Ines Vale", "")
    assert found.media_type.endswith("wordprocessingml.document")


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<w:r><w:t>It </w:t></w:r><w:ins><w:r><w:t>burned</w:t></w:r></w:ins>", "It burned"),
        ("<w:r><w:t>It</w:t></w:r><w:del><w:r><w:delText> never</w:delText></w:r></w:del>", "It"),
        ("<w:hyperlink><w:r><w:t>Gazette</w:t></w:r></w:hyperlink>", "Gazette"),
        ("<w:sdt><w:sdtContent><w:r><w:t>5 March</w:t></w:r></w:sdtContent></w:sdt>", "5 March"),
        ("<w:fldSimple><w:r><w:t>7</w:t></w:r></w:fldSimple>", "7"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>x</w:t></w:r>", "x"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:t>x</w:t></w:r>", "x"),
        ('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>seen</w:t></w:r>', "seen"),
        ("<w:r><w:t>post</w:t><w:noBreakHyphen/><w:t>war</w:t><w:softHyphen/></w:r>", "post\u2011war"),
        (
            "<w:r><w:t>a</w:t></w:r><w:r><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></w:r>",
            "a\n\nbox",
        ),
    ],
)
def test_the_words_of_a_paragraph(inner, text):
    document = docx.Document()
    document.element.body.insert(0, paragraph(inner))
    document.add_paragraph("The end.")
    assert read(saved(document)).text == f"{text}\n\nThe end.\n"


def test_what_is_in_a_content_control_and_in_a_table_in_a_table():
    document = docx.Document()
    inside = "<w:sdt {0}><w:sdtContent><w:p><w:r><w:t>Chosen</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(0, parse_xml(inside.format(nsdecls("w"))))
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "outer"
    cell.add_table(1, 2).cell(0, 1).text = "inner"
    assert read(saved(document)).text == "Chosen\n\nouter inner\n"


def test_notes_come_at_the_end():
    data = word("It burned.", "It ended.")
    data = with_part(data, "word/footnotes.xml", lambda _: FOOTNOTES.format(names=nsdecls("w")).encode())
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    data = with_part(
        data,
        "[Content_Types].xml",
        lambda part: part.replace(
            b"</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'.encode()
        ),
    )
    data = with_part(
        data,
        "word/_rels/document.xml.rels",
        lambda part: part.replace(
            b"</Relationships>",
            f'<Relationship Id="rId99" Type="{relation}" Target="footnotes.xml"/></Relationships>'.encode(),
        ),
    )
    docx.Document(io.BytesIO(data))
    assert read(data).text == "It burned.\n\nIt ended.\n\nSo says the report.\n"


def test_who_is_no_author():
    assert read(word("It burned.")).author == ""


def test_the_same_bytes_give_the_same_text():
    data = word(*(f"It burned {n} times." for n in range(100)))
    assert read(data) == read(data)
