import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.case.dates import EdtfDate
from graph.errors import ModelError
from graph.extract import days
from graph.extract.date_words import Words
from graph.extract.dates import find_dates
from graph.extract.found import DateSpan
from tests.extract.reading import looked_at

TUESDAY = "2024-07-02"


def found(text: str, published: str | None = TUESDAY) -> list[tuple[str, str | None]]:
    return [(text[slice(*each.span)], each.edtf) for each in find_dates(text, published)]


@pytest.mark.parametrize(
    ("text", "printed", "edtf"),
    [
        ("She left on 3 March 2019.", "3 March 2019", "2019-03-03"),
        ("She left on March 3, 2019, at noon.", "March 3, 2019", "2019-03-03"),
        ("The 3rd of March, 2019 was cold.", "The 3rd of March, 2019", "2019-03-03"),
        ("On Saturday, 2 March 2019, it burned.", "Saturday, 2 March 2019", "2019-03-02"),
        ("On 11 Sept. 2001 he was here.", "11 Sept. 2001", "2001-09-11"),
        ("THURSDAY 23 MAY 2024", "THURSDAY 23 MAY 2024", "2024-05-23"),
        ("In March 2019 it rained.", "March 2019", "2019-03"),
        ("It stood in 1952.", "1952", "1952"),
        ("The log says 2019-03-02.", "2019-03-02", "2019-03-02"),
        ("The log says 25/12/2016.", "25/12/2016", "2016-12-25"),
        ("The log says 12/25/2016.", "12/25/2016", "2016-12-25"),
        ("The log says 3/4/2019.", "3/4/2019", "[2019-03-04,2019-04-03]"),
        ("It closed in the spring of 2014.", "the spring of 2014", "2014-21"),
        ("It closed in the winter of 2014.", "the winter of 2014", "2014-24"),
        ("It closed in the first quarter of 2016.", "the first quarter of 2016", "2016-33"),
        ("It closed in the second half of 2016.", "the second half of 2016", "2016-41"),
        ("It closed in the last week of May 2019.", "the last week of May 2019", "2019-05-25/2019-05-31"),
        ("It was so in the 1980s.", "the 1980s", "198X"),
        ("It was so in the early 1990s.", "the early 1990s", "1990/1993"),
        ("It was so in the late 1990s.", "the late 1990s", "1996/1999"),
        ("It was so in the mid-1980s.", "the mid-1980s", "1984/1986"),
        ("It was so in the 19th century.", "the 19th century", "18XX"),
        ("It was so in the early twentieth century.", "the early twentieth century", "1900/1933"),
        ("It came in early March 2018.", "early March 2018", "2018-03-01/2018-03-10"),
        ("It came at the end of February 2020.", "the end of February 2020", "2020-02-21/2020-02-29"),
        ("It came in late 2016.", "late 2016", "2016-09/2016-12"),
        ("It stood between 2003 and 2014.", "between 2003 and 2014", "2003/2014"),
        ("It sat from 1996 to 1998.", "from 1996 to 1998", "1996/1998"),
        ("Ann Lee, 1931–2021, a clerk", "1931–2021", "1931/2021"),
        ("In the season 2015-16 it ran.", "2015-16", "2015/2016"),
        ("It ran between 6 and 17 May 2019.", "between 6 and 17 May 2019", "2019-05-06/2019-05-17"),
        ("It ran May 6-17, 2019.", "May 6-17, 2019", "2019-05-06/2019-05-17"),
        ("It ran from 28 December 2018 to 3 January.", "from 28 December 2018 to 3 January", "2018-12-28/2019-01-03"),
        ("It ran from late February until 2 March 2019.", "from late February until 2 March 2019",
         "2019-02-21/2019-03-02"),
        ("They met on 3 March and 5 April 2019.", "3 March and 5 April 2019", "{2019-03-03,2019-04-05}"),
        ("They met on 6 or 9 May 2019.", "6 or 9 May 2019", "[2019-05-06,2019-05-09]"),
        ("It has run since 2022.", "since 2022", "2022/.."),
        ("It was built before 2019.", "before 2019", "/2018"),
        ("It was built before March 2019.", "before March 2019", "/2019-02"),
        ("It was sold after 2 March 2019.", "after 2 March 2019", "2019-03-03/"),
        ("She worked there until the winter of 2014.", "the winter of 2014", "2014-24"),
        ("It was sold before Christmas 2018.", "before Christmas 2018", "/2018-12-24"),
        ("It was Good Friday 2019.", "Good Friday 2019", "2019-04-19"),
        ("It was Thanksgiving 2016.", "Thanksgiving 2016", "2016-11-24"),
        ("It was built about 2011.", "about 2011", "2011~"),
        ("It was built in or about 2010.", "in or about 2010", "2010~"),
        ("It was built c. 1890.", "c. 1890", "1890~"),
        ("They asked about 2016.", "2016", "2016"),
        ("They won the 2016 elections.", "2016", "2016"),
    ],
)  # fmt: skip
def test_words_alone_give_a_value(text: str, printed: str, edtf: str) -> None:
    assert [(text[slice(*each.span)], each.edtf, each.inferred, each.basis) for each in find_dates(text, None)] == [
        (printed, edtf, False, "")
    ]


@pytest.mark.parametrize(
    ("text", "printed", "edtf"),
    [
        ("She died on 27 May.", "27 May", "2024-05-27"),
        ("She died on 8 December.", "8 December", "2023-12-08"),
        ("The sentence will be passed on 8 December.", "8 December", "2024-12-08"),
        ("The sentence will be passed on 8 May.", "8 May", "2025-05-08"),
        ("He was born on 29 February.", "29 February", "2024-02-29"),
        ("Reference 417 of 29 June", "29 June", "2024-06-29"),
        ("He was fined on Saturday 29 June.", "Saturday 29 June", "2024-06-29"),
        ("He was fined on Thursday 29 June.", "Thursday 29 June", "2023-06-29"),
        ("He was dismissed in January.", "January", "2024-01"),
        ("He was dismissed in October.", "October", "2023-10"),
        ("He will be dismissed in January.", "January", "2025-01"),
        ("She was seen on Wednesday.", "Wednesday", "2024-06-26"),
        ("She was seen on Tuesday evening.", "Tuesday evening", "2024-07-02"),
        ("She will speak on Wednesday.", "Wednesday", "2024-07-03"),
        ("He saw her last Tuesday.", "last Tuesday", "2024-06-25"),
        ("It opens next Tuesday.", "next Tuesday", "2024-07-09"),
        ("It opens this Sunday.", "this Sunday", "2024-07-07"),
        ("He left last week.", "last week", "2024-06-24/2024-06-30"),
        ("He left last month.", "last month", "2024-06"),
        ("He left last year.", "last year", "2023"),
        ("He left late last year.", "late last year", "2023-09/2023-12"),
        ("He left earlier this month.", "earlier this month", "2024-07"),
        ("He slept over the weekend.", "the weekend", "2024-06-29/2024-06-30"),
        ("He left last autumn.", "last autumn", "2023-23"),
        ("He left last summer.", "last summer", "2023-22"),
        ("They come next winter.", "next winter", "2024-12/2025-02"),
        ("She had been ill since the spring.", "since the spring", "2024-21/.."),
        ("It had been out of order since early summer.", "since early summer", "2024-06/.."),
        ("He left last March.", "last March", "2024-03"),
        ("He left last December.", "last December", "2023-12"),
        ("He left yesterday.", "yesterday", "2024-07-01"),
        ("He left the day before yesterday.", "the day before yesterday", "2024-06-30"),
        ("They voted last night.", "last night", "2024-07-01"),
        ("They vote tomorrow morning.", "tomorrow morning", "2024-07-03"),
        ("He left two weeks ago.", "two weeks ago", "2024-06-18~"),
        ("He left five days ago.", "five days ago", "2024-06-27"),
        ("He left three months ago.", "three months ago", "2024-04"),
        ("He left two years ago.", "two years ago", "2022"),
        ("He left twenty-five years ago.", "twenty-five years ago", "1999~"),
        ("It was found on or around 20 June.", "on or around 20 June", "2024-06-20~"),
        ("It is expected in the week of 10 July.", "the week of 10 July", "2024-07-08/2024-07-14"),
        ("It will come before Christmas.", "before Christmas", "/2024-12-24"),
        ("It was signed before Easter.", "before Easter", "/2024-03-30"),
        ("It has been dry since Christmas.", "since Christmas", "2023-12-25/.."),
        ("He died two days before Christmas.", "two days before Christmas", "2023-12-23"),
        ("She asks them to open it before the autumn.", "before the autumn", "/2024-08-31"),
        ("It must be ready by Friday.", "by Friday", "/2024-07-05"),
        ("In 1994, on 3 March, he sailed.", "3 March", "1994-03-03"),
        ("He sailed on 16 June last year.", "16 June last year", "2023-06-16"),
        ("It sat from Thursday to Monday.", "from Thursday to Monday", "2024-06-27/2024-07-01"),
        ("It ran from 28 December to 3 January.", "from 28 December to 3 January", "2023-12-28/2024-01-03"),
        ("It was so in the eighties.", "the eighties", "198X"),
        ("It was so in the '30s.", "the '30s", "193X"),
        ("It ends at the end of the year.", "the end of the year", "2024-09/2024-12"),
    ],
)  # fmt: skip
def test_the_day_of_publication_gives_what_is_not_printed(text: str, printed: str, edtf: str) -> None:
    [each] = [each for each in find_dates(text, TUESDAY) if text[slice(*each.span)] == printed]
    assert (each.edtf, each.inferred) == (edtf, True)
    assert re.fullmatch(r"[A-Z0-9].*\.", each.basis)
    for unknown in find_dates(text, None):
        if text[slice(*unknown.span)] == printed and "1994" not in text:
            assert (unknown.edtf, unknown.inferred, unknown.basis) == (None, False, "")


@pytest.mark.parametrize(
    ("text", "published", "basis"),
    [
        ("She left on 3 March.", "2019-04-03", "The year is that of publication, 3 April 2019."),
        ("She left on 8 May.", "2024-03-04", "The year is that of the last 8 May before publication, 4 March 2024."),
        ("She left on 9 May.", "2023-05-08", "The year is that of publication, 8 May 2023."),
        ("He was fined on Thursday 29 June.", TUESDAY,
         "The year is that of the last 29 June before publication, 2 July 2024, and 29 June 2023 was a Thursday."),
        ("She will speak on Wednesday.", TUESDAY, "The next Wednesday after publication, Tuesday 2 July 2024."),
        ("He left yesterday.", TUESDAY, "The day before publication, 2 July 2024."),
        ("He left two weeks ago.", TUESDAY, "2 weeks before 2 July 2024, that of publication."),
        ("He left last month.", "2024-07", "The month before publication, July 2024."),
        ("In 1994, on 3 March, he sailed.", TUESDAY, "The year is that with which the sentence begins, 1994."),
    ],
)  # fmt: skip
def test_a_basis_says_what_a_value_follows_from(text: str, published: str, basis: str) -> None:
    assert find_dates(text, published)[-1].basis == basis


def test_a_month_of_publication_gives_years_and_months_alone() -> None:
    text = "He left on 3 March, last month, yesterday, on Friday, last year."
    assert found(text, "2024-07") == [
        ("3 March", "2024-03-03"),
        ("last month", "2024-06"),
        ("yesterday", None),
        ("Friday", None),
        ("last year", "2023"),
    ]
    assert [edtf for _, edtf in found(text, "2024")] == [None, None, None, None, "2023"]
    assert [edtf for _, edtf in found(text, "2023/2024")] == [None] * 5
    assert find_dates(text, EdtfDate.parse("2024-07")) == find_dates(text, "2024-07")


def test_what_is_no_date_of_publication_is_refused() -> None:
    with pytest.raises(ModelError):
        find_dates("He left yesterday.", "2 July")


@pytest.mark.parametrize(
    "text",
    [
        "At 10.30, at 4.15pm, at 1945, from 09:40 to 10:20 and at seven.",
        "It took two weeks, nine days, an hour and the last year; her last week was hard.",
        "No. 1984, flight 1990, page 2001, £2000, 1984 people, 2,016 boats, she saw 2016 boats, 2016.5 and COVID-2019.",
        "Call 0161-1945 or 555-2019; 24/7 or 9/11; 1500 BC.",
        "In their twenties, in his eighties, in summer, the fall of the wall, a spring in the yard.",
        "May he rest. They march on. Theresa May said so, April Jones did, and Mar is a verb.",
        "Every Monday, on a Sunday, from Monday to Friday, Black Friday, the Sunday Times, Friday the 13th.",
        "She read USA Today. They came as one: two, three, four.",
        "Three days later he came back.",
        "The same day nothing was said.",
    ],
)
def test_what_is_no_date_is_left(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("It burned on 3 March 2019. The same day he fled.", "2019-03-03"),
        ("It burned on 3 March 2019. The next day he fled.", "2019-03-04"),
        ("It burned on 3 March 2019. Two days later he fled.", "2019-03-05"),
        ("It burned on 3 March 2019, and three years earlier it had been sold.", "2016"),
        ("It burned on Sunday 3 March 2019. Nobody saw him that Sunday.", "2019-03-03"),
        ("It burned in March 2019. The following year it was sold.", "2020"),
        ("It burned in March 2019. The following month it was sold.", "2019-04"),
        ("It burned on 3 March 2019. That same year it was sold.", "2019"),
    ],
)
def test_a_date_may_be_reckoned_from_the_one_before_it(text: str, edtf: str) -> None:
    _, second = find_dates(text, None)
    assert (second.edtf, second.inferred) == (edtf, True)


def test_but_not_from_one_far_away() -> None:
    assert len(find_dates("It burned on 3 March 2019. It was cold. Nobody saw it. The same day he fled.", None)) == 1


def test_that_weekday_is_not_the_last_before_publication() -> None:
    assert found("It burned in 2019. Nobody saw him that Sunday.") == [("2019", "2019"), ("Sunday", None)]


def test_days_are_counted_from_the_day_that_the_text_is_about() -> None:
    text = "It burned on 3 March 2019.\n\nHe came in 2018.\n\nTwo days earlier he had left.\n\nThe fire of 3 March 2019"
    assert [each.edtf for each in find_dates(text, None)] == ["2019-03-03", "2018", "2019-03-01", "2019-03-03"]
    assert find_dates(text, None)[2].basis == "2 days before 3 March 2019, the day that the text names most."


def test_a_day_that_there_is_not_has_no_value() -> None:
    assert found("He left on 31 June 2019.") == [("31 June 2019", None)]


def test_lines_may_break_a_date_and_blank_lines_end_it() -> None:
    assert found("She left on 3\r\nMarch 2019.") == [("3\r\nMarch 2019", "2019-03-03")]
    assert found("She counted 3\n\nMarch 2019") == [("March 2019", "2019-03")]


def test_easter_is_reckoned_right() -> None:
    easters = [date(1961, 4, 2), date(2000, 4, 23), date(2019, 4, 21), date(2024, 3, 31), date(2038, 4, 25)]
    assert [days.holiday("easter", 0, day.year) for day in easters] == easters


PHRASES = [
    *("3 March 2019", "March 3, 2019", "3 March", "Sept. 11", "the 3rd of May", "31 June", "29 February", "May"),
    *("on Saturday, 2 March", "Monday", "last Tuesday", "next winter", "this Christmas", "last", "next", "this"),
    *("the spring", "since the spring", "early", "late", "mid-", "the end of", "the week of", "the first quarter of"),
    *("1980s", "the '80s", "the early 1990s", "19th century", "2016", "2015-16", "1931–2021", "between", "and"),
    *("to", "until", "since", "before", "after", "by", "about", "on or around", "two weeks ago", "three days later"),
    *("the same day", "that year", "Christmas", "Easter Monday", "yesterday", "2019-03-02", "3/4/2019", "12/31/1999"),
    *(" ", "\n", "\r\n", "\n\n", "\t", ",", ".", "-", "–", "/", "'", "“", "”", "🙏", "في ٣ مارس", "٢٠١٩", "é", "of"),
    *("7" * 5_000, "0", "99", "10pm", "£2016", "\u00a0", "\u200f", "İ", "ß", "\x00", "week", "in", "from", "the"),
]
TEXTS = st.lists(st.sampled_from(PHRASES) | st.text(max_size=4)).flatmap(
    lambda parts: st.sampled_from([" ".join(parts), "".join(parts)])
)


@given(TEXTS, st.sampled_from([None, TUESDAY, "2024-07", "2024", "1000-01-01", "2900-12-31", "9999", "0001-01-01"]))
def test_any_text_gives_dates_that_are_there(text: str, published: str | None) -> None:
    dates = find_dates(text, published)
    assert dates == find_dates(text, published)
    ends = 0
    for each in dates:
        start, end = each.span
        assert ends <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        ends = end
        assert each.inferred == bool(each.basis)
        if each.edtf is not None:
            EdtfDate.parse(each.edtf, inferred=each.inferred, basis=each.basis or None)


@given(st.dates(date(1500, 1, 1), date(2099, 12, 31)))
def test_a_day_in_full_is_read_as_it_is_written(day: date) -> None:
    british, american = days.day_words(day), f"{days.MONTHS[day.month - 1]} {day.day}, {day.year}"
    assert found(f"On {british} it rained.", None) == [(british, day.isoformat())]
    assert found(f"On {american}, it rained.", None) == [(american, day.isoformat())]


WORST = (
    "On 3 March 2019 he left, and two days later he came back in the week of the week of 10 June. ",
    "since before after about about about in or about ",
    "the early the late the early the late ",
    "1 2 3 4 5 6 7 8 9 10 of of of March ",
    "between from between from 3 to 4 to 5 ",
    "week of week of week of ",
    "a" * 1_000 + " ",
    "9" * 1_000 + " ",
    "on 3 March, ",
    "\n",
)


def looks(text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[DateSpan]]:
    """Return how many words are looked at in a text, and what is found."""
    looked, found = looked_at(Words, lambda: find_dates(text, TUESDAY), monkeypatch)
    return looked + len(text), found


@pytest.mark.parametrize("piece", WORST)
def test_time_grows_with_the_length_of_the_text(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    few, many = (looks(piece * (size // len(piece)), monkeypatch)[0] for size in (5_000, 20_000))
    assert many < 6 * few
    assert many < 100 * 20_000


@pytest.mark.slow
def test_a_million_characters_take_four_times_what_a_quarter_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"In {1900 + n % 120} she counted {n:,} boats, and on 3 March she left.\n\n" for n in range(18_000)]
    few, some = looks("".join(lines[: len(lines) // 4]), monkeypatch)
    many, all_of_them = looks("".join(lines), monkeypatch)
    assert sum(map(len, lines)) > 1_000_000
    assert (len(some), len(all_of_them)) == (9_000, 36_000)
    assert all_of_them[:9_000] == some
    assert 3 * few < many < 5 * few
