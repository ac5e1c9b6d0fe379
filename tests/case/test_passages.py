from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.case.passages import split_sentences


def sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text)]


def test_paragraphs_are_blocks_between_blank_lines() -> None:
    text = "\ufeffHarbour news\n\n  \n\tThe bell rang.\nNobody came. \n\nLast."
    assert [(s.paragraph, s.sentence, text[s.start : s.end]) for s in split_sentences(text)] == [
        (1, 1, "Harbour news"),
        (2, 1, "The bell rang."),
        (2, 2, "Nobody came."),
        (3, 1, "Last."),
    ]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_make_no_difference(end: str) -> None:
    text = "One line\nand its other half. Two.\n\nThree."
    found = [(s.paragraph, s.sentence) for s in split_sentences(text)]
    other = text.replace("\n", end)
    assert [(s.paragraph, s.sentence) for s in split_sentences(other)] == found == [(1, 1), (1, 2), (2, 1)]
    assert sentences(other)[0] == f"One line{end}and its other half."


@pytest.mark.parametrize(
    "parts",
    [
        ["Mr. Hale and Dr. I. M. Osei met Capt. Brandt.", "They talked."],
        ["It sank on Dec. 18, or on Jan. 3.", "Nobody knows."],
        ["That was in Dec.", "The ice came early."],
        ["She moved to the U.S. in May.", "He stayed."],
        ["She left the U.S.", "The port stayed open."],
        ["Quay Inc. paid the U.S. Senate a visit at 5 p.m. on Monday.", "It rained."],
        ["“The pumps failed.”", "She paused.", "“Twice.”"],
        ["He wrote “Danger, U.S.A.,” she said.", "Then he ran."],
        ['"Who rang?" the clerk asked.', '"I did!" Hale shouted.', "Silence."],
        ["Was it locked?", "It was!", "(Nobody checked.)", "So what?!"],
        ["He waited… and waited...", "Then the lamp went out."],
        ["It cost 3.5 million.", "No. 5 pier burned.", "No.", "It was dry."],
        ["See p. 12 and fig. 3 for it.", "There is more."],
        ["1. Hoses.", "2. Pumps."],
        ["Yahoo! was down, they say.", "It was not."],
        ["彼は言った。", "火事だ！", "本当？"],
        ["A full stop.With no space stays.", "Yes."],
    ],
    ids=lambda parts: parts[0][:30],
)
def test_sentences_end_where_a_reader_says(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


def test_a_text_without_words_has_no_sentences() -> None:
    assert sentences("") == sentences(" \n\n\r\n\t") == []


@given(st.text("aB.!?“”\"' \n\r(1,。", max_size=60))
def test_sentences_cover_all_that_is_not_white_space(text: str) -> None:
    found = list(split_sentences(text))
    covered = {n for s in found for n in range(s.start, s.end)}
    assert {n for n, character in enumerate(text) if not character.isspace()} <= covered
    assert all(not text[s.start].isspace() and not text[s.end - 1].isspace() for s in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    numbers = [(s.paragraph, s.sentence) for s in found]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("text", ["Mr. X " * 20_000, ". " * 20_000, "A." * 20_000, "“Eh?” " * 20_000])
def test_long_texts_take_no_long_time(text: str) -> None:
    assert sum(1 for _ in split_sentences(text)) >= 1
