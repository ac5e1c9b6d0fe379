"""Nobody is said to have committed a crime but by a finding: words that say so, and case files that try."""

from pathlib import Path

import pytest

from graph.case.changes import with_statement
from graph.case.file import from_yaml
from graph.case.file.case_file import CaseFile
from graph.case.model import Case, Claim, Locator, Statement, Text
from graph.case.schema import Predicate, load_schema
from graph.errors import CaseFileError
from graph.settings import Settings
from tests.helpers import HARBOUR_FIRE, PETITIONS

SCHEMA = load_schema()
CRIMES = SCHEMA.crimes
CASE = """\
case: {{id: pier, title: The pier, as_of: 2019-05}}
sources: [{{id: gazette, title: Gazette}}]
entities:
  - {{id: hale, type: Person, name: Ada Hale}}
  - {{id: firm, type: Organization, name: Quay Stores}}
  - {{id: port, type: Agency, name: Port Authority}}
  - {{id: court, type: Agency, name: Court, decides: true}}
  - {{id: other, {other}}}
statements:
  - {{id: said, {said}, claims: [{{{claim}, at: "gazette#p1s1"}}]}}
"""
REPORTED = "by: gazette, stance: asserts"
FOUND = "by: court, stance: asserts, kind: finding"


def read(other: str, said: str, claim: str = REPORTED) -> Case:
    return from_yaml(CASE.format(other=other, said=said, claim=claim))


def refused(other: str, said: str, claim: str = REPORTED) -> str:
    with pytest.raises(CaseFileError) as error:
        read(other, said, claim)
    [problem] = error.value.problems
    return problem


ROBBERY = "type: Event, name: Robbery at the pier"
STATEMENTS = [
    (ROBBERY, "subject: hale, predicate: PARTICIPATED_IN, object: other", "hale had part in a crime", "'robbery'"),
    (ROBBERY, "subject: other, predicate: HELD_BY, object: firm", "firm had part in a crime", "'robbery'"),
    ("type: Event, name: That night, kind: armed robbery", "subject: port, predicate: PARTICIPATED_IN, object: other",
     "port had part in a crime", "'robbery'"),
    ("type: Evidence, name: Knife, kind: murder weapon", "subject: other, predicate: USED_BY, object: hale",
     "hale had part in a crime", "'murder weapon'"),
    ("type: Evidence, name: Forged letter", "subject: hale, predicate: WROTE, object: other",
     "hale had part in a crime", "'forged'"),
    ("type: Work, name: Quay at dusk, kind: forgery", "subject: hale, predicate: CREATED, object: other",
     "hale had part in a crime", "'forgery'"),
    ("type: Organization, name: The Nine, kind: gang of thieves", "subject: hale, predicate: MEMBER_OF, object: other",
     "hale had part in a crime", "'gang of thieves'"),
    ("type: Person, name: Unknown robber", "subject: hale, predicate: SAID_TO_BE, object: other",
     "hale had part in a crime", "'robber'"),
    ("type: Place, name: Pier", "subject: hale, predicate: HAS_ROLE, value: {text: the thief}", "hale is", "'thief'"),
    ("type: Place, name: Pier", "subject: hale, predicate: DESCRIBED_AS, value: {text: a clerk who stole the purse}",
     "hale is", "'stole'"),
    ("type: Place, name: Pier", "subject: firm, predicate: DESCRIBED_AS, value: {text: corrupt to the last man}",
     "firm is", "'corrupt'"),
]  # fmt: skip


@pytest.mark.parametrize(("other", "said", "of", "word"), STATEMENTS)
def test_a_predicate_that_does_not_accuse_states_no_crime_of_anybody(other: str, said: str, of: str, word: str) -> None:
    problem = refused(other, said)
    assert problem.startswith("case.yaml:10: statements[said].predicate: states that "), problem
    assert of in problem
    assert word in problem
    assert "accuse by ACCUSED_OF" in problem


@pytest.mark.parametrize(("other", "said", "of", "word"), STATEMENTS)
@pytest.mark.parametrize(
    "claim",
    [
        "by: hale, stance: denies",
        "by: hale, stance: asserts, verb: admitted",
        "by: court, stance: denies, kind: finding",
        "by: court, stance: asserts",
        "inferred: true, because: It was her coat",
    ],
)
def test_nor_does_anything_but_a_finding_that_asserts_it(other: str, said: str, of: str, word: str, claim: str) -> None:
    assert "no finding carries it" in refused(other, said, claim)


@pytest.mark.parametrize(("other", "said", "of", "word"), STATEMENTS)
def test_a_finding_carries_it(other: str, said: str, of: str, word: str) -> None:
    [statement] = (case := read(other, said, FOUND)).statements
    assert case.status(statement) == "found"


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (ROBBERY, "subject: hale, predicate: ACCUSED_OF, object: other"),
        (ROBBERY, "subject: hale, predicate: SUSPECTED_OF, object: other"),
        (ROBBERY, "subject: hale, predicate: VICTIM_OF, object: other"),
        (ROBBERY, "subject: port, predicate: INVESTIGATED, object: other"),
        (ROBBERY, "subject: other, predicate: OCCURRED_ON, value: {date: 2019}"),
        ("type: Event, name: Trial for robbery", "subject: hale, predicate: PARTICIPATED_IN, object: other"),
        ("type: Event, name: Feast, kind: anniversary", "subject: hale, predicate: PARTICIPATED_IN, object: other"),
        ("type: Work, name: Robbery, kind: film", "subject: hale, predicate: PRODUCED, object: other"),
        ("type: Evidence, name: Murder file", "subject: hale, predicate: WROTE, object: other"),
        ("type: Organization, name: Serious Crime Squad", "subject: hale, predicate: MEMBER_OF, object: other"),
        ("type: Person, name: Unknown robber, kind: robber", "subject: other, predicate: SEEN_AT, object: pier2"),
        ("type: Place, name: Pier", "subject: hale, predicate: HAS_ROLE, value: {text: criminal lawyer}"),
        ("type: Place, name: Pier", "subject: hale, predicate: DESCRIBED_AS, value: {text: no thief}"),
    ],
)
def test_nothing_is_said_of_what_states_no_crime_of_anybody(other: str, said: str) -> None:
    text = CASE.format(other=other, said=said, claim=REPORTED)
    text = text.replace("statements:", "  - {id: pier2, type: Place, name: Pier two}\nstatements:")
    assert len(from_yaml(text).statements) == 1


def test_nobodys_kind_is_a_crime() -> None:
    problem = refused("type: Person, name: Bo, kind: pickpocket", "subject: port, predicate: PAID, object: other")
    assert problem == (
        "case.yaml:8: entities[other].kind: says as a fact that other is 'pickpocket', and no claim stands behind a "
        "kind: leave it out, and accuse by ACCUSED_OF (pickpocket)"
    )


def test_what_is_written_into_a_file_keeps_to_it(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(
        CASE.format(other=ROBBERY, said="subject: other, predicate: OCCURRED_ON, value: {date: 2019}", claim=REPORTED)
    )
    before = path.read_bytes()
    claim = Claim(id="thief.1", by="gazette", stance="asserts", at=Locator("gazette", 1, 1))
    thief = Statement(id="thief", subject="hale", predicate="HAS_ROLE", value=Text("thief"), claims=(claim,))
    with CaseFile(path, settings=Settings()).changing() as changing:
        changing.make("Wrote it", lambda case: with_statement(case, thief))
        with pytest.raises(CaseFileError, match="states that hale is 'thief'"):
            changing.write()
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "text",
    [
        "thief", "a thief", "The Thief", "thieves", "engineer and thief", "clerk, later a robber", "the killer of Bo",
        "convicted murderer", "car-thief", "ex-thief", "guilty", "guilty of murder", "one who has quietly forged it",
        "stole the can", "set fire to the loft", "she who set the fire",
    ],
)  # fmt: skip
def test_words_that_say_that_somebody_did(text: str) -> None:
    assert CRIMES.in_person(text)
    assert CRIMES.in_person(text.upper()) or text.startswith(("stole", "set"))


@pytest.mark.parametrize(
    "text",
    [
        "", "engineer", "criminal lawyer", "homicide detective", "arson investigator", "robbery victim", "killer whale",
        "the thief’s wife", "victim of a robber", "was robbed twice", "who was murdered", "murdered photographer",
        "suspected thief", "alleged killer", "accused of theft", "never a thief", "not guilty", "no thief", "innocent",
        "wrongly called a thief", "said to have stolen it", "cleared of murder", "friend of the murderer",
    ],
)  # fmt: skip
def test_words_that_do_not(text: str) -> None:
    assert CRIMES.in_person(text) == ""


@pytest.mark.parametrize("predicate", SCHEMA.predicates.values(), ids=lambda predicate: predicate.name)
def test_what_accuses_implicates_by_itself(predicate: Predicate) -> None:
    assert not (predicate.accusatory and predicate.implicating)


def test_whoever_says_so_accuses_by_a_predicate_that_takes_all_crimes() -> None:
    accused = SCHEMA.predicates[CRIMES.accused_by]
    assert accused.accusatory
    assert accused.domain >= {"Person", "Organization", "Agency"}
    assert accused.range >= {"Event", "Evidence", "Text"}


@pytest.mark.parametrize("file", [HARBOUR_FIRE, PETITIONS], ids=lambda file: file.parent.name)
def test_a_seed_stops_being_one_that_can_be_read_where_its_accusation_is_stated(file: Path) -> None:
    """The accused of each seed, in a crime of its own: the file is refused at the line of the new statement."""
    text = file.read_text(encoding="utf-8")
    accused, source = ("priya-raghunathan", "gazette") if "harbour" in str(file) else ("ken-kratz", "petitions-article")
    entities, statements = text.split("\nstatements:\n")
    planted = (
        f"  - {{id: planted, subject: {accused}, predicate: PARTICIPATED_IN, object: heist,\n"
        f'     claims: [{{by: {source}, stance: asserts, at: "{source}#p1s1"}}]}}\n'
    )
    changed = f"{entities}\n  - {{id: heist, type: Event, name: Heist}}\n\nstatements:\n{planted}{statements}"
    with pytest.raises(CaseFileError) as error:
        from_yaml(changed, name=str(file), folder=file.parent)
    line = changed[: changed.index("id: planted")].count("\n") + 1
    assert error.value.problems[0].startswith(f"{file}:{line}: statements[planted].predicate: states that {accused} ")
    assert len(error.value.problems) == 1
