"""Texts by a seed: news as it is printed, and what is printed among it that no reader of texts expects."""

import random

NAMES = [
    "Ada Quill",
    "Beatrix Oon",
    "Mr. Tarn",
    "Ms Ida O’Hale",
    "Dr. Jean-Luc Édouard-Brandt",
    "Quill",
    "the Harbour Board",
    "Port Authority of Lower Aberlund",
    "Tern & Sons Ltd.",
    "the Gazette",
    "Cape Sorrel",
    "E. M. Vey Jr.",
    "Søren Łącki",
    "al-Rashid",
    "O’Brien’s",
    "MERCHANT NAVY COUNCIL",
    "she",
    "her clerk",
    "two witnesses",
    "a spokesman for the mayor",
    "王小明",
    "Ольга Ким",
]
SAID = ["said", "told the court", "denied", "alleged", "asked", "warned", "has not said", "wrote", "claims", "doubts"]
WHAT = [
    "the gate was open",
    "nobody had been on the quay",
    "it began at about 3 a.m.",
    "6'3\" men with a £1.2m boat had left",
    "“the fire” was ‘no accident’",
    "he was “there”, and “not alone”",
    "Quill said that Oon had heard Hale deny it",
    "it’s 20% more than in 1986",
]
DATES = [
    "on 2 March 2019",
    "last Friday",
    "in early January",
    "in the 1980s",
    "on Sept. 3-5, 2018",
    "between 2 March and the spring of 2020",
    "03/04/2019",
    "since Christmas 2001",
    "by the end of next year",
    "2019-02-30",
    "on Monday, the 1st",
    "in ’98",
]
AMOUNTS = [
    "nearly 200 people",
    "between ten and fifteen years",
    "£1,234.50",
    "half a century",
    "12,34,567 tonnes",
    "a dozen or so boats",
    "1.2.3",
    "99999999999999999999 years",
    "-5 °C",
    "½ mile",
    "twice",
    "31-year-old",
    "no more than 3½%",
    "two-thirds",
]
PAIRS = ["“”", '""', "‘’", "''", "«»", "„“", "“”", "‹›", "『』"]
NASTY = [
    "\u00a0",
    "\u202f",
    "\u2009",
    "\u00ad",
    "\u200b",
    "\u200d",
    "\ufeff",
    "\u2028",
    "\u2029",
    "\u0085",
    "\x0b",
    "\x0c",
    "\t",
    "\r",
    "\u202e",
    "\u2066",
    "\u0301",
    "\u0338",
    "👩‍👩‍👧‍👦",
    "🔥",
    "🇳🇴",
    "e\u0301",
    "…",
    "—",
    "“",
    "”",
    '"',
    "'",
    "‘",
    "((((",
    "…“",
    "ﬁ",
    "İ",
    "ß",
    "\U0001f1e6",
    "\U00010348",
    "\x07",
    "{}",
    "[1]",
    "<b>",
    "&amp;",
    "https://example.org/a?b=“c”",
    "a@b.example",
]
OTHER = [
    "قال إنه بريء، و«لا» شيء.",
    "הוא אמר: „לא”.",
    "「火事だ」と彼は言った。",
    "Er sagte: „Nein“, und ging.",
    "- one\n- two\n- three",
    "# A heading",
    "| a | b |",
    "FIRE AT PIER NINE: BOARD DENIES ALL",
    "By Ada Quill, staff writer",
    "ABERLUND (Gazette) — The gate was open, Tarn said.",
    "Q. Who was there?\nA. I was.\nQ. When?\nA. On Monday.",
    "QUILL: Yes.\nOON: No. Never.\nTHE COURT: Sustained.",
    "Gazette: Were you there?\nTarn: “No.”",
    "“",
    "!!!",
    "x" * 300,
    "1 2 3 4 5 6 7 8 9",
    "(" * 40,
    "Photograph: Ida Hale",
]
BREAKS = ["\n\n"] * 6 + ["\n", "\r\n\r\n", "\r\n", "\r", "\n \n", "\n\n\n\n", "\n\u00a0\n", "\u2029", " \n"]


def generated(seed: int) -> str:
    """Return a short text; the same seed gives the same one."""
    chance = random.Random(seed)
    text = "\ufeff" if chance.random() < 0.03 else ""
    for _ in range(chance.choice((0, 1, 1, 1, 2, 2, 3))):
        text += _paragraph(chance) + chance.choice(BREAKS)
    return _spoilt(chance, text) if chance.random() < 0.6 else text


def _paragraph(chance: random.Random) -> str:
    if chance.random() < 0.2:
        return chance.choice(OTHER)
    text = " ".join(_sentence(chance) for _ in range(chance.choice((1, 1, 2, 3))))
    if chance.random() < 0.1:  # as somebody broke its lines
        words = text.split(" ")
        text = "\n".join(" ".join(words[at : at + 9]) for at in range(0, len(words), 9))
    return text


def _sentence(chance: random.Random) -> str:
    name, other, said, what = (chance.choice(row) for row in (NAMES, NAMES, SAID, WHAT))
    date, amount = chance.choice(DATES), chance.choice(AMOUNTS)
    pair = chance.choice(PAIRS)
    left, right = pair[0], pair[1]
    if chance.random() < 0.15:
        left, right = chance.choice([("", right), (left, ""), (right, left), ("“", "’")])
    capital = what[:1].upper() + what[1:]
    return chance.choice(
        [
            f"{left}{capital},{right} {name} {said} {date}.",
            f"{left}{capital}{right}, {said} {name}, {amount}.",
            f"{name} {said}: {left}{capital}. {what}.{right}",
            f"{left}{capital},{right} {said} {name}. {left}{capital} {date}.{right}",
            f"{name} {said} that {what} {date}.",
            f"According to {name}, {what}, and {other} {said} it.",
            f"{capital}, {name} {said}.",
            f"{name}, {amount}, who {said} that {what}, met {other} {date}.",
            f"{name} accused {other} of {amount} in damage; {other} {said} it.",
            f"{name}’s claim that {what} was called {left}false{right} by {other}.",
            f"{capital} {date}, with {amount} at {other}",
            f"{left}{left}{capital}{right} is what {name} {said}{right}!",
        ]
    )


def _spoilt(chance: random.Random, text: str) -> str:
    """Return a text with something put in or left out at some places, within words and pairs of marks too."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randrange(len(text) + 1)
        gone = chance.choice((0, 0, 1, 3))
        text = text[:at] + chance.choice(NASTY) + text[at + gone :]
    return text
