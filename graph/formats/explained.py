"""An explanation of a statement as text for a terminal, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from graph.case.captions import edge_caption, name_of
from graph.case.model import Locator
from graph.case.schema import Schema
from graph.case.words import number_of
from graph.formats.report.markdown import escaped
from graph.questions.claims import Claim, place_of
from graph.questions.explain import Explanation

_WIDTH = 100
"""Characters of a line of text."""


def heading_of(explained: Explanation, schema: Schema) -> str:
    """Return what a statement is called, with its status where somebody contests it."""
    r = explained.relationship
    return f"{name_of(r.start_node, schema)} — {edge_caption(r, schema)} → {name_of(r.end_node, schema)}"


def why_of(explained: Explanation) -> str:
    """Return a statement's status, the rule for it and who says what, as a sentence."""
    return f"{explained.status.capitalize()}. {explained.why.removesuffix('.')}: {explained.who}."


def way_of(explained: Explanation, claim: Claim) -> str:
    """Return the verb of a claim's passage, and by which way it came, as a sentence; or nothing."""
    verb = f"in the text “{claim.verb}”" if claim.verb else ""
    words = "; ".join(filter(None, [verb, explained.chains[claim.id]]))
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def to_text(explained: Explanation, schema: Schema, lacking: Sequence[str] = ()) -> str:
    """Return an explanation as lines of text, with sentences on why passages lack their words at its end."""
    lines = [heading_of(explained, schema), *_wrapped(explained.text), "", *_wrapped(why_of(explained)), ""]
    lines.append(f"{number_of(len(explained.claims), 'claim').capitalize()} on it:")
    for number, claim in enumerate(explained.claims, 1):
        wanted = " (asked for)" if claim.id == explained.asked else ""
        lines += ["", *_wrapped(f"{number}. {explained.tellings[claim.id]} [{claim.id}]{wanted}", "   ")]
        lines += _wrapped(way_of(explained, claim), "   ", "   ")
        for place, quote in _passages(explained, claim):
            lines += _wrapped(place, "   ", "   ")
            lines += _wrapped(f"“{quote}”", "     ", "     ") if quote else []
        for each in explained.contradicting(claim):
            lines += _wrapped(f"Contradicted, by the rule {each.rule}: {each.text} [{each.other.id}]", "   ", "   ")
        for mark in explained.marks.get(claim.id, ()):
            lines += _wrapped(f"Second reader: {mark.told}", "   ", "   ")
    for sentence in lacking:
        lines += ["", *_wrapped(sentence)]
    lines += ["", "The query behind it, for `casegraph query` or the page Query:", ""]
    return "\n".join([*lines, *explained.cypher.splitlines(), ""])


def to_markdown(explained: Explanation, schema: Schema, lacking: Sequence[str] = ()) -> str:
    """Return an explanation as Markdown, as :func:`to_text` does; whatever a name holds, it is no markup."""
    lines = [f"# {escaped(heading_of(explained, schema))}", "", escaped(explained.text), ""]
    lines += [f"**Why:** {escaped(why_of(explained))}", "", "## Claims", ""]
    for number, claim in enumerate(explained.claims, 1):
        wanted = " *(asked for)*" if claim.id == explained.asked else ""
        lines += [f"{number}. {escaped(explained.tellings[claim.id])} (`{claim.id}`){wanted}"]
        if way := way_of(explained, claim):
            lines += ["", f"   {escaped(way)}"]
        for place, quote in _passages(explained, claim):
            lines += ["", f"   {escaped(place)}{':' if quote else ''}"]
            lines += ["", f"   > {escaped(' '.join(quote.split()))}"] if quote else []
        for each in explained.contradicting(claim):
            told = f"{escaped(each.text)} (`{each.other.id}`)"
            lines += ["", f"   **Contradicted** by the rule {escaped(each.rule)}: {told}"]
        for mark in explained.marks.get(claim.id, ()):
            lines += ["", f"   **Second reader:** {escaped(mark.told)}"]
        lines.append("")
    for sentence in lacking:
        lines += [f"*{escaped(sentence)}*", ""]
    fence = "`" * max(3, 1 + max(map(len, _runs_of_backticks(explained.cypher)), default=0))
    return "\n".join([*lines, "## The query behind it", "", f"{fence}cypher", explained.cypher, fence, ""])


def _passages(explained: Explanation, claim: Claim) -> Iterator[tuple[str, str]]:
    """Yield how each passage of a claim is cited, and its text where it is at hand."""
    yield claim.citation, explained.passages.get(claim.at, "")
    for at in claim.context:
        place = Locator.parse(at)
        source = claim.source_name if place.source == claim.source else ""
        yield f"with {place_of(place, source)}", explained.passages.get(at, "")


def _wrapped(text: str, indent: str = "", first: str = "") -> list[str]:
    # an address is left whole, so that a terminal opens it
    one_line = " ".join(text.split())
    return wrap(one_line, _WIDTH, initial_indent=first, subsequent_indent=indent, break_long_words=False,
                break_on_hyphens=False)  # fmt: skip


def _runs_of_backticks(text: str) -> list[str]:
    return ["`" * len(run) for run in "".join(char if char == "`" else " " for char in text).split()]
