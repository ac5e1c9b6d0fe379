import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.extract.amounts import _Reader, find_amounts
from graph.extract.dates import find_dates
from graph.extract.found import Amount
from graph.extract.parsing import Paragraph, paragraph_spans, plain
from tests.extract.reading import looked_at, paragraphs, tokenizer

PUBLISHED = "2024-07-02"


def blank(text: str) -> list[Paragraph]:
    """Paragraphs whose words nothing is known of."""
    return [Paragraph(a, text[a:b], tokenizer()(plain(text[a:b]))) for a, b in paragraph_spans(text)]


def amounts(text: str, parsed: list[Paragraph] | None = None) -> list[Amount]:
    dates = find_dates(text, PUBLISHED)
    return [each for one in (paragraphs(text) if parsed is None else parsed) for each in find_amounts(one, dates)]


@pytest.mark.parametrize(
    ("text", "printed", "low", "high", "unit"),
    [
        ("They carried 1.4 tonnes of sand.", "1.4 tonnes", 1.4, 1.4, "tonnes"),
        ("The trial lasted nine days.", "nine days", 9, 9, "days"),
        ("It took just under six hours to read.", "just under six hours", 5.4, 6, "hours"),
        ("She took about a dozen pills.", "about a dozen pills", 10.8, 13.2, "pills"),
        ("It was found roughly three miles away.", "roughly three miles", 2.7, 3.3, "miles"),
        ("Some 2,600 crew lists were copied.", "Some 2,600 crew lists", 2340, 2860, "crew lists"),
        ("Twelve former residents wrote to her.", "Twelve former residents", 12, 12, "former residents"),
        ("The register has 412 names.", "412 names", 412, 412, "names"),
        ("It cost at least £38,000 in all.", "at least £38,000", 38_000, None, "£"),
        ("They took between £6,000 and £7,500 in cash.", "between £6,000 and £7,500", 6_000, 7_500, "£"),
        ("It saved nearly £3 million.", "nearly £3 million", 2_700_000, 3_000_000, "£"),
        ("It lost £1.5m.", "£1.5m", 1_500_000, 1_500_000, "£"),
        ("It lost US$2bn.", "US$2bn", 2_000_000_000, 2_000_000_000, "$"),
        ("He charged £90 an hour.", "£90", 90, 90, "£"),
        ("They waited between ten and fifteen years.", "between ten and fifteen years", 10, 15, "years"),
        ("They waited six or seven weeks.", "six or seven weeks", 6, 7, "weeks"),
        ("They saw 5 to 7 million people.", "5 to 7 million people", 5_000_000, 7_000_000, "people"),
        ("They saw 20-25 people.", "20-25 people", 20, 25, "people"),
        ("They waited two and a half years.", "two and a half years", 2.5, 2.5, "years"),
        ("They met twenty-five people.", "twenty-five people", 25, 25, "people"),
        ("They sank two hundred and five boats.", "two hundred and five boats", 205, 205, "boats"),
        ("Half a century later she wrote.", "Half a century", 50, 50, "years"),
        ("About a third of the crew came home.", "About a third", 0.3, 11 / 30, None),
        ("Two-thirds of the crew came home.", "Two-thirds", 2 / 3, 2 / 3, None),
        ("More than half of the crew came home.", "More than half", 0.5, None, None),
        ("It was about an hour before midnight.", "about an hour", 0.9, 1.1, "hour"),
        ("He was warned twice.", "twice", 2, 2, "times"),
        ("He was warned three times.", "three times", 3, 3, "times"),
        ("He denied both charges.", "both charges", 2, 2, "charges"),
        ("Satisfaction stood at 78 percent.", "78 percent", 78, 78, "percent"),
        ("Satisfaction stood at 78%.", "78%", 78, 78, "percent"),
        ("A 26-year-old man was held.", "26-year-old", 26, 26, "years old"),
        ("A second man, aged 31, was held.", "aged 31", 31, 31, "years old"),
        ("They held boys aged between 16 and 18.", "aged between 16 and 18", 16, 18, "years old"),
        ("The report was two years old.", "two years old", 2, 2, "years old"),
        ("Ann Lee, 52, of Ferry Road, denied it.", "52", 52, 52, "years old"),
        ("She was 90.", "90", 90, 90, "years old"),
        ("He was six when he arrived.", "six", 6, 6, "years old"),
        ("It was a two-week trial.", "two-week", 2, 2, "weeks"),
        ("I counted at least 31.", "at least 31", 31, None, None),
        ("There were 100+ people.", "100+ people", 100, None, "people"),
        ("They asked for three or more boats.", "three or more boats", 3, None, "boats"),
        ("Dozens of other firms did so.", "Dozens of other firms", 12, 99, "other firms"),
        ("They wrote tens of thousands of letters.", "tens of thousands of letters", 10_000, 99_999, "letters"),
        ("There were several hundred people.", "several hundred people", None, None, None),
        ("The number is closer to 600.", "closer to 600", None, None, None),
        ("It weighed 5kg.", "5kg", 5, 5, "kg"),
        ("Only one customer saw it.", "Only one customer", 1, 1, "customer"),
        ("It took one hour.", "one hour", 1, 1, "hour"),
        ("It cost $84 billion over ten years.", "$84 billion", 84_000_000_000, 84_000_000_000, "$"),
    ],
)
def test_an_amount_is_found_with_what_it_counts(
    text: str, printed: str, low: float | None, high: float | None, unit: str | None
) -> None:
    found = amounts(text)[0]
    assert text[slice(*found.span)] == printed == found.quantity.text
    assert (found.quantity.low, found.quantity.high) == (low, high)
    assert unit is None or found.quantity.unit == unit


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("The Assembly voted by 44 to 39 to sit.", ["44", "39"]),
        ("They won 3-2.", ["3", "2"]),
        ("The share rose from 5 percent to 7 percent.", ["5 percent", "7 percent"]),
        ("Boats were cancelled on 11 days out of 29.", ["11 days", "29"]),
        ("Six women and six men stood.", ["Six women", "six men"]),
        ("He waited for over ten years.", ["over ten years"]),
        ("It cost £5 over ten years.", ["£5", "ten years"]),
        ("It took over at least five years.", ["at least five years"]),
    ],
)
def test_two_numbers_are_one_amount_or_two(text: str, printed: list[str]) -> None:
    assert [found.quantity.text for found in amounts(text)] == printed


@pytest.mark.parametrize(
    "text",
    [
        "He left at 10.30, at 5pm, at 10 p.m., at seven o'clock or at six.",
        "It caught fire at ten past midnight, or about twenty to midnight, at pier nine.",
        "Nobody came between 10pm and 7am, or from 09:40 to 10:20.",
        "The second man was his third son; the 3rd time he came first.",
        "Both men are in their twenties or in the 1980s, in his 40s.",
        "Call 101, quoting incident 417; see page 12, Article 50 and No. 10.",
        "Call 0161 496 0000 or 555-0134.",
        "He flew a Boeing 737 to Area 51 in World War Two.",
        "In 2016 and on 3 March 2019, the 2012 report [12] named it.",
        "One man said that a boat came. One of them saw it. It was a metre too narrow.",
        "See 3.2.1, 24/7, 9/11 and 1/2.",
        "Twice as many came. Both said so. A third man came.",
        "He came about the boat, some of it over the side, just after another.",
    ],
)
def test_what_counts_nothing_is_left(text: str) -> None:
    assert [found.quantity.text for found in amounts(text) if found.quantity.text != "Both men"] == []


def test_the_numbers_of_dates_are_not_counted_again() -> None:
    text = "On 3 March 2019 two boats left, and two days later three."
    dates = find_dates(text, PUBLISHED)
    assert [text[slice(*each.span)] for each in dates] == ["3 March 2019", "two days later"]
    assert [found.quantity.text for found in amounts(text)] == ["two boats", "three"]


def test_offsets_count_the_whole_text() -> None:
    text = "🙏 One\r\n\r\nThey saw\u00a0two\u00a0boats – “three men” and nine\nletters."
    assert [text[slice(*found.span)] for found in amounts(text)] == ["two\u00a0boats", "three men", "nine"]
    assert [found.quantity.low for found in amounts(text)] == [2, 3, 9]


PHRASES = [
    *("nearly", "about", "more than", "at least", "just", "over", "some", "between", "from", "and", "to", "or", "of"),
    *("a", "an", "the", "one", "two", "twelve", "twenty", "hundred", "thousand", "million", "dozen", "dozens", "half"),
    *(
        "third",
        "tens of thousands",
        "several",
        "both",
        "twice",
        "aged",
        "a half",
        "12",
        "1,200",
        "1.5",
        "0",
        "007",
        "%",
    ),
    *("£", "$", "US$", "m", "bn", "kg", "+", "-", "–", "year-old", "years old", "percent", "boats", "people", "hours"),
    *("o'clock", "10pm", "10:30", "3/4", "6'3\"", "No.", "page", "#", "[12]", "or more", "or so", "at", "by", "rose"),
    *("in 2016", "3 March", "century", "a century", ".", ",", " ", "\n", "\r\n", "\n\n", "🙏", "٣", "ثلاثة", "\u00a0"),
    *("7" * 5_000, "9" * 15, "9" * 16, "1," + "000," * 9 + "000", "é", "\u200f", "İ", "ß", "'", "“", "”", "("),
]
TEXTS = st.lists(st.sampled_from(PHRASES) | st.text(max_size=4)).flatmap(
    lambda parts: st.sampled_from([" ".join(parts), "".join(parts)])
)


def check(text: str, parsed: list[Paragraph]) -> None:
    found = amounts(text, parsed)
    assert found == amounts(text, parsed)
    ends = 0
    for each in found:
        start, end = each.span
        assert ends <= start < end <= len(text)
        assert text[start:end] == each.quantity.text == each.quantity.text.strip()
        ends = end
    spans = [date.span for date in find_dates(text, PUBLISHED)]
    assert not [1 for each in found for a, b in spans if a < each.span[1] and each.span[0] < b]


@given(TEXTS)
def test_any_text_gives_amounts_that_are_there(text: str) -> None:
    check(text, blank(text))


@pytest.mark.slow
@settings(max_examples=50)
@given(TEXTS)
def test_any_parsed_text_gives_amounts_that_are_there(text: str) -> None:
    check(text, list(paragraphs(text)))


WORST = (
    "two hundred two hundred ",
    "nearly nearly nearly ",
    "about some over just another ",
    "two and two and two and ",
    "No. two million million million million ",
    "1 2 3 4 5 6 7 8 9 ",
    "5-6-7-8-9-",
    "between from between from 3 to 4 to 5 ",
    "on 3 March two boats, ",
    "9" * 1_000 + " ",
)


def looks(text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[Amount]]:
    """Return how many words are looked at in a text, and what is found."""
    looked, found = looked_at(_Reader, lambda: amounts(text, blank(text)), monkeypatch)
    return looked + len(text), found


@pytest.mark.parametrize("piece", WORST)
def test_time_grows_with_the_length_of_the_text(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    few, many = (looks(piece * (size // len(piece)), monkeypatch)[0] for size in (5_000, 20_000))
    assert many < 6 * few
    assert many < 300 * 20_000


@pytest.mark.slow
def test_a_million_characters_take_four_times_what_a_quarter_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = "She wrote down what they said of the harbour, and of those who had left it for good. "
    lines = [f"In {1900 + n % 120} she counted {n:,} boats. {3 * sentence}\n\n" for n in range(3_600)]
    few, some = looks("".join(lines[: len(lines) // 4]), monkeypatch)
    many, all_of_them = looks("".join(lines), monkeypatch)
    assert sum(map(len, lines)) > 1_000_000
    assert (len(some), len(all_of_them)) == (900, 3_600)
    assert all_of_them[:900] == some
    assert 3 * few < many < 5 * few
