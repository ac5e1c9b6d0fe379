"""Who says what: the speakers of quotations, reported speech, transcripts, interviews; on any text without a fault."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.extract.found import Speech
from graph.extract.parsing import paragraph_spans, parse
from graph.extract.propose import propose
from graph.extract.speech import SpeechReader, chains, stance_of

pytest.importorskip("spacy")


def read(text: str, works=()) -> list[Speech]:
    reader = SpeechReader(text)
    for paragraph in parse(text, paragraph_spans(text)):
        reader.add(paragraph)
    return reader.speech(works)


def told(text: str) -> list[tuple[str, str, list[str], str]]:
    """Each speech as its kind, rule, words and speaker."""
    return [
        (one.kind, one.rule, [text[a:b] for a, b in one.spans], " / ".join(text[a:b] for a, b in one.speaker))
        for one in read(text)
    ]


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("“The bridge was never safe,” Ida Brock said.", ["The bridge was never safe,"], "Ida Brock"),
        ("“The bridge was never safe,” said Ida Brock.", ["The bridge was never safe,"], "Ida Brock"),
        ("“Was the bridge ever really safe?” asked Ida Brock.", ["Was the bridge ever really safe?"], "Ida Brock"),
        ('Ida Brock told the court: "The bridge was never safe."', ["The bridge was never safe."], "Ida Brock"),
        ("''The bridge was never safe,'' she said.", ["The bridge was never safe,"], "she"),
        ("“Never again,” she said.", ["Never again,"], "she"),
        ("“It fell,” she said. “We all saw it fall.”", ["It fell,", "We all saw it fall."], "she"),
        (
            "Ida Brock, the engineer, said: “It was never safe.\n\n“We all knew that.”",
            ["It was never safe.", "We all knew that."],
            "Ida Brock",
        ),
        ("Her sister, Ida Brock, said: “It was never safe.”", ["It was never safe."], "Her sister, Ida Brock"),
        (
            "The engineer said this:\n\n“It was never safe for anybody.”",
            ["It was never safe for anybody."],
            "The engineer",
        ),
        ("“It was never safe for anybody.” — Ida Brock", ["It was never safe for anybody."], "Ida Brock"),
        ("“It was never safe for anybody.”\n\n— Ida Brock", ["It was never safe for anybody."], "Ida Brock"),
        ("IDA BROCK: “It was never safe for anybody.”", ["It was never safe for anybody."], "IDA BROCK"),
    ],
)
def test_a_quotation_has_its_speaker(text, words, speaker):
    assert [(kind, said, who) for kind, _, said, who in told(text)] == [("direct", words, speaker)]


@pytest.mark.parametrize(
    ("text", "rule", "words", "speaker"),
    [
        ("Ida Brock said that the bridge was closed.", "that-clause", ["the bridge was closed"], "Ida Brock"),
        ("She said the bridge was closed.", "that-clause", ["the bridge was closed"], "She"),
        ("The bridge, she said, had been closed.", "parenthetical", ["The bridge", "had been closed"], "she"),
        (
            "The bridge was closed by then, the mayor said.",
            "parenthetical end",
            ["The bridge was closed by then"],
            "the mayor",
        ),
        ("According to the mayor, the bridge was closed.", "according to", ["the bridge was closed"], "the mayor"),
        ("He promised to close the bridge.", "to-clause", ["to close the bridge"], "He"),
        ("She urged the mayor to close the bridge.", "urging", ["the mayor to close the bridge"], "She"),
        ("He called the story a slander.", "naming", ["the story a slander"], "He"),
        ("She accused the mayor of closing the bridge.", "accusing", ["the mayor of closing the bridge"], "She"),
        ("He denied any involvement.", "object", ["any involvement"], "He"),
        ("The charge was rejected by the mayor.", "object", ["The charge"], "the mayor"),
        ("They complained about the delay.", "preposition", ["the delay"], "They"),
        ("Nobody believed his claim that the bridge was safe.", "noun", ["the bridge was safe"], "his"),
        ("She is sure that the bridge was safe.", "adjective", ["the bridge was safe"], "She"),
        ("As the engineer pointed out, the bridge was closed.", "as said", ["the bridge was closed"], "the engineer"),
    ],
)
def test_reported_speech_has_its_rule_and_speaker(text, rule, words, speaker):
    assert ("indirect", rule, words, speaker) in told(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The mayor said that the plan was “a gift” to them.", "the plan was “a gift” to them"),
        (
            "He wrote that any talk of theft was “fantasy dressed as memory”.",
            "any talk of theft was “fantasy dressed as memory",
        ),
        ("The new plan “is a gift to nobody at all,” the mayor said.", "The new plan “is a gift to nobody at all,"),
        ("The mayor called it “a gift” on Friday.", "it “a gift"),
    ],
)
def test_words_with_a_quotation_inside_are_one_mixed_speech(text, words):
    assert [(kind, said) for kind, _, said, _ in told(text)] == [("mixed", [words])]


def test_a_relative_pronoun_comes_with_what_it_stands_for():
    text = "The driver, who said that the road was wet, went home."
    assert told(text)[0][3] == "The driver / who"


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("He did not say that it was safe.", True),
        ("She never said it was safe.", True),
        ("He said it was safe.", False),
    ],
)
def test_a_negated_cue_is_marked(text, negated):
    assert [one.negated for one in read(text)] == [negated]


@pytest.mark.parametrize(
    "text",
    [
        "The agency declined to comment.",
        "She wears what they call boots, and the “rain coat” is blue.",
        "The stream called Velm Water runs here.",
        "NOTE: the bridge is closed.",
    ],
)
def test_no_speech(text):
    assert told(text) == []


def test_who_is_told_something_does_not_say_it():
    assert told("The staff were told that the money was gone.") == [
        ("indirect", "that-clause", ["the money was gone"], "")
    ]


def test_a_name_of_a_work_is_no_speech():
    text = "Ida Brock wrote “The Boots by the Door” in 1994."
    start = text.index("The Boots")
    assert read(text, [(start, start + len("The Boots by the Door"))]) == []


def test_a_transcript():
    text = "BROCK: The bridge was safe.\n\nMR VANE: It was not.\n\nBROCK: It fell later.\n\nMR VANE: It fell at once."
    assert told(text) == [
        ("direct", "transcript", ["The bridge was safe."], "BROCK"),
        ("direct", "transcript", ["It was not."], "MR VANE"),
        ("direct", "transcript", ["It fell later."], "BROCK"),
        ("direct", "transcript", ["It fell at once."], "MR VANE"),
    ]


INTERVIEW = """Ida Brock built bridges for years. She spoke to The Velm Gazette.

Was the bridge safe?

I thought so. The mayor told me that the bridge was closed.

The mayor says you never asked.

I asked him every week.

Who wrote the report?

My clerk did, and I signed it.

Do you regret it?

I regret the evening."""


def test_the_answers_of_an_interview_are_the_interviewees_and_what_they_report_is_via_them():
    found = read(INTERVIEW)
    answers = [one for one in found if one.rule == "interview"]
    assert [INTERVIEW[slice(*one.spans[0])][:9] for one in answers] == [
        "I thought",
        "I asked h",
        "My clerk ",
        "I regret ",
    ]
    assert {INTERVIEW[slice(*one.speaker[0])] for one in answers} == {"She"}
    inner = next(
        index
        for index, one in enumerate(found)
        if one.rule == "that-clause" and INTERVIEW[slice(*one.spans[0])] == "the bridge was closed"
    )
    assert [found[other].rule for other in chains(found)[inner]] == ["interview"]
    asked = next(index for index, one in enumerate(found) if INTERVIEW[slice(*one.spans[0])] == "you never asked")
    assert chains(found)[asked] == ()


def test_answers_that_are_marked_as_such_are_the_interviewees():
    text = "Ida Brock spoke to us.\n\nQ: Was it safe?\n\nA: It never was.\n\nQ: Who knew?\n\nA: We all knew."
    assert told(text) == [
        ("direct", "interview", ["It never was."], "Ida Brock"),
        ("direct", "interview", ["We all knew."], "Ida Brock"),
    ]


def test_a_headline_gives_its_words_to_the_name_before_the_colon():
    assert told("Brock: Bridge Was Never Safe\n\nThe bridge is closed.") == [
        ("direct", "headline", ["Bridge Was Never Safe"], "Brock")
    ]


def test_nothing_is_said_in_no_paragraphs():
    assert SpeechReader("“It fell,” she said.").speech() == []


def test_nested_speech_names_the_outer_ones_the_nearest_first():
    text = "Ida Brock said that the mayor had claimed that the clerk denied that the bridge fell."
    found = read(text)
    words = [text[slice(*one.spans[0])] for one in found]
    assert words[0].startswith("the mayor")
    assert words[-1] == "the bridge fell"
    assert [text[slice(*found[other].speaker[0])] for other in chains(found)[-1]] == ["the mayor", "Ida Brock"]


@pytest.mark.parametrize(
    ("verb", "words", "stance"),
    [
        ("say", "the bridge fell", "asserts"),
        ("deny", "the bridge fell", "denies"),
        ("dispute", "", "denies"),
        ("reject", "", "denies"),
        ("doubt", "", "questions"),
        ("question", "", "questions"),
        ("call", "the story a slander", "denies"),
        ("call", "the story a gift", "asserts"),
        ("say", "he had nothing to do with it", "denies"),
        ("say", "there was no fire", "denies"),
        ("say", "I did not see the fire", "asserts"),
    ],
)
def test_the_stance_follows_the_verb_and_a_plain_denial(verb, words, stance):
    assert stance_of(verb, words) == stance


_PIECES = st.sampled_from(
    [
        *"\"'“”‘’«»„:;,.?!-—()🙂",
        "\r\n",
        "\n\n",
        "''",
        "Ida Brock",
        "IDA BROCK:",
        "she",
        "who",
        "said",
        "said that",
        "told",
        "denied",
        "called",
        "according to",
        "the claim that",
        "urged",
        "to go",
        "of",
        "the bridge fell",
        "never",
        "مرحبا",
        "שלום",
        "e\u0301",
        "\u00a0",
        "6'3\"",
    ]
)
_TEXTS = st.lists(_PIECES, max_size=40).map(" ".join)


@settings(deadline=None)
@example("“ Ida Brock said")
@example(": “the bridge fell now” \r\n\r\n “and then again it fell”")
@given(st.one_of(_TEXTS, st.text(max_size=60)))
def test_any_text_is_read_twice_alike_and_every_offset_stands_in_it(text):
    found = read(text)
    assert found == read(text)
    for one in found:
        spans = [*one.spans, *one.speaker, *([one.cue] if one.cue else [])]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(text[start:end].strip() for start, end in spans)
    assert all(index not in outer for index, outer in enumerate(chains(found)))


@pytest.mark.parametrize("piece", ["“He said \n\n", '"no, no, no, no" she said '])
def test_five_thousand_marks_take_time_in_proportion(piece):
    def seconds(marks: int) -> float:
        started = time.process_time()
        read(piece * (marks // sum(piece.count(mark) for mark in '"“')))
        return time.process_time() - started

    seconds(10)
    few, many = seconds(500), seconds(5_000)
    assert many < 30 * few + 1


@pytest.mark.parametrize(
    ("text", "content", "speaker"),
    [
        ("Asked whether she had quarrelled with the firm, Ida Quill said that she had not.", "she had quarrelled", ""),
        ("When asked if he had taken bribes, Tom Vale left the room.", None, ""),
        ("Tom Vale was asked whether he had taken bribes. He laughed.", "he had taken bribes", ""),
        ("Tom Vale asked whether the gate was open.", "the gate was open", "Tom Vale"),
        ("Tom Vale stood up and asked whether the gate was open.", "the gate was open", "Tom Vale"),
        ("Tom Vale refused to say whether he had been paid.", "he had been paid", "Tom Vale"),
    ],
)
def test_what_is_asked_or_left_open_is_asserted_by_nobody(text, content, speaker):
    rows = [row for row in propose(text, source="s", sha256="0" * 64).rows if row.kind == "claim"]
    names = {
        row.id: row.value["name"] for row in propose(text, source="s", sha256="0" * 64).rows if row.kind == "entity"
    }
    open_ = [row for row in rows if content and row.exact.startswith(content)]
    assert [(row.rule, row.value["stance"], names.get(row.value["speaker"], "")) for row in open_] == (
        [("whether-clause", "questions", speaker)] if content else []
    )
    assert not any("bribes" in row.exact and row.value["stance"] == "asserts" for row in rows)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ida Hale lives here. A judge in Port Selwyn said that the file was closed.", ""),
        ("Tom Brack lives here. His company, Brack & Sons, said that it would sue.", "Brack & Sons"),
        ("The Port Authority said that the file was closed.", "Port Authority"),
    ],
)
def test_nobody_speaks_for_a_place_or_for_whom_they_belong_to(text, speaker):
    rows = propose(text, source="s", sha256="0" * 64).rows
    names = {row.id: row.value["name"] for row in rows if row.kind == "entity"}
    assert [names.get(row.value["speaker"], "") for row in rows if row.kind == "claim"] == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "Ida Hale told police that nobody had ever asked her to burn the ledger.",
        "No witness said that Tom Vale set the fire.",
        "None of the guards claimed that Tom Vale set the fire.",
    ],
)
def test_what_nobody_says_is_no_claim_of_anybody(text):
    claims = [row for row in propose(text, source="s", sha256="0" * 64).rows if row.kind == "claim"]
    assert not [row for row in claims if row.exact.startswith(("her to", "to burn", "Tom Vale"))]
