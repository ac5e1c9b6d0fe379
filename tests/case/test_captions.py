"""What a statement states as a clause: who speaks is not named twice, and no word stands where none belongs."""

import re
from pathlib import Path

import pytest

from graph.case.captions import clause, relationship_words
from graph.case.file import read
from graph.case.schema import load_schema
from graph.case.words import within_sentence
from graph.elements import Node, Relationship
from tests.helpers import HARBOUR_FIRE, PETITIONS

SCHEMA = load_schema()


def entity(name: str, type: str = "Agency") -> Node:
    return Node(f"c/{name}", name, ("Entity", type), {"id": name, "case_id": "c", "name": name})


def value(type: str, text: str) -> Node:
    return Node(f"c/{text}", text, (type, "Value"), {"id": text, "case_id": "c", "text": text})


PORT, MAKERS, ADA = entity("Port Authority"), entity("The filmmakers"), entity("Ada Hale", "Person")
FIRE, ASK = entity("The fire", "Event"), entity("Ask why", "Petition")


@pytest.mark.parametrize(
    ("by", "start", "predicate", "end", "words"),
    [
        (PORT, PORT, "BLAMED_FOR", FIRE, "it is rightly blamed for The fire"),
        (MAKERS, MAKERS, "BLAMED_FOR", FIRE, "they are rightly blamed for The fire"),
        (ADA, ADA, "BLAMED_FOR", FIRE, "Ada Hale is rightly blamed for The fire"),
        (ADA, PORT, "BLAMED_FOR", FIRE, "Port Authority is rightly blamed for The fire"),
        (ADA, PORT, "INVESTIGATED", PORT, "Port Authority investigated itself"),
        (PORT, PORT, "INVESTIGATED", PORT, "it investigated itself"),
        (ADA, MAKERS, "INVESTIGATED", MAKERS, "The filmmakers investigated themselves"),
        (ADA, ASK, "SIGNATURES", value("Quantity", "640 signatures"), "Ask why has 640 signatures"),
        (ADA, ASK, "SIGNATURES", value("Quantity", "1,914 names"), "Ask why has, in signatures, 1,914 names"),
        (ADA, FIRE, "TREATED_AFTER", value("Quantity", "Two men"), "The fire was followed by the treatment of two men"),
        (ADA, FIRE, "LOSS", value("Quantity", "US$ 5"), "The fire came to a loss of US$ 5"),
        (ADA, ADA, "PLANS_FOR", value("Date", "2020"), "Ada Hale has plans for 2020"),
        (ADA, ADA, "PLANS_FOR", value("Date", "between 2019 and 2020"),
         "Ada Hale has plans for some time between 2019 and 2020"),
        (ADA, ASK, "COUNTED_FROM", value("Date", "late December"), "Ask why was counted from late December"),
        (ADA, ASK, "COUNTED_FROM", value("Date", "between 2019 and 2020"),
         "Ask why was counted from some time between 2019 and 2020"),
        (ADA, FIRE, "OCCURRED_ON", value("Date", "between 2019 and 2020"), "The fire occurred between 2019 and 2020"),
        (ADA, entity("Letter", "Evidence"), "SAID_TO_LINK_TO_CRIME", ADA,
         "Letter is a link between the crime and Ada Hale"),
    ],
)  # fmt: skip
def test_a_clause_reads_as_a_sentence(by: Node, start: Node, predicate: str, end: Node, words: str) -> None:
    assert clause(start, predicate, end, SCHEMA, by=by.key, contested="rightly" in words or "link" in words) == words


@pytest.mark.parametrize(
    ("date", "words"),
    [("2 March 2019", "arrived on"), ("2009", "arrived in"), ("between 2009 and 2011", "arrived")],
)
def test_the_words_on_a_line_to_a_date_are_those_of_its_kind(date: str, words: str) -> None:
    line = Relationship("c/r", "r", "CAME_ON", ADA, value("Date", date), {"id": "r", "status": "reported"})
    assert relationship_words(line, SCHEMA) == words


@pytest.mark.parametrize("file", [HARBOUR_FIRE, PETITIONS], ids=lambda file: file.parent.name)
def test_no_clause_of_a_seed_stumbles(file: Path) -> None:
    case = read(file)
    names = {each.id: entity(each.name, each.type) for each in case.entities}
    told = []
    for each in case.statements:
        if each.object:
            end = names[each.object]
        else:
            type_ = type(each.value).__name__.replace("EdtfDate", "Date")
            end = value(type_, str(each.value) if type_ == "Date" else getattr(each.value, "text", ""))
        told.append(clause(names[each.subject], each.predicate, end, SCHEMA))
    stumbles = re.compile(
        r"\b(on|in|for|from|since|at|of|to) (on|in|between|after|before|until)\b|\b(\w+) \3\b|,,| {2}"
    )
    allowed = re.compile(r"loss of between|that that")
    assert [words for words in told if stumbles.search(allowed.sub("loss", words))] == []


@pytest.mark.parametrize(
    ("reason", "within"),
    [
        ("The article names one.", "the article names one"),
        ("Ada Hale names one", "Ada Hale names one"),
        ("It was her coat.", "it was her coat"),
        ("Itala Prins wrote it", "Itala Prins wrote it"),
    ],
)
def test_a_reason_begins_small_within_a_sentence_where_it_is_no_name(reason: str, within: str) -> None:
    assert within_sentence(reason) == within
