import pytest

from graph.extract.parsing import MAX_PARAGRAPH, paragraph_spans, parse, plain

WRAPPED = """The warehouse at the end of pier nine burned on Saturday, and
nearly two hundred people watched from the quay until the fire
brigade sent them home."""


def paragraphs(text: str) -> list[str]:
    return [text[start:end] for start, end in paragraph_spans(text)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_line_is_a_paragraph_and_blank_lines_are_none(newline: str) -> None:
    text = newline.join(["Headline", "", "  ", "First one.", "Second one.", "", "Third."])
    assert paragraphs(text) == ["Headline", "First one.", "Second one.", "Third."]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_that_somebody_broke_are_one_paragraph(newline: str) -> None:
    wrapped = WRAPPED.replace("\n", newline)
    text = newline.join(["Fire", "", wrapped, "", wrapped])
    assert paragraphs(text) == ["Fire", wrapped, wrapped]
    parsed = list(parse(text, paragraph_spans(text)))
    assert [paragraph.doc.text for paragraph in parsed[1:]] == [plain(wrapped).replace(newline, " " * len(newline))] * 2
    for paragraph in parsed:
        assert text[paragraph.start : paragraph.end] == paragraph.text
        assert len(paragraph.doc.text) == len(paragraph.text)


def test_lines_of_verse_and_of_a_list_stay_apart() -> None:
    text = "one of the boats\nthe other boat\na third one that came late in the evening\nnone"
    assert len(paragraphs(text)) == 4


def test_a_very_long_paragraph_is_cut_after_a_sentence() -> None:
    text = "Somebody saw the fire. " * 3_000
    pieces = paragraphs(text)
    assert "".join(pieces) == text
    assert all(len(piece) <= MAX_PARAGRAPH and piece.endswith(". ") for piece in pieces)
    assert [len(piece) for piece in paragraphs("x" * 50_000)] == [20_000, 20_000, 10_000]


def _begins(text: str) -> str:
    return ascii(text[:4])


@pytest.mark.parametrize(
    "run", ["(" * 40_000, "“" * 5_000, "…-" * 9_000, "👩‍👩‍👧‍👦" * 2_000, "a.b" * 9_000], ids=_begins
)
def test_a_long_run_of_marks_takes_few_words_and_moves_nothing(run: str) -> None:
    pytest.importorskip("spacy")
    text = f"{run}\n\nAda Quill said {run[:15_000]} that it was late."
    *first, last = parse(text, paragraph_spans(text))
    # the tokenizer reads a word again for each mark in it
    assert all(len(token) <= 400 or token.is_space for paragraph in (*first, last) for token in paragraph.doc)
    assert sum(len(paragraph.doc) for paragraph in first) < 500
    said = next(token for token in last.doc if token.text == "late")
    assert text[last.start + said.idx :].startswith("late.")


def test_a_dotted_line_between_words_is_one_blank() -> None:
    pytest.importorskip("spacy")
    text = "Chapter one " + "." * 60 + " 12"
    [paragraph] = parse(text, [(0, len(text))])
    assert [token.text for token in paragraph.doc if not token.is_space] == ["Chapter", "one", "12"]
