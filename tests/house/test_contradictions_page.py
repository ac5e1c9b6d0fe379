"""The page on contradictions has every rule as it is."""

from graph.case.contradictions import RULES
from graph.case.contradictions.findings import WORDS
from tests.helpers import ROOT

PAGE = (ROOT / "docs" / "contradictions.md").read_text(encoding="utf-8")


def test_every_rule_and_no_other_stands_on_the_page_with_its_sentence() -> None:
    rows = [line for line in PAGE.partition("## The rules")[2].splitlines() if line.startswith("| `")]
    assert rows == [f"| `{rule.id}` | {rule.sentence} |" for rule in RULES.values()]


def test_every_verdict_stands_on_the_page() -> None:
    rows = [line.split("**")[1] for line in PAGE.splitlines() if line.startswith("| **")]
    assert rows == list(WORDS)
