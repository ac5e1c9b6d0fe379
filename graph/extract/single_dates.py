"""Single dates as they are printed: a day, a month, a decade, *last autumn*; each is read at a word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from graph.extract import days
from graph.extract.date_words import OFF, REACH, SIDES, STEPS, Value, Words, holidays, numbered
from graph.extract.days import Calendar, Dated, Side


class SingleDates(Words):
    """Reads a single date at a word of a block."""

    def single(self, at: int) -> Value | None:
        """Read the date that begins at a word, if one does."""
        word = self.word(at)
        if not word:
            return None
        if word[0] in "0123456789":
            return self._numeric(at) or self._day_month(at, at, None) or self._year_alone(at)
        rules: tuple[Callable[[int], Value | None], ...] = (
            self._holiday, self._weekday, self._month_first, self._week_of, self._part, self._side, self._near_day,
            self._season, self._decade, self._century, self._share, self._after_the,
        )  # fmt: skip
        return next((value for rule in rules if (value := rule(at))), None)

    # ── days and months ──

    def dated(self, at: int, end: int, printed: Calendar) -> Value:
        """Return the value of what is printed from a word to another."""
        if printed.year is None and (year := self._year_ahead(end)):
            printed = replace(printed, year=year)
        edtf, basis = self.when.calendar(printed, "" if printed.year else self.tense(at, end))
        if printed.year is None and printed.month is not None and (year := self._year_of_sentence(at)):
            edtf, basis = (
                days.iso(year, printed.month, printed.day),
                f"The year is that with which the sentence begins, {year}.",
            )
        step = STEPS.get(self.word(end + (self.word(end) == "of")))
        year_at = end + (self.word(end) == "of") + 1
        if printed.year is None and step is not None and self.word(year_at) == "year" and self.when.year:
            printed, end = replace(printed, year=self.when.year + step), year_at + 1  # 3 March last year
            edtf, basis = days.iso(printed.year, printed.month, printed.day), self.when.years(step)[1]
        return Value(end, edtf, basis, printed)

    def _year_ahead(self, end: int) -> int | None:
        """Return the year of the other date of a pair: March and April 2019."""
        if self.word(end) not in ("and", "or", "&"):
            return None
        at = end + 1
        day = self.day_end(at)
        found = self.month(day or at)
        if found is None:
            return None
        at = found[1]
        at = self.day_end(at) or at
        at += self.word(at) == ","
        return self.digits(at) if self.year_end(at) else None

    def _year_of_sentence(self, at: int) -> int | None:
        start = at
        while start > 0 and at - start < REACH and not self.ends_sentence(start - 1):
            start -= 1
        return (
            self.digits(start + 1) if self.word(start) == "in" and at > start + 2 and self.year_end(start + 1) else None
        )

    def month(self, at: int) -> tuple[int, int] | None:
        """Return the month that is named at a word, and the place after it."""
        number = numbered("month").get(self.word(at))
        if number is None or not self.capital(at):
            return None
        return number, at + 1 + (self.has(at, "short") and self.word(at + 1) == "." and self.glued(at + 1))

    def year_end(self, at: int) -> int:
        """Return the place after a year, or 0 where there is none."""
        year = self.digits(at)
        return at + 1 if year and len(self.word(at)) == 4 and 1000 <= year <= 2099 and self.closes(at) else 0

    def day_end(self, at: int) -> int:
        """Return the place after a day's number, or 0 where there is none."""
        day = self.digits(at)
        if day is None or not 1 <= day <= 31:
            return 0
        if self.glued(at + 1) and self.word(at + 1) in ("st", "nd", "rd", "th"):
            return at + 2
        return at + 1 if self.closes(at) or self.word(at + 1) == "-" else 0

    def _day_month(self, at: int, start: int, weekday: int | None) -> Value | None:
        """Read the British order: 3 March 2019, the 3rd of March."""
        end = self.day_end(start)
        if not end or not (self.opens(start) or self.word(start - 1) == "-"):
            return None
        found = self.month(end + (self.word(end) == "of"))
        if found is None:
            return None
        month, end = found
        year_at = end + (self.word(end) in (",", "of"))
        year = self.year_end(year_at)
        printed = Calendar(self.digits(year_at) if year else None, month, self.digits(start), weekday)
        return self.dated(at, year or end, printed)

    def _month_first(self, at: int, start: int | None = None, weekday: int | None = None) -> Value | None:
        """Read the American order, or a month: March 3, 2019; March 2019; in March."""
        start = at if start is None else start
        found = self.month(start)
        if found is None:
            return None
        month, after = found
        day_at = after + (self.word(after) == "the")
        end = self.day_end(day_at)
        if end and not self.has(end, "no year before"):
            year_at = end + (self.word(end) in (",", "of"))
            year = self.year_end(year_at)
            printed = Calendar(self.digits(year_at) if year else None, month, self.digits(day_at), weekday)
            return self.dated(at, year or end, printed)
        year_at = after + (self.word(after) in (",", "of"))
        if weekday is None and (year := self.year_end(year_at)):
            return self.dated(at, year, Calendar(self.digits(year_at), month))
        if weekday is not None or not self._is_month(start):
            return None
        return self.dated(at, after, Calendar(None, month))

    def _is_month(self, at: int) -> bool:
        """Whether a month's name alone is one: not Theresa May, nor the word Mar."""
        if self.has(at, "short"):
            return self.word(at + 1) == "." and self.has(at - 1, "before month")
        if self.has(at - 1, "before month") or (self.word(at - 1) == "-" and self.word(at - 2) == "mid"):
            return True
        if self.word(at - 1) == "of" and any(self.has(at - 2, f"part {n}") for n in (1, 2, 3)):
            return True
        if self.has(at, "doubtful"):
            return False
        # A person's name: "April Jones", "Jane January".
        return not (self.capital(at + 1) and self.raw[at + 1].istitle() and not self.has(at - 1, "also before month"))

    def _weekday(self, at: int) -> Value | None:
        weekday = numbered("weekday").get(self.word(at))
        if weekday is None or not self.capital(at):
            return None
        short = self.has(at, "short")
        after = at + 1 + (short and self.word(at + 1) == "." and self.glued(at + 1))
        day_at = self._skip_part_of_day(after)
        day_at += self.word(day_at) == ","
        the = day_at + (self.word(day_at) == "the")
        value = self._day_month(at, the, weekday) or self._month_first(at, day_at, weekday)
        if value or short:
            return value
        if self.has(at - 1, "no weekday after") or (self.capital(after) and self.has(after, "no weekday before")):
            return None
        if (self.word(after) == "-" and self.glued(after)) or self._is_custom(at):
            return None
        that = self.word(at - 1) == "that"
        dated = self._named_before(weekday) if that else self.when.weekday(weekday, self.tense(at, after))
        return Value(self._skip_part_of_day(after), *dated, Calendar(weekday=weekday))

    def _named_before(self, weekday: int) -> Dated:
        """Return the day before in the block, if it was such a weekday: that Saturday."""
        day = self.last[1] if self.last else ""
        if len(day) != 10 or date.fromisoformat(day).weekday() != weekday:
            return days.UNKNOWN
        return day, f"The {days.WEEKDAYS[weekday]} named before it, {days.printed(day)}."

    def _is_custom(self, at: int) -> bool:
        """Whether a weekday is one of many: Monday to Friday, the last Friday of the month, Friday the 13th."""
        if self.word(at + 1) == "the" and self.day_end(at + 2):
            return True
        if self.word(at + 1) == "of" and self.has(at - 1, "ordinal -1"):
            return True
        days_ = [self.words[at : at + 3], self.words[max(at - 2, 0) : at + 1]]
        return any(len(week) == 3 and week[0] == "monday" and week[2] == "friday" for week in days_)

    def _skip_part_of_day(self, at: int) -> int:
        return at + self.has(at, "part of day")

    def _numeric(self, at: int) -> Value | None:
        """Read 2019-03-02, and 2/3/2019: of its two orders, where both are possible, it says neither."""
        parts = [self.digits(place) for place in (at, at + 2, at + 4)]
        marks = {self.word(at + 1), self.word(at + 3)}
        glued = all(self.glued(place) for place in range(at + 1, at + 5))
        if None in parts or not glued or len(marks) > 1 or not self.opens(at) or not self.closes(at + 4):
            return None
        first, second, third = (part or 0 for part in parts)
        lengths, mark = [len(self.word(place)) for place in (at, at + 2, at + 4)], marks.pop()
        if lengths == [4, 2, 2] and mark in "-/":
            edtf = days.iso(first, second, third)
            return Value(at + 5, edtf) if edtf and first >= 1000 else None
        if lengths[2] != 4 or max(lengths[:2]) > 2 or mark not in "/.-" or not 1000 <= third <= 2099:
            return None
        found = {day for day in (days.iso(third, second, first), days.iso(third, first, second)) if day}
        if not found:
            return None
        return Value(at + 5, found.pop() if len(found) == 1 else days.one_of(found))

    def _year_alone(self, at: int) -> Value | None:
        end = self.year_end(at)
        if not end or not (self.opens(at) or (self.word(at - 1) in "-/" and self.word(at - 2).isdigit())):
            return self._decade(at)
        year = self.digits(at)
        before = self.word(at - 1)
        sure = before in ("in", "since", "of", "until", "year", "from", "by")
        no_year = self.has(at - 1, "no year after") or self.has(end, "no year before")
        if not year or not (year >= 1500 or sure) or no_year or (before == "." and self.word(at - 2) == "no"):
            return None
        if not sure and before.isalpha() and not self.has(at - 1, "year after") and self._is_plural(end):
            return None  # "she counted 1984 boats", but "the 2016 elections"
        return Value(end, str(year), "", Calendar(year))

    def _is_plural(self, at: int) -> bool:
        word = self.word(at)
        return len(word) > 3 and word.endswith("s") and not self.capital(at) and word not in ("this", "does")

    # ── longer times ──

    def _decade(self, at: int) -> Value | None:
        """Read 1980s, '80s and, with an article, eighties."""
        start = at + (self.word(at) == "'" and self.glued(at + 1))
        word, number = self.word(start), self.digits(start)
        if number is not None and number % 10 == 0 and self.glued(start + 1):
            end = start + 1 + (self.word(start + 1) == "'" and self.glued(start + 2))
            if self.word(end) != "s" or (self.glued(end + 1) and self.word(end + 1)[0].isalnum()):
                return None
            if len(word) == 4 and 1000 <= number <= 2090 and (start > at or self.opens(at)):
                return Value(end + 1, word[:2] + "XX" if number % 100 == 0 and number < 2000 else word[:3] + "X")
            return self._short_decade(end + 1, number // 10) if len(word) == 2 and start > at else None
        decade = numbered("decade").get(word)
        return (
            self._short_decade(at + 1, decade)
            if decade and self.word(at - 1) in ("the", "early", "late", "mid", "-")
            else None
        )

    def _short_decade(self, end: int, decade: int) -> Value | None:
        if self.when.year is None:
            return Value(end, None)
        century = self.when.year // 100 - (decade * 10 > self.when.year % 100)
        return Value(end, f"{century}{decade}X", f"The last such decade before publication, {self.when.words}.")

    def _century(self, at: int) -> Value | None:
        number = self.digits(at)
        after = at + 2 if number and self.word(at + 1) in ("th", "st", "nd", "rd") else at + 1
        number = number if number else numbered("century").get(self.word(at))
        if not number or not 11 <= number <= 21 or self.word(after + (self.word(after) == "-")) != "century":
            return None
        return Value(after + 1 + (self.word(after) == "-"), f"{number - 1}XX")

    def _season(self, at: int) -> Value | None:
        """Read spring 2019, the spring of 2019, since the spring."""
        season = numbered("season").get(self.word(at))
        if season is None:
            return None
        year_at = at + 1 + (self.word(at + 1) in ("of", ","))
        if year := self.year_end(year_at):
            return Value(year, f"{self.word(year_at)}-{season}")
        before = at - 1 - (self.word(at - 1) == "the")
        # "in summer" is any summer; "the fall of the wall" is none.
        loose = self.word(at) == "fall" or before == at - 1
        sure = self.word(before) in ("since", "until", "early", "late", "mid", "-")
        if not (sure or (not loose and self.has(before, "before season"))) or self.word(at + 1) in ("of", "-"):
            return None
        if self.word(before) == "of" and not self.has(before - 1, "part 3"):
            return None
        return Value(at + 1, *self.when.season(season, self.tense(at, at + 1)))

    def _holiday(self, at: int) -> Value | None:
        for words, how, number in holidays().get(self.word(at), ()):
            end = at + len(words)
            if self.words[at:end] != words or not self.capital(at):
                continue
            name = " ".join(self.raw[at:end]).replace(" ' ", "'")
            year_at = end + (self.word(end) in (",", "of"))
            if year := self.year_end(year_at):
                return Value(year, days.holiday(how, number, int(self.word(year_at))).isoformat())
            if len(words) == 1 and not self.has(at - 1, "before holiday"):
                return None
            return Value(end, *self.when.holiday(how, number, self.tense(at, end), name))
        return None

    def _share(self, at: int) -> Value | None:
        """Read the first quarter of 2016, the second half of 2016, the last week of May."""
        number = numbered("ordinal").get(self.word(at))
        unit = self.word(at + 1)
        if number is None or self.word(at + 2) != "of":
            return None
        if unit in ("quarter", "half") and (end := self.year_end(at + 3)):
            last = 4 if unit == "quarter" else 2
            number = last if number < 0 else number
            code = (32 if unit == "quarter" else 39) + number
            return Value(end, f"{self.word(at + 3)}-{code}") if number <= last else None
        found = self.month(at + 3) if unit == "week" else None
        if found is None:
            return None
        value = self._month_first(at + 3) or self.dated(at, found[1], Calendar(None, found[0]))
        if value.edtf is None or len(value.edtf) != 7:
            return None
        year, month = value.edtf.split("-")
        return Value(value.end, days.week_of_month(int(year), int(month), number), value.basis)

    def _week_of(self, at: int) -> Value | None:
        if self.word(at) != "week":
            return None
        word = self.word(at + 1)
        if word not in ("of", "beginning", "starting", "commencing", "ending", "ended"):
            return None
        at += 2
        value = self._numeric(at) or self._day_month(at, at, None) or self._month_first(at) or self._weekday(at)
        if value is None or not value.edtf or len(value.edtf) != 10 or not value.edtf.replace("-", "").isdigit():
            return None
        basis = value.basis or f"The week of {days.printed(value.edtf)}, from Monday to Sunday."
        return Value(value.end, days.week_of(value.edtf, "" if word == "of" else word), basis)

    def _part(self, at: int) -> Value | None:
        """Read an early, middle or late part of something: early March, the end of 2016, mid-1990s."""
        part = numbered("part").get(self.word(at))
        if part is None:
            return None
        after = at + 1
        if self.word(at) in ("early", "late", "mid"):
            after += self.word(after) == "-"
        elif self.word(after) == "of":
            after += 1 + (self.word(after + 1) == "the")
        else:
            return None
        value = self._numeric(after) or self._month_first(after) or self._year_alone(after)
        value = value or self._season(after) or self._decade(after) or self._century(after) or self._side(after)
        if value is None and self.word(after - 1) == "the" and self.word(after) in ("year", "month"):
            dated = self.when.years(0) if self.word(after) == "year" else self.when.month(0)
            value = Value(after + 1, *dated)
        if value is None or (value.calendar and value.calendar.day):
            return None
        edtf = days.part_of(value.edtf, part) if value.edtf else None
        return Value(value.end, edtf, value.basis, value.calendar, part)

    # ── seen from the day of publication ──

    def _near_day(self, at: int) -> Value | None:
        word = self.word(at)
        off = OFF.get(word)
        if off is not None:
            if self.capital(at) and self.capital(at - 1):  # a newspaper
                return None
            return Value(self._skip_part_of_day(at + 1), *self.when.days_off(off))
        if word in ("earlier", "later") and self.word(at + 1) in (*SIDES, *OFF):
            return self._side(at + 1) or self._near_day(at + 1)
        return None

    def _side(self, at: int) -> Value | None:
        """Read last, this or next with a time."""
        side, unit = SIDES.get(self.word(at)), self.word(at + 1)
        if side is None:
            return None
        step, end = STEPS[side], at + 2
        if self.has(at + 1, "part of day"):
            dated = self.when.days_off(step) if side == "this" or (side == "last" and unit == "night") else None
            return Value(end, *dated) if dated else None
        # "the last year", "her last week" are no dates.
        own = self.word(at - 1) in ("the", "s", "their", "his", "her", "its", "my", "our", "your", "'")
        if unit in ("week", "weekend", "month", "year"):
            if own or self.word(end) == "-":
                return None
            dated = self._counted(unit, step, side, at)
            return Value(end, *dated)
        if season := numbered("season").get(unit):
            return None if own else Value(end, *self.when.season(season, self.tense(at, end), side))
        if self.has(at + 1, "short") or not self.capital(at + 1):
            return None
        if (weekday := numbered("weekday").get(unit)) is not None:
            ordinal = self.word(at - 1) == "the"
            return None if ordinal else Value(self._skip_part_of_day(end), *self.when.weekday(weekday, "", side))
        if month := numbered("month").get(unit):
            return None if own or self.digits(end) else Value(end, *self.when.named_month(month, side))
        return self._side_holiday(at, side)

    def _counted(self, unit: str, step: int, side: Side, at: int) -> Dated:
        match unit:
            case "week":
                return self.when.week(step)
            case "month":
                return self.when.month(step)
            case "year":
                return self.when.years(step)
        past = side == "this" and self.tense(at, at + 2) == "past"
        return self._weekend_off(-past if side == "this" else step)

    def _weekend_off(self, weeks: int) -> Dated:
        """Count weekends from that of the week of publication; while that has begun, it is the last one."""
        begun = self.when.day is not None and self.when.day.weekday() >= 5
        return self.when.week(0 if begun and weeks < 0 else weeks, 5)

    def _side_holiday(self, at: int, side: Side) -> Value | None:
        for words, how, number in holidays().get(self.word(at + 1), ()):
            end = at + 1 + len(words)
            if self.words[at + 1 : end] == words and self.capital(at + 1):
                return Value(end, *self.when.holiday(how, number, "", self.raw[at + 1], side))
        return None

    # ── after an article ──

    def _after_the(self, at: int) -> Value | None:
        if self.word(at) in ("that", "same"):
            return self._same(at, at)
        if self.word(at) != "the":
            return None
        start = at + 1
        if self.digits(start) is not None:
            if self.word(start + 1) in ("th", "st", "nd", "rd"):
                return self._century(start) or self._day_month(at, start, None)
            return self._decade(start)
        for rule in (self._share, self._week_of, self._part, self._season, self._decade, self._century, self._weekend):
            if value := rule(start):
                return value
        return self._day_by(start) or self._same(at, start)

    def _weekend(self, at: int) -> Value | None:
        if self.word(at) != "weekend" or self.word(at - 2) not in ("over", "at", "during") or self.word(at + 1) == "of":
            return None
        return Value(at + 1, *self._weekend_off(-(self.tense(at, at + 1) != "future")))

    def _day_by(self, at: int) -> Value | None:
        """Read the day before yesterday, the day after tomorrow."""
        pair = (self.word(at + 1), self.word(at + 2))
        if self.word(at) == "day" and pair in (("before", "yesterday"), ("after", "tomorrow")):
            return Value(at + 3, *self.when.days_off(-2 if pair[0] == "before" else 2))
        return None

    def _same(self, at: int, start: int) -> Value | None:
        """Read a day or year that the date before gives: the same day, the following week, that year."""
        word, unit, end = self.word(start), self.word(start + 1), start + 2
        step = {"same": 0, "that": 0, "following": 1, "next": 1, "previous": -1}.get(word)
        if step is None or not self.near_last(at) or self.last is None:
            return None
        if word == "that" and unit == "same":
            unit, end = self.word(start + 2), start + 3
        anchor, what = self.last[1], "the date named before it"
        if self.has(start + 1, "part of day") and step:
            unit = "day"
        if unit not in ("day", "month", "year") or (word == "that" and unit != "year"):
            return None
        if step == 0:
            length = {"day": 10, "month": 7, "year": 4}[unit]
            edtf = anchor[:length]
            basis = f"The {unit} named before it, {days.printed(edtf)}."
            return Value(end, edtf, basis) if len(anchor) >= length else None
        dated = days.shifted(anchor, step, unit, what)
        return Value(end, *dated) if dated[0] else None

    def near_last(self, at: int) -> bool:
        """Whether the date before stands in the same sentence or in the one before it."""
        if self.last is None or not 0 <= at - self.last[0] <= 2 * REACH:
            return False
        return sum(self.ends_sentence(place) for place in range(self.last[0], at)) <= 1
