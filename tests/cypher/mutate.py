"""Statements changed at random, by their words and by their letters; nothing is known of what they are then."""

import random
import re
import unicodedata

PIECES = ["'", '"', "`", "/*", "*/", "//", "\n", "\r", ";", "\\", "(", "}", "\\u0027", "\\u0060", "%", "*", "+", "{"]
PIECES += ["NOT", "DISTINCT", "CASE", "IS", "UNION", "\u00a0", "\u2028", "\0", "SET", "CREATE", "WITH", "NEXT", "WHEN"]
PIECES += ["FILTER", "WHERE", "AS", "SCORE", "GROUP", "BY", "DELETE", "CALL", "$", "|", "LOAD", "USE", "FOREACH"]
# What looks like nothing, or like a space, or is a letter only for some.
UNSEEN = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u061c\u180e\u0000\u001c\u0085\u00a0\u2028\u2029\u202f\u3000\u000b\u000c\u0300"
)
ALIKE = {
    "a": "аαＡ", "c": "сⅽＣ", "e": "еεＥ", "i": "іıİ", "k": "\u212aκ", "l": "ⅼＬ", "m": "мⅿ", "o": "оοＯ",
    "p": "рρ", "r": "гＲ", "s": "ſѕＳ", "t": "тτＴ", "d": "ԁⅾＤ",
}  # fmt: skip
SPLICES = ["/**/", "//\n", "/* ' */", "``", "''", "\\u002F*", "*\\u002F", "\\u000a", "\\u0020", "\\u00A0", "--", "\\"]


def words(dice: random.Random, statement: str) -> str:
    """Take out, swap and put in up to three words or marks."""
    pieces = re.findall(r"\s+|\w+|.", statement, re.DOTALL)
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(pieces))
        change = dice.random()
        if change < 0.25:
            pieces[at] = ""
        elif change < 0.5:
            other = dice.randrange(len(pieces))
            pieces[at], pieces[other] = pieces[other], pieces[at]
        else:
            pieces.insert(at, dice.choice(PIECES))
    return "".join(pieces)


def letters(dice: random.Random, statement: str, other: str) -> str:
    """Change up to three letters or bytes: by look-alikes, escapes, comments, other bits, or the end of another."""
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(statement) + 1)
        before, letter, after = statement[:at], statement[at : at + 1], statement[at + 1 :]
        change = dice.randrange(9)
        if change == 0:
            letter = dice.choice(UNSEEN) + letter
        elif change == 1:
            letter = dice.choice(ALIKE.get(letter.lower(), UNSEEN))
        elif change == 2:
            letter = letter.swapcase()
        elif change == 3 and letter:
            letter = dice.choice(["\\u{:04x}", "\\u{:04X}", "\\U{:08X}", "\\\\u{:04x}"]).format(ord(letter) & 0xFFFF)
        elif change == 4:
            letter = dice.choice(SPLICES) + letter
        elif change == 5:
            letter = ""
        elif change == 6 and letter:
            raw = bytearray(letter.encode("utf-8", "surrogatepass"))
            raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
            letter = raw.decode("utf-8", "replace")
        elif change == 7:
            after = other[dice.randrange(len(other) + 1) :]
        else:
            letter = unicodedata.normalize(dice.choice(["NFD", "NFKD"]), letter) * dice.choice([1, 2])
        statement = before + letter + after
    return statement or other
