from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.case.dates import EdtfDate
from graph.errors import ModelError


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "precision", "words"),
    [
        ("2015-12-18", date(2015, 12, 18), date(2015, 12, 18), "day", "18 December 2015"),
        ("2015-12", date(2015, 12, 1), date(2015, 12, 31), "month", "December 2015"),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29), "month", "February 2016"),
        ("2015", date(2015, 1, 1), date(2015, 12, 31), "year", "2015"),
        ("2015-12~", date(2015, 12, 1), date(2015, 12, 31), "month", "about December 2015"),
        ("2016-01-04?", date(2016, 1, 4), date(2016, 1, 4), "day", "possibly 4 January 2016"),
        ("2001%", date(2001, 1, 1), date(2001, 12, 31), "year", "possibly about 2001"),
        ("2016-?01", date(2016, 1, 1), date(2016, 1, 31), "month", "possibly January 2016"),
        ("2005/2007", date(2005, 1, 1), date(2007, 12, 31), "interval", "between 2005 and 2007"),
        ("2005/..", date(2005, 1, 1), None, "interval", "since 2005"),
        ("../2007-03", None, date(2007, 3, 31), "interval", "until March 2007"),
        ("/2007", None, date(2007, 12, 31), "interval", "no later than 2007"),
        ("2005/", date(2005, 1, 1), None, "interval", "no earlier than 2005"),
        ("2005~/2007?", date(2005, 1, 1), date(2007, 12, 31), "interval", "between about 2005 and possibly 2007"),
        ("2004-22", date(2004, 6, 1), date(2004, 8, 31), "season", "summer 2004"),
        ("2004-24", date(2003, 12, 1), date(2005, 2, 28), "season", "winter 2004"),
        ("2001-34~", date(2001, 4, 1), date(2001, 6, 30), "season", "about the second quarter of 2001"),
        ("198X", date(1980, 1, 1), date(1989, 12, 31), "decade", "the 1980s"),
        ("19XX", date(1900, 1, 1), date(1999, 12, 31), "century", "the 1900s"),
        ("XXXX-12-18", None, None, "day", "18 December of an unknown year"),
        ("XXXX-02-29", None, None, "day", "29 February of an unknown year"),
        ("2015-12-XX", date(2015, 12, 1), date(2015, 12, 31), "month", "a day in December 2015"),
        ("2015-XX-31", date(2015, 1, 31), date(2015, 12, 31), "day", "a day in 2015"),
        ("199X-02-29", date(1992, 2, 29), date(1996, 2, 29), "day", "29 February of the 1990s"),
        ("[1667,1668]", date(1667, 1, 1), date(1668, 12, 31), "set", "1667 or 1668"),
        ("{1960,1961-12}", date(1960, 1, 1), date(1961, 12, 31), "set", "1960 and December 1961"),
        ("[..1984]", None, date(1984, 12, 31), "set", "[..1984]"),
        ("2019-03-02T10:20:30Z", date(2019, 3, 2), date(2019, 3, 2), "second", "2019-03-02T10:20:30Z"),
        ("-0100", None, None, "year", "101 BC"),
        ("-0044", None, None, "year", "45 BC"),
        ("-0044/0014", None, date(14, 12, 31), "interval", "between 45 BC and AD 14"),
        ("-0043-03-15", None, None, "day", "15 March 44 BC"),
        ("-0043-03~", None, None, "month", "about March 44 BC"),
        ("0000", None, None, "year", "1 BC"),
        ("-0043-21", None, None, "season", "spring 44 BC"),
        ("0476-09-04", date(476, 9, 4), date(476, 9, 4), "day", "4 September AD 476"),
        ("Y-17E7", None, None, "year", "Y-17E7"),
        ("19XX/2003", date(1900, 1, 1), date(2003, 12, 31), "interval", "between the 1900s and 2003"),
        ("1950S2", date(1900, 1, 1), date(1999, 12, 31), "year", "1950S2"),
        ("Y17000", None, None, "year", "the year 17000"),
    ],
)
def test_a_date_has_bounds_and_words(
    edtf: str, earliest: date | None, latest: date | None, precision: str, words: str
) -> None:
    found = EdtfDate.parse(edtf)
    assert (found.earliest, found.latest, found.precision, str(found)) == (earliest, latest, precision, words)
    assert found.edtf == edtf


_EXAMPLES = "write EDTF: 2015-12-18, 2015-12, 2015-12~ (about), 2016-01-04? (uncertain), 2005/2007, 198X"


@pytest.mark.parametrize(
    ("edtf", "message"),
    [
        ("2019-02-29", "there is no such day or month ('2019-02-29')"),
        ("2015-13", "there is no such day or month ('2015-13')"),
        ("2015-00", "there is no such day or month ('2015-00')"),
        ("2005-02-30/2007", "there is no such day or month ('2005-02-30/2007')"),
        ("[2001-02-29,2002]", "there is no such day or month ('[2001-02-29,2002]')"),
        ("2019-02-30T10:00:00", "there is no such day or month ('2019-02-30T10:00:00')"),
        ("2007/2005", "a date's end comes before its start ('2007/2005')"),
        ("-0001/-0100", "a date's end comes before its start ('-0001/-0100')"),
        ("Y12000/Y11000", "a date's end comes before its start ('Y12000/Y11000')"),
        ("[2005..2003,2010]", "a date's end comes before its start ('[2005..2003,2010]')"),
        ("2004-13", "there is no such day or month ('2004-13')"),
        ("2015-02-3X", "there is no such day or month ('2015-02-3X')"),
        ("12000", "a year has four digits, or more behind a Y: write Y12000 ('12000')"),
        ("2004/12000", "a year has four digits, or more behind a Y: write Y12000 ('2004/12000')"),
        ("-12000-03", "a year has four digits, or more behind a Y: write Y-12000 ('-12000-03')"),
        ("-44", "a year has four digits, or more behind a Y: write -0044 ('-44')"),
        ("20040611", f"not a date: {_EXAMPLES} ('20040611')"),
        ("18 December 2015", f"not a date: {_EXAMPLES} ('18 December 2015')"),
        ("12/18/2015", f"not a date: {_EXAMPLES} ('12/18/2015')"),
        ("2015-1", f"not a date: {_EXAMPLES} ('2015-1')"),
        ("1990s", f"not a date: {_EXAMPLES} ('1990s')"),
        ("", f"not a date: {_EXAMPLES} ('')"),
        ("/", f"not a date: {_EXAMPLES} ('/')"),
        ("２０１５", f"not a date: {_EXAMPLES} ('２０１５')"),
        ("2015 ", f"not a date: {_EXAMPLES} ('2015 ')"),
        ("2019T10:00:00", "a time follows a whole day: 2016-01-04T10:30:00 ('2019T10:00:00')"),
        ("Y1E999999", "a year this far off is not kept ('Y1E999999')"),
        ("1" * 101, "a date has at most 100 characters, this one 101 (11111111111111111111…)"),
    ],
)
def test_what_is_no_date_is_refused(edtf: str, message: str) -> None:
    with pytest.raises(ModelError) as error:
        EdtfDate.parse(edtf)
    assert str(error.value) == message


def test_a_basis_belongs_to_an_inferred_date() -> None:
    found = EdtfDate.parse("2015", text="that year", inferred=True, basis="Three years before 2018.")
    assert (found.text, found.inferred, found.basis) == ("that year", True, "Three years before 2018.")
    with pytest.raises(ModelError, match="mark the date as inferred"):
        EdtfDate.parse("2015", basis="Three years before 2018.")


def test_doubt_is_told_apart() -> None:
    marks = {edtf: EdtfDate.parse(edtf) for edtf in ("2015", "2015~", "2015?", "2015%")}
    assert {edtf: (d.approximate, d.uncertain) for edtf, d in marks.items()} == {
        "2015": (False, False),
        "2015~": (True, False),
        "2015?": (False, True),
        "2015%": (True, True),
    }


@given(st.dates(), st.dates())
def test_bounds_are_the_dates_themselves(one: date, other: date) -> None:
    first, last = sorted((one, other))
    found = EdtfDate.parse(f"{first.isoformat()}/{last.isoformat()}")
    assert (found.earliest, found.latest) == (first, last)


@given(st.text("0123456789X-/.~?%[]{},TZYES:", max_size=14))
def test_any_text_is_a_date_in_order_or_refused(text: str) -> None:
    with suppress(ModelError):
        found = EdtfDate.parse(text)
        assert found.earliest is None or found.latest is None or found.earliest <= found.latest
        assert str(found)


@pytest.mark.parametrize(
    ("edtf", "printed", "reading"),
    [
        ("2014-23", "the autumn of 2014", ""),
        ("2015-12-18", "December 18, 2015", ""),
        ("2015-12-18", "Dec. 18", "18 December 2015"),
        ("2015-12-18", None, ""),
    ],
)
def test_a_date_is_read_aloud_where_its_printed_words_say_less(edtf: str, printed: str | None, reading: str) -> None:
    assert EdtfDate.parse(edtf, text=printed).reading == reading
