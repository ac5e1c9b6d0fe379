"""What contradicts what, as text for a terminal and as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from textwrap import wrap

from graph.case.contradictions import RULES, VERDICTS, Finding, Verdict
from graph.case.contradictions.findings import WORDS
from graph.case.words import number_of
from graph.formats.report.markdown import escaped
from graph.questions.contradictions import Contradictions, ToldSide

_WIDTH = 100
"""Characters of a line of text."""
_NOTHING = "Nothing of that is found."


def to_text(told: Sequence[Contradictions], verdicts: Collection[str] = (), rules: Collection[str] = ()) -> str:
    """Return findings as lines of text: for each its verdict and why, then both sides with their passages."""
    lines: list[str] = []
    for each in told:
        found = each.chosen(verdicts, rules)
        lines.append(f"{each.case.id}: {summary(each, found, rules)}{_how_to_list(each, verdicts, rules)}")
        for finding in found:
            lines += ["", *_wrapped(f"{WORDS[finding.verdict]}: {RULES[finding.rule].sentence} [{finding.id}]")]
            for side in each.sides(finding):
                lines += _side_lines(side)
            name, because = finding.why
            lines += _wrapped(f"{name or 'Why'}: {because}.", "  ")
        lines.append("")
    return "\n".join(lines)


def to_markdown(told: Sequence[Contradictions], verdicts: Collection[str] = (), rules: Collection[str] = ()) -> str:
    """Return findings as Markdown; whatever a name holds, it is no markup."""
    lines: list[str] = []
    for each in told:
        found = each.chosen(verdicts, rules)
        lines += [f"# Contradictions: {escaped(each.case.title)}", "", escaped(summary(each, found, rules)), ""]
        verdict = ""
        for finding in found:
            if finding.verdict != verdict:
                verdict = finding.verdict
                lines += [f"## {WORDS[finding.verdict]}", ""]
            lines += [f"### {escaped(RULES[finding.rule].sentence)}", ""]
            for name, side in zip(("On one side", "On the other"), each.sides(finding), strict=True):
                lines += [f"{name}:", ""]
                lines += [f"- {escaped(claim.text)} ({escaped(claim.place)})" for claim in side.told]
                lines += [f"- and {side.more:,} more", ""] if side.more else [""]
            name, because = finding.why
            lines += [f"**{name or 'Why'}:** {escaped(because)}. (`{finding.id.replace('`', '')}`)", ""]
    return "\n".join(lines)


def summary(each: Contradictions, found: Sequence[Finding], rules: Collection[str] = ()) -> str:
    """Return how much was found, as a sentence."""
    if not found:
        return f"{_NOTHING} {_undecided(each, rules)}".strip()
    counts = Counter(finding.verdict for finding in found)
    words: dict[Verdict, str] = {"conflict": number_of(counts["conflict"], "conflict")}
    listed = "; ".join(words.get(v, f"{counts[v]:,} {WORDS[v].lower()}") for v in VERDICTS if counts[v])
    told = f"{number_of(len(found), 'finding')}" + (f": {listed}." if listed else ".")
    return f"{told} {_undecided(each, rules)}".strip()


def _undecided(each: Contradictions, rules: Collection[str]) -> str:
    n = sum(not rules or finding.rule in rules for finding in each.found.undecided)
    return f"{n:,} cannot be told." if n else ""


def _how_to_list(each: Contradictions, verdicts: Collection[str], rules: Collection[str]) -> str:
    """Return how the command line lists what cannot be told, where there is any and it is not listed."""
    return " (--verdict undecided lists them.)" if "undecided" not in verdicts and _undecided(each, rules) else ""


def _side_lines(side: ToldSide) -> list[str]:
    lines = []
    for n, claim in enumerate(side.told):
        mark = "- " if n == 0 else "  "
        lines += _wrapped(f"{claim.text} [{claim.at}]", "    ", f"  {mark}")
    return [*lines, f"    and {side.more:,} more"] if side.more else lines


def _wrapped(text: str, indent: str = "", first: str | None = None) -> list[str]:
    one_line = " ".join(text.split())
    opening = indent if first is None else first
    return wrap(one_line, _WIDTH, initial_indent=opening, subsequent_indent=indent, break_long_words=False,
                break_on_hyphens=False)  # fmt: skip
