"""Events, evidence and relations: few, and an accusation is never stated as a fact."""

import pytest

from graph.case.changes import with_source
from graph.case.dates import EdtfDate
from graph.case.model import Case, Source
from graph.case.schema import load_schema
from graph.extract.propose import propose
from graph.review.draft import draft
from graph.review.standing import Proposed, Standing

pytest.importorskip("spacy")


def proposed(text: str):
    return propose(f"The pier\n\n{text}\n", source="paper", sha256="0")


def relations(text: str):
    """Return subject, predicate, object or event or words, speaker, stance of each."""
    found = proposed(text)
    names = {row.id: row.value.get("name", "") for row in found.rows}
    told = []
    for row in found.rows:
        if row.kind == "relation":
            value = row.value
            end = names.get(value["object"] or value["event"]) or value["text"]
            speaker = names.get(value["speaker"]) if value["speaker"] else "?" if value["named"] else ""
            told.append((names[value["subject"]], value["predicate"], end, speaker, value["stance"]))
    return told


OSTER, HALE = "Bram Oster", "Ida Hale"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Bram Oster was charged with arson on Monday.", (OSTER, "ACCUSED_OF", "arson", "", "asserts")),
        ("Ida Hale accused Bram Oster of theft.", (OSTER, "ACCUSED_OF", "theft", HALE, "asserts")),
        (
            "Bram Oster, accused of theft by Ida Hale, will appear in court.",
            (OSTER, "ACCUSED_OF", "theft", HALE, "asserts"),
        ),
        ("Bram Oster was arrested on suspicion of arson.", (OSTER, "SUSPECTED_OF", "arson", "", "asserts")),
        ("Bram Oster faces a charge of manslaughter.", (OSTER, "ACCUSED_OF", "manslaughter", "", "asserts")),
        (
            "Police said that Bram Oster was suspected of forging the ledger.",
            (OSTER, "SUSPECTED_OF", "forging the ledger", "?", "asserts"),
        ),
        (
            "Bram Oster was found guilty of the murder of Ida Hale.",
            (OSTER, "CONVICTED_OF", "alleged murder of Ida Hale", "", "asserts"),
        ),
        (
            "Bram Oster pleaded not guilty to stealing the till.",
            (OSTER, "ACCUSED_OF", "stealing the till", OSTER, "denies"),
        ),
        ("Bram Oster denied stealing the till.", (OSTER, "ACCUSED_OF", "stealing the till", OSTER, "denies")),
        (
            "Bram Oster was sentenced to four years in prison.",
            (OSTER, "SENTENCED_TO", "four years in prison", "", "asserts"),
        ),
        ("Bram Oster was cleared of fraud in 2012.", (OSTER, "CLEARED_OF", "fraud", "", "asserts")),
    ],
)
def test_what_somebody_is_accused_of(text, told):
    assert relations(text) == [told]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Bram Oster killed Ida Hale in 1986.", ("killed Ida Hale", "", "asserts")),
        ("Ida Hale was killed by Bram Oster.", ("Ida Hale was killed", "", "asserts")),
        ("Bram Oster, who stole the ledger, was seen at the gate.", ("stole the ledger", "", "asserts")),
        ("Bram Oster allegedly stole the ledger.", ("stole the ledger", "", "asserts")),
        ("Ida Hale said Bram Oster stole the ledger.", ("stole the ledger", HALE, "asserts")),
        ("Ida Hale denied that Bram Oster stole the ledger.", ("stole the ledger", HALE, "denies")),
        ("People say that Bram Oster stole the ledger.", ("stole the ledger", "?", "asserts")),
        ("Ida Hale called Bram Oster a thief.", ("thief", HALE, "asserts")),
        ("Bram Oster, the killer, fled.", ("killer", "", "asserts")),
    ],
)
def test_a_crime_told_of_somebody_is_an_accusation(text, told):
    assert relations(text) == [(OSTER, "ACCUSED_OF", *told)]


def test_who_passed_an_accusation_on_is_told():
    found = proposed("Ida Hale said that Carl Munk had told her that Bram Oster stole the ledger.")
    names = {row.id: row.value.get("name") for row in found.rows}
    [row] = [row for row in found.rows if row.kind == "relation"]
    assert names[row.value["speaker"]] == "Carl Munk"
    assert [names[id] for id in row.value["via"]] == [HALE]
    assert row.exact == "Bram Oster … stole the ledger"


@pytest.mark.parametrize(
    "text",
    [
        "The man who killed Ida Hale was never found.",
        "Bram Oster was not charged with arson, Ida Hale said.",
        "Bram Oster was never charged with arson.",
        "Bram Oster, who was never charged with theft, left.",
        "Neither Bram Oster nor Ida Hale was charged with theft.",
        "Nobody accused Bram Oster of theft.",
        "Ida Hale said she never accused Bram Oster of theft.",
        "Bram Oster did not deny stealing the till.",
        "Bram Oster never stole anything.",
        "Bram Oster is not a thief, said Ida Hale.",
        "Ida Hale told the inquest that Bram Oster was no thief.",
        "There is no evidence that Bram Oster stole the ledger.",
        "The claim that Bram Oster stole the ledger is false.",
        "It is not true that Bram Oster stole the ledger.",
        "The charge that Bram Oster murdered Ida Hale was dropped.",
        "Rumours that Bram Oster stole the ledger spread.",
        "It was not Bram Oster who stole the ledger.",
        "Police ruled out that Bram Oster killed Ida Hale.",
        "Ida Hale no longer believes that Bram Oster stole the ledger.",
        "Few believe that Bram Oster stole the ledger.",
        "Ida Hale refused to believe that Bram Oster stole the ledger.",
        "Ida Hale joked that Bram Oster stole the ledger.",
        "Ida Hale apologised for saying Bram Oster stole the ledger.",
        "Ada Quill said it was a lie that Bram Oster stole the ledger.",
        "Ida Hale testified she did not believe Bram Oster murdered Carl Munk.",
        "Bram Oster was accused of nothing.",
        "Bram Oster denied the claim that he stole the ledger.",
        "Bram Oster refused to admit theft.",
        "Bram Oster was falsely accused of theft.",
        "Bram Oster was wrongly convicted of murder.",
        "Without accusing Bram Oster of theft, Ida Hale left.",
        "Ida Hale refused to accuse Bram Oster of theft.",
        "Ida Hale doubts that Bram Oster stole the ledger.",
        "Ida Hale asked whether Bram Oster had stolen the ledger.",
        "Did Bram Oster kill Ida Hale?",
        "Was Bram Oster charged with the murder of Ida Hale?",
        "If Bram Oster stole the ledger, Ida Hale would know.",
        "Had Bram Oster stolen the ledger, he would be rich.",
        "Bram Oster might have stolen the ledger.",
        "Bram Oster would have been charged with theft.",
        "Prosecutors will charge Bram Oster with fraud.",
        "Ida Hale wants Bram Oster charged with theft.",
        "Ida Hale threatened to kill Bram Oster.",
        "In the film, Bram Oster kills Ida Hale.",
        "Bram Oster killed in fire",
        "Bram Oster accused of theft",
        "Bram Oster stole the show at the concert.",
        "Bram Oster killed himself.",
        "Bram Oster was charged with the care of the house.",
        "A train killed Ida Hale.",
        "The suspect, Bram Oster, fled.",
        "“Who stole the ledger? Bram Oster,” she said.",
    ],
)
def test_what_is_not_said_of_somebody_is_not_suggested(text):
    assert relations(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Bram Oster, a clerk of the Harbour Board, left.", (OSTER, "HAS_ROLE", "clerk of the Harbour Board")),
        ("The engineer, Ada Quill, said so.", ("Ada Quill", "HAS_ROLE", "engineer")),
        ("Ida Hale, a member of the Harbour Board, left.", (HALE, "MEMBER_OF", "Harbour Board")),
        ("Bram Oster’s lawyer, Ida Hale, said he was innocent.", (HALE, "REPRESENTS", OSTER)),
        ("Ada Quill, the daughter of Bram Oster, left.", (OSTER, "PARENT_OF", "Ada Quill")),
        ("Ida Hale, 44, of Oslo, left.", (HALE, "OF_PLACE", "Oslo")),
        ("Ida Hale lives in Tillbrook, Norway.", ("Tillbrook", "LOCATED_IN", "Norway")),
    ],
)
def test_who_people_are_and_where_places_lie(text, told):
    assert [row[:3] for row in relations(text)] == [told]


def test_a_role_that_accuses_is_none():
    for text in (
        "Bram Oster, the suspect, left.",
        "Bram Oster was a convicted murderer.",
        "Bram Oster is the defendant.",
    ):
        assert all(row[1] != "HAS_ROLE" for row in relations(text))


@pytest.mark.parametrize("word", sorted(load_schema().crimes.words["people"]))
def test_nobody_has_the_role_of_who_committed_a_crime(word):
    """Whatever is taken of the suggestions, the case file that it comes into is not refused for it."""
    crimes = load_schema().crimes
    for text in (
        f"Bram Oster, the {word}, left.",
        f"Bram Oster is a {word} of the Harbour Board.",
        f"The {word}, Ada Quill, left.",
    ):
        for _, predicate, told, *_ in relations(text):
            assert predicate != "HAS_ROLE" or not crimes.in_person(str(told)), text
            assert not load_schema().predicates[predicate].implicating or not crimes.in_person(str(told)), text


TEXT = """Ada Quill, an engineer of the Harbour Board, saw the fire at pier nine. The fire began at night, and the
fire at pier nine was out at six. The ledger of the Harbour Board was found.

Ida Hale accused Bram Oster of the theft of the ledger. Bram Oster denied the theft of the ledger.
"""


def test_events_and_evidence_have_all_their_places():
    found = proposed(TEXT)
    events = {row.value["name"]: row for row in found.rows if row.kind == "event"}
    fire = events["fire at pier nine"]
    assert fire.value["type"] == "Event"
    assert len(fire.spans) == 3
    assert events["ledger of the Harbour Board"].value["type"] == "Evidence"


def test_an_event_that_only_a_crimes_name_tells_is_alleged():
    found = proposed(TEXT)
    [theft] = [row for row in found.rows if row.kind == "event" and "theft" in row.value["name"]]
    assert theft.value["name"] == "alleged theft of the ledger"
    accused, denied = [row.value for row in found.rows if row.kind == "relation" and row.value["event"]]
    assert accused["event"] == denied["event"] == theft.id
    assert (accused["stance"], denied["stance"]) == ("asserts", "denies")


def test_every_suggestion_fits_the_schema():
    found = proposed(TEXT)
    types = {row.id: row.value.get("type") for row in found.rows}
    for row in found.rows:
        if row.kind == "relation":
            predicate = load_schema().predicates[row.value["predicate"]]
            object_ = row.value["object"] or row.value["event"]
            assert types[row.value["subject"]] in predicate.domain
            assert (types[object_] if object_ else "Text") in predicate.range
            assert bool(object_) != bool(row.value["text"])


def test_no_suggestion_enters_a_draft():
    found = proposed(TEXT)
    case = Case(id="fire", title="Fire", as_of=EdtfDate.parse("2019-03-04"))
    case = with_source(case, Source(id="paper", title="Paper", text_sha256="0" * 64))
    drafted, _ = draft(case, Standing(Proposed.of(found, f"The pier\n\n{TEXT}\n")))
    assert {statement.predicate for statement in drafted.statements} <= {"STATES", "NAMED_WITH"}
    assert not {entity.type for entity in drafted.entities} & {"Event", "Evidence"}
