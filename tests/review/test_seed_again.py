"""The texts of the second seed, extracted anew and decided on, say what its case file says."""

from collections import Counter

import pytest

from graph.case.dates import EdtfDate
from graph.case.file import read
from graph.case.model import Case
from graph.settings import Settings
from tests.helpers import HARBOUR_FIRE
from tests.review.seed_again import Decider, said

pytestmark = pytest.mark.slow
OURS = read(HARBOUR_FIRE, settings=Settings())
ALIKE = ("Person", "Agency", "Organization", "Place", "Work")
"""Types that names are proposed of."""
VALUES = {
    # the words of the passage say it, those of the number alone do not
    ("gazette", "edges", "five litres, or a little less"): "what comes after a comma may be said of something else",
    ("gazette", "value", "between 700,000 and 900,000"): "of what is in the sentence before: crowns",
    ("ledger", "value", "fewer than 1,800"): "of what is in the sentence before: names",
    ("ledger", "edges", "passed 2,300 names"): "the verb makes it a lower bound",
    ("inquiry", "edges", "12"): "it is witnesses that are counted, in the clause before",
    ("inquiry", "value", "19"): "of what is in the clause before: witnesses",
    ("ledger", "value", "1,200"): "of what is in the clause before: names",
    ("ledger", "value", "690"): "of what is in the clause before: names",
    ("inquiry", "edges", "within ten days"): "a span of time from a day is no count of at most so many",
    ("inquiry", "edges", "allows ten at the most"): "of what is in the clause before: drums",
    ("gazette", "not proposed", "drums of solvent"): "a number that is missing is none",
    # dates
    ("gazette", "not proposed", "two days later"): "a day that is counted from another day of the text",
    ("gazette", "not ours", "two days"): "the same words, taken for a length of time",
    ("gazette", "edges", "about 2011"): "*since* is told by the predicate",
    ("ledger", "edges", "the autumn of 2014"): "*since* is told by the predicate",
    ("ledger", "said twice", "since the autumn of 2014"): "of two people at once",
    ("ledger", "said twice", "Sunday 3 March"): "“the same day” in the sentence after",
    ("inquiry", "value", "from late February until 2 March 2019"): "ours says that *late February* is approximate",
    # read, and not in the case: it did not need them
    ("gazette", "not ours", "six weeks"): "",
    ("gazette", "not ours", "today"): "",
    ("gazette", "not ours", "Saturday"): "",
    ("gazette", "not ours", "around eleven"): "",
    ("gazette", "not ours", "Tuesday evening"): "ours has it as the day of a count",
    ("ledger", "not ours", "16 April 2019"): "ours has it as the day of a count",
    ("inquiry", "not ours", "31 witnesses"): "said in the beginning already",
    ("gazette", "not ours", "before the summer"): "",
    ("ledger", "not ours", "Wednesday"): "",
}
"""Of dates and quantities, what is not as it was proposed, and why."""
NAMES = {
    # of unnamed people
    ("gazette", "not proposed", "Ms Okafor’s team"): "called by its head",
    ("gazette", "not proposed", "Older hands"): "",
    ("ledger", "not proposed", "People in the gallery"): "",
    # names in which capitals say little: a headline's, a title line's
    ("ledger", "not proposed", "Court"): "",
    ("inquiry", "not proposed", "Pier nine inquiry"): "",
    # wrong
    ("gazette", "type", "Gannet Rock"): "a rock at sea, taken for a person",
    ("gazette", "edges", "Ruben Achterberg"): "the surname alone, at the beginning of a sentence",
    ("gazette", "not proposed", "يوسف حداد"): "another script than the text's",
    ("ledger", "not proposed", "Ruben Achterberg"): "missed",
    ("ledger", "type", "Raghu"): "a nickname, taken for a place",
    ("ledger", "type", "Hollis Tranter"): "taken for a body",
    ("ledger", "not ours", "Ledger"): "the paper names itself: it is the source",
}
"""Of names, what is not as it was proposed, and why."""


@pytest.fixture(scope="module")
def decider(tmp_path_factory: pytest.TempPathFactory) -> Decider:
    path = tmp_path_factory.mktemp("again") / "harbour-fire" / "harbour-fire.yaml"
    made = Decider(OURS, HARBOUR_FIRE.parent, path)
    made.run()
    return made


def mentions(case: Case) -> set[tuple[object, ...]]:
    texts = {source.id: source.text_sha256 for source in case.sources}
    return {
        (texts[mention.at.source], mention.at.start, mention.at.end, mention.text, entity.name, entity.type)
        for entity in case.entities
        for mention in entity.mentions
    }


def values(case: Case) -> Counter[tuple[object, ...]]:
    names = {entity.id: entity.name for entity in case.entities}
    return Counter(
        (
            source.text_sha256,
            names[statement.subject],
            statement.predicate,
            value.edtf if isinstance(value, EdtfDate) else (value.low, value.high, value.unit),
        )
        for source in case.sources
        for statement, value, _ in said(case, source.id)
    )


def test_it_says_the_same(decider: Decider) -> None:
    case = read(decider.path, settings=Settings())
    assert mentions(case) == mentions(OURS)
    assert values(case) == values(OURS)


def test_what_had_to_be_done_by_hand(decider: Decider) -> None:
    values = {each for each in decider.differences if each.kind in ("date", "quantity")}
    assert {(each.source, each.what, each.words) for each in values} <= VALUES.keys()
    names = [each for each in decider.differences if each.kind in ALIKE]
    called = {(each.source, each.what, each.words) for each in names if not described(each.words)}
    assert called <= NAMES.keys()
    # what is called by a common noun ("the guard", "net loft") is no name, and not proposed as one
    assert sum(described(each.words) for each in names) <= 46
    # nor are things, events and petitions; of most texts they are the smaller part
    assert len(decider.differences) - len(names) - len(values) <= 36
    assert decider.decisions < 280


def described(words: str) -> bool:
    """Whether a thing is called by common nouns: what it is, and not its name."""
    return words[0].islower() or words.startswith(("The ", "A "))
