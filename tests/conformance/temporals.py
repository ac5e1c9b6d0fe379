"""Random expressions of dates, times and durations that are constant."""

from random import Random

_UNITS: tuple[str, ...] = (
    "millennium",
    "century",
    "decade",
    "year",
    "weekYear",
    "quarter",
    "month",
    "week",
    "day",
    "hour",
    "minute",
)
_UNITS += ("second", "millisecond", "microsecond")
_ZONES = ("+02:00", "-03:30", "Z", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC")
_DATE_PARTS = ("year", "quarter", "month", "week", "weekYear", "dayOfQuarter", "day", "ordinalDay", "dayOfWeek")
_TIME_PARTS = ("hour", "minute", "second", "millisecond", "microsecond", "nanosecond")
_AMOUNTS = ("years", "months", "weeks", "days", "hours", "minutes", "seconds", "milliseconds", "nanoseconds")
KINDS = ("date", "localtime", "time", "localdatetime", "datetime")


class Temporals:
    """Gives expressions; the same for the same seed.

    Parameters
    ----------
    seed : int
    """

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def expression(self) -> str:
        """Return an expression that gives a text, a number, a truth value or null."""
        pick = self._random.random()
        if pick < 0.3:
            return f"toString({self.moment(2)})"
        if pick < 0.45:
            return f"toString({self.duration(2)})"
        if pick < 0.6:
            kind = self._random.choice(KINDS)
            return f"({self.moment(1, kind)}).{self._random.choice(self._parts(kind))}"
        if pick < 0.7:
            kind = self._random.choice(KINDS)
            operator = self._random.choice(["=", "<>", "<", "<=", ">", ">="])
            return f"{self.moment(1, kind)} {operator} {self.moment(1, kind)}"
        function = self._random.choice(["between", "inMonths", "inDays", "inSeconds"])
        return f"toString(duration.{function}({self.moment(1)}, {self.moment(1)}))"

    def moment(self, depth: int, kind: str = "") -> str:
        """Return an expression of a date, a time or both."""
        kind = kind or self._random.choice(KINDS)
        pick = self._random.random()
        if depth and pick < 0.15:
            return f"{kind}.truncate('{self._random.choice(_UNITS)}', {self.moment(depth - 1)}{self._overrides(kind)})"
        if depth and pick < 0.3:
            return f"({self.moment(depth - 1, kind)} {self._random.choice('+-')} {self.duration(0)})"
        if depth and pick < 0.4:
            return f"{kind}({self.moment(depth - 1)})"
        if depth and pick < 0.6:
            entries = [*self._base(kind, depth), *self._entries(kind, sure=False)]
            return f"{kind}({{{', '.join(entries)}}})"
        return (
            f"{kind}('{self._text(kind)}')"
            if pick < 0.8
            else f"{kind}({{{', '.join(self._entries(kind, sure=True))}}})"
        )

    def duration(self, depth: int) -> str:
        """Return an expression of a duration."""
        pick = self._random.random()
        if depth and pick < 0.2:
            return f"({self.duration(depth - 1)} {self._random.choice('+-')} {self.duration(depth - 1)})"
        if depth and pick < 0.4:
            factor = self._random.choice(["2", "0.5", "-3", "1.25", "3", "0.1"])
            # of one product alone: Neo4j reckons the factors of two first
            return f"({self.duration(0)} {self._random.choice('*/')} {factor})"
        if pick < 0.7:
            names = self._random.sample(_AMOUNTS, self._random.randint(1, 4))
            return f"duration({{{', '.join(f'{name}: {self._amount()}' for name in names)}}})"
        days = "".join(f"{self._random.randint(-9, 40)}{unit}" for unit in "YMWD" if self._random.random() < 0.5)
        last = self._random.choice(["7.25S", "-0.5S", "3.7H", "12M", "-1.000000001S"])
        return f"duration('P{days}T{last}')"

    def _amount(self) -> str:
        return self._random.choice([str(self._random.randint(-50, 80)), f"{self._random.uniform(-5, 5):.2f}"])

    def _parts(self, kind: str) -> list[str]:
        parts = [*(_DATE_PARTS if "date" in kind else ()), *(_TIME_PARTS if "time" in kind else ())]
        zoned = ["offset", "timezone", "offsetSeconds", "offsetMinutes"] if kind in ("time", "datetime") else []
        return parts + zoned + (["epochMillis", "epochSeconds"] if kind == "datetime" else [])

    def _text(self, kind: str) -> str:
        year, month, day = self._year(), self._random.randint(1, 12), self._random.randint(1, 29)
        forms = [f"{year}-{month:02d}-{day:02d}", f"{year}{month:02d}{day:02d}", f"{year}-{month:02d}", f"{year}"]
        forms += [
            f"{year}-W{self._random.randint(1, 53):02d}-{self._random.randint(1, 7)}",
            f"{year}-Q{month % 5}-{day}",
        ]
        forms += [f"{year}W{self._random.randint(1, 53):02d}", f"{year}-{self._random.randint(1, 366):03d}"]
        hour, minute, second = self._random.randint(0, 23), self._random.randint(0, 59), self._random.randint(0, 59)
        times = [f"{hour:02d}:{minute:02d}", f"{hour:02d}{minute:02d}{second:02d}", f"{hour:02d}"]
        times += [f"{hour:02d}:{minute:02d}:{second:02d}.{self._random.randint(0, 999_999_999):09d}"]
        date, time = self._random.choice(forms), self._random.choice(times)
        zone = self._random.choice(["", "Z", "+01:00", "-0330", "+05"]) if kind in ("time", "datetime") else ""
        if kind == "datetime" and self._random.random() < 0.3:
            zone = f"[{self._random.choice(_ZONES[3:])}]"
        return {"date": date, "localtime": time, "time": time + zone}.get(kind, f"{date}T{time}{zone}")

    def _year(self) -> int:
        return self._random.choice([self._random.randint(1900, 2100), self._random.randint(1950, 2030), 2000, 2019])

    def _entries(self, kind: str, *, sure: bool) -> list[str]:
        random, entries = self._random, []
        if "date" in kind and (sure or random.random() < 0.5):
            choice = random.choice(["calendar", "week", "quarter", "ordinal", "year"])
            entries.append(("year", self._year()))
            if choice == "calendar":
                entries += [("month", random.randint(1, 12)), ("day", random.randint(1, 30))]
            elif choice == "week":
                entries += [("week", random.randint(1, 53)), ("dayOfWeek", random.randint(1, 7))]
            elif choice == "quarter":
                entries += [("quarter", random.randint(1, 4)), ("dayOfQuarter", random.randint(1, 92))]
            elif choice == "ordinal":
                entries.append(("ordinalDay", random.randint(1, 366)))
            if not sure:
                entries = random.sample(entries, random.randint(1, len(entries)))
        if "time" in kind and (sure or random.random() < 0.7):
            clock = [
                ("hour", random.randint(0, 23)),
                ("minute", random.randint(0, 59)),
                ("second", random.randint(0, 59)),
            ]
            if sure:
                entries += clock[: random.randint(1 if "date" not in kind else 0, 3)]
            else:
                entries += random.sample(clock, random.randint(0, 3))
            if len(entries) and entries[-1][0] == "second" and random.random() < 0.6:
                entries.append(
                    random.choice([("millisecond", 7), ("microsecond", 123_456), ("nanosecond", 123_456_789)])
                )
        written = [f"{name}: {value}" for name, value in entries]
        if kind in ("time", "datetime") and random.random() < 0.4:
            zones = _ZONES if kind == "datetime" else _ZONES[:3]
            written.append(f"timezone: '{random.choice(zones)}'")
        return written

    def _base(self, kind: str, depth: int) -> list[str]:
        names = {"date": ["date"], "localtime": ["time"], "time": ["time"]}.get(
            kind, ["date", "datetime", "date, time"]
        )
        found = []
        for name in self._random.choice(names).split(", "):
            kinds = [k for k in KINDS if (name == "time" or "date" in k) and (name == "date" or "time" in k)]
            found.append(f"{name}: {self.moment(depth - 1, self._random.choice(kinds))}")
        return found

    def _overrides(self, kind: str) -> str:
        if self._random.random() < 0.6:
            return ""
        names = (["day", "dayOfWeek", "month"] if "date" in kind else []) + (
            ["hour", "second", "nanosecond", "microsecond"] if "time" in kind else []
        )
        return f", {{{self._random.choice(names)}: {self._random.randint(1, 7)}}}"
