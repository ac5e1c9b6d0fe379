"""Quotation marks: which of them pair, and that any text at all is paired in time that grows with its length."""

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.extract.quotations import quotation_spans


def insides(text: str) -> list[list[str]]:
    return [[text[start:end] for start, end in group] for group in quotation_spans(text)]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("She said “we left” and went.", [["we left"]]),
        ('She said "we left" and went.', [["we left"]]),
        ("She said ''we left'' and went.", [["we left"]]),
        ("She said ``we left'' and went.", [["we left"]]),
        ("She said ‘we left’ and went.", [["we left"]]),
        ("She said 'we left,' and went.", [["we left,"]]),
        ("Elle dit «partons» et part.", [["partons"]]),
        ("Sie sagt »gehen wir« und geht.", [["gehen wir"]]),
        ("Sie sagt „gehen wir“ und geht.", [["gehen wir"]]),
        ("Sie sagt „gehen wir” und geht.", [["gehen wir"]]),
        ("She said “we left“ and went.", [["we left"]]),
        ('She said “we left" and went.', [["we left"]]),
        ("“One,” he said. “Two.”", [["One,"], ["Two."]]),
        ("“He said ‘no’ to us,” she said.", [["He said ‘no’ to us,"]]),
        ('"He said “no” to us," she said.', [["He said “no” to us,"]]),
        ("“” is empty.", []),
    ],
)
def test_marks_pair(text, quoted):
    assert insides(text) == quoted


@pytest.mark.parametrize(
    "text",
    [
        "It’s the boys’ boat, don’t you see?",
        "It's the boys' boat, don't you see?",
        "Rock ’n’ roll of the ‘90s, and 'tis all.",
        "He is 6'3\" tall.",
        'He is 6’3" tall, she 5\' 2".',
        'A board 12" wide.',
    ],
)
def test_apostrophes_feet_and_inches_quote_nothing(text):
    assert insides(text) == []


def test_an_apostrophe_inside_does_not_end_a_quotation():
    assert insides("‘The boys’ boat isn’t ours,’ he said.") == [["The boys’ boat isn’t ours,"]]
    assert insides("the ‘boys’ and the ‘girls’") == [["boys"], ["girls"]]


def test_inches_inside_a_quotation_do_not_end_it():
    assert insides('"I am 6\'3" tall," he said.') == [["I am 6'3\" tall,"]]


@pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n", "\n", "\n  \n"])
@pytest.mark.parametrize(("opening", "closing"), [("“", "”"), ('"', '"'), ("''", "''")])
def test_what_stays_open_goes_on_in_the_next_paragraph(gap, opening, closing):
    text = f"He said: {opening}One.{gap}{opening}Two.{gap}{opening}Three.{closing} He left.{gap}Four."
    assert insides(text) == [["One.", "Two.", "Three."]]


def test_what_stays_open_ends_where_the_next_paragraph_begins_without_a_mark():
    assert insides("He said: “One.\n\nNobody spoke.\n\n“Two.”") == [["One."], ["Two."]]


def test_a_mark_that_leads_a_paragraph_of_others_words_hides_no_quotation():
    assert insides('"The hall rose, shouting “Go home!” and left.\n\n"Later “Stay!” was heard.') == [
        ["Go home!"],
        ["Stay!"],
    ]


_NOISE = st.text(alphabet=st.sampled_from(list("aZ 9.,\r\n\t-\"'“”„‘’«»`🙂\u0301مرحבא")), max_size=80)


@example("“")
@example("''")
@example("\r\n\"\r\n'")
@given(st.one_of(_NOISE, st.text(max_size=60)))
def test_spans_stand_in_the_text_in_order_and_do_not_overlap(text):
    groups = quotation_spans(text)
    spans = [span for group in groups for span in group]
    assert groups == quotation_spans(text)
    assert all(group for group in groups)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert not any("\n" in text[start:end] or "\r" in text[start:end] for start, end in spans)
    ordered = sorted(spans)
    assert all(one[1] <= other[0] for one, other in pairwise(ordered))


@pytest.mark.parametrize("mark", ['"', "“", "”", "‘", "’", "'", "''", "«", "„", "“\n\n", "‘s ", '"a ', "6'3\""])
def test_five_thousand_marks_take_no_longer_than_their_text(mark):
    started = time.process_time()
    quotation_spans(("a " + mark) * 5_000)
    assert time.process_time() - started < 1
