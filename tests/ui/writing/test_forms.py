"""What is written in the app, on both stores: refused with the reason, shown before it is saved, then everywhere."""

import html
import os
import re
from dataclasses import replace
from typing import Any

import pytest

from graph.case.changes import with_claim, with_entity
from graph.case.file.case_file import CaseFile
from graph.case.model import Claim, Entity, Locator, Statement
from graph.elements import Key
from graph.stores import Store
from tests.helpers.explorer import CASE, PRIYA
from tests.helpers.stores import BOTH
from tests.helpers.writing import Writer

EACH = pytest.mark.parametrize("loaded", BOTH, indirect=True)
EMBEDDED = pytest.mark.parametrize("loaded", BOTH[:1], indirect=True)


def statement(file: CaseFile, id: str) -> Statement:
    return next(statement for statement in file.read().statements if statement.id == id)


def in_store(store: Store, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in store.query(query).rows]


@EACH
def test_a_name_is_changed_in_the_file_and_in_the_graph(writer: Writer, file: CaseFile, loaded: Store) -> None:
    text = file.path.read_text()
    writer.begin("entity", "pier-nine")
    assert "Nothing is changed yet." in writer.text
    assert not writer.can("Save")
    writer.fill(Name="Pier 9")
    assert writer.difference == ["−     name: Pier nine", "+     name: Pier 9", "+     aliases: [Pier nine]"]
    assert "Changes 1 entity." in writer.text
    assert file.path.read_text() == text
    writer.save()
    assert file.path.read_text() == text.replace(
        "    name: Pier nine\n", "    name: Pier 9\n    aliases: [Pier nine]\n"
    )
    assert in_store(loaded, "MATCH (n:Place {id: 'pier-nine'}) RETURN n.name") == [("Pier 9",)]
    assert writer.view.selection == (Key.of(CASE, "pier-nine"),)
    assert "Renamed Pier nine to Pier 9." in writer.text
    assert not writer.difference  # the form is closed
    assert [entry.change.what for entry in file.history()] == ["Renamed Pier nine to Pier 9"]


@EMBEDDED
def test_a_name_that_is_another_name_already_changes_places_with_it(writer: Writer, file: CaseFile) -> None:
    file.change(
        "Named",
        lambda case: with_entity(case, Entity(id="voss", type="Person", name="E. Voss", aliases=("Elena Voss-Hart",))),
    )
    writer.begin("entity", "voss")
    writer.fill(Name="Elena Voss-Hart")
    writer.save()
    assert "Renamed E. Voss to Elena Voss-Hart." in writer.text
    [voss] = [entity for entity in file.read().entities if entity.id == "voss"]
    assert (voss.name, voss.aliases) == ("Elena Voss-Hart", ("E. Voss",))


@EMBEDDED
def test_a_name_that_states_a_crime_is_told_before_it_is_saved(writer: Writer, file: CaseFile) -> None:
    writer.begin("entity", "warehouse-fire")
    writer.fill(Name="Burning of the warehouse by Priya Raghunathan")
    [warning] = [element.value for element in writer.app.warning]
    assert "warehouse-fire: its name says as a fact that priya-raghunathan did a crime" in warning
    assert "write “alleged”" in warning
    assert writer.can("Save")
    writer.fill(Name="Alleged burning of the warehouse by Priya Raghunathan")
    assert not writer.app.warning


@EMBEDDED
def test_of_two_names_the_fuller_one_stays_and_two_that_are_alike_are_told_apart(
    writer: Writer, file: CaseFile
) -> None:
    for id, name in (("leal", "T. L."), ("leal-2", "Tomás Leal")):
        file.change("Added", lambda case, id=id, name=name: with_entity(case, Entity(id=id, type="Person", name=name)))
    writer.begin("merge", "leal")
    writer.give("Merge with", "tomas-leal")
    assert writer.field("Which name stays").value == "tomas-leal"
    writer.begin("merge", "leal-2")
    options = writer.field("Merge with").options
    assert len(set(options)) == len(options)
    writer.give("Merge with", "tomas-leal")
    writer.give("Which name stays", "tomas-leal")
    writer.save("Merge")
    assert file.changes()[0].what == "Merged Tomás Leal (leal-2) into Tomás Leal (tomas-leal)"


@EMBEDDED
def test_the_statements_that_change_are_named_as_far_as_there_is_room(writer: Writer, file: CaseFile) -> None:
    writer.begin("merge", "tomas-leal")
    writer.give("Merge with", "cornelis-vey")
    writer.give("Which name stays", "cornelis-vey")
    lines = [html.unescape(line) for line in re.findall(r"<li>(.*?)</li>", writer.text)]
    assert "Priya Raghunathan — works with → Tomás Leal: now Priya Raghunathan — works with → Cornelis Vey" in lines
    assert lines[-1] == "… and 2 more statements"
    writer.begin("remove_entity", "priya-raghunathan")
    before = [s for s in file.read().statements if "priya-raghunathan" in (s.subject, s.object)]
    lines = re.findall(r"<li>(.*?)</li>", writer.text)
    assert len(lines) == 6
    match = re.fullmatch(r"… and (\d+) more statements", lines[-1])
    assert match
    assert int(match[1]) >= len(before) - 5 > 0


@EMBEDDED
def test_a_headline_that_speaks_stands_in_quotation_marks(writer: Writer, file: CaseFile) -> None:
    said = next((s, c) for s in file.read().statements for c in s.claims if c.by == "gazette" and len(s.claims) == 1)
    writer.begin("remove_claim", said[0].id, claim=said[1].id)
    assert "The claim by “Fire at pier nine” goes: " in writer.text


@EMBEDDED
def test_what_somebody_wrote_outside_the_app_is_said(writer: Writer, file: CaseFile) -> None:
    file.change("Added", lambda case: with_entity(case, Entity(id="oon", type="Person", name="Oon")))
    file.path.write_text(file.path.read_text().replace("name: Oon", "name: Beatrix Oon"))
    later = file.changes_path.stat().st_mtime + 60
    os.utime(file.path, (later, later))
    writer.begin("entity", "pier-nine")
    assert "The case file was changed outside the app, " in writer.text
    writer.fill(Name="Pier 9")
    writer.save()
    assert "What was changed in it outside the app is loaded, too." in writer.text


@EACH
def test_two_entities_are_merged_and_unmerged(writer: Writer, file: CaseFile, loaded: Store) -> None:
    text = file.path.read_text()
    writer.begin("merge", "tomas-leal")
    writer.give("Merge with", "cornelis-vey")
    writer.give("Which name stays", "tomas-leal")
    assert "Removes 1 entity" in writer.text
    writer.save("Merge")
    [leal] = [entity for entity in file.read().entities if entity.id == "tomas-leal"]
    assert "Cornelis Vey" in leal.aliases
    assert Key.of(CASE, "cornelis-vey") not in writer.shown
    writer.show("Changes")
    assert "Merged Cornelis Vey into Tomás Leal" in writer.text
    writer.press("Undo")
    assert "Takes back: Merged Cornelis Vey into Tomás Leal." in writer.text
    assert "adds 1 entity" in writer.text
    writer.save("Undo")
    assert file.path.read_text() == text
    assert Key.of(CASE, "cornelis-vey") in writer.shown
    writer.press("Do again")
    writer.save("Do again")
    assert Key.of(CASE, "cornelis-vey") not in writer.shown


@EACH
def test_a_claim_is_added_and_taken_away(writer: Writer, file: CaseFile, loaded: Store) -> None:
    before = statement(file, "salo-watchman")
    writer.begin("claim", "salo-watchman")
    assert "Choose who says so." in writer.text
    writer.fill(Speaker="port-authority", Stance="denies", Verb_in_the_text="said", Source="ledger")
    assert "Choose the sentence that it is written in." in writer.text
    writer.fill(Sentence="p2s1")
    assert "Adds 1 claim; the status of 1 statement changes from reported to disputed." in writer.text
    assert "Viktor Salo — has the role (disputed) → " in writer.text
    writer.give("What is claimed, in your own words", "He was  no\nwatchman.")
    writer.give("By way of", ["oskar-vey"])
    writer.save()
    after = statement(file, "salo-watchman")
    [new] = [claim for claim in after.claims if claim not in before.claims]
    [sentence] = [s for s in [file.text_of(file.read().sources[1])] if s]
    assert new.by == "port-authority"
    assert (new.stance, new.verb, new.says, new.via) == ("denies", "said", "He was no watchman.", ("oskar-vey",))
    assert new.at.start is not None
    assert sentence[new.at.start : new.at.end].startswith("Priya Raghunathan")
    status = f"MATCH ()-[r {{id: 'salo-watchman', case_id: '{CASE}'}}]->() RETURN r.status"
    assert in_store(loaded, status) == [("disputed",)]
    writer.begin("remove_claim", "salo-watchman", claim=new.id)
    assert "Removes 1 claim; the status of 1 statement changes from disputed to reported." in writer.text
    writer.save("Remove")
    assert statement(file, "salo-watchman") == before


@EACH
def test_a_statement_is_removed_with_its_claims(writer: Writer, file: CaseFile, loaded: Store) -> None:
    text = file.path.read_text()
    writer.begin("remove_statement", "raghunathan-set-fire")
    claims = len(statement(file, "raghunathan-set-fire").claims)
    assert f"Removes 1 statement, {claims} claims; changes 1 question." in writer.text
    assert "Priya Raghunathan — accused of (disputed) → Warehouse fire: removed" in writer.text
    assert any(line.endswith("- id: raghunathan-set-fire") for line in writer.difference)
    writer.save("Remove")
    assert all(s.id != "raghunathan-set-fire" for s in file.read().statements)
    assert in_store(loaded, "MATCH ()-[r {id: 'raghunathan-set-fire'}]->() RETURN r.id") == []
    writer.show("Changes")
    writer.press("Undo")
    writer.save("Undo")
    assert file.path.read_text() == text
    assert in_store(loaded, "MATCH ()-[r {id: 'raghunathan-set-fire'}]->() RETURN r.status") == [("disputed",)]


@EMBEDDED
def test_a_statement_is_added_with_who_says_so(writer: Writer, file: CaseFile) -> None:
    writer.begin("statement", "priya-raghunathan")
    writer.give("To whom, or to what", "warehouse-fire")
    how = writer.field("How").options
    assert how.index("suspected of · an accusation") < how.index("located in · does not fit")
    writer.fill(How="SUSPECTED_OF", Speaker="coast-mutual", Source="gazette", Sentence="p2s2")
    writer.give("Only these words of it", "the moon")
    assert "“the moon” is not in this sentence." in writer.text
    writer.give("Only these words of it", "Nearly 200 people")
    writer.save()
    new = statement(file, "priya-raghunathan-suspected-of-warehouse-fire")
    assert (new.subject, new.predicate, new.object) == ("priya-raghunathan", "SUSPECTED_OF", "warehouse-fire")
    assert file.read().status(new) == "alleged"
    text = file.text_of(file.read().sources[0])
    assert text is not None
    assert text[new.claims[0].at.start : new.claims[0].at.end] == "Nearly 200 people"
    assert writer.view.selection == (Key.of(CASE, new.id),)
    # said again, it is a second claim and no second statement
    writer.begin("statement", "priya-raghunathan")
    writer.give("To whom, or to what", "warehouse-fire")
    writer.fill(How="SUSPECTED_OF", Speaker="oskar-vey", Source="gazette", Sentence="p1s1")
    assert "The case has this statement already" in writer.text
    writer.save()
    assert [claim.by for claim in statement(file, new.id).claims] == ["coast-mutual", "oskar-vey"]


@EMBEDDED
def test_what_the_file_refuses_the_form_refuses_with_its_reason(writer: Writer, file: CaseFile) -> None:
    text = file.path.read_text()
    writer.begin("statement", "priya-raghunathan")
    writer.give("To whom, or to what", "warehouse-fire")
    writer.fill(How="LOCATED_IN", Speaker="port-authority", Source="gazette", Sentence="p1s1")
    reason = "LOCATED_IN starts at Agency, Event, Evidence, Organization, Place; this is Person (priya-raghunathan)."
    assert reason in writer.errors
    assert not writer.can("Save")
    writer.fill(How="SUSPECTED_OF")
    assert writer.errors == ""
    writer.give("A finding: with this a deciding body decides", True)
    assert writer.errors == "A finding is made by an entity with decides: true (port-authority)."
    assert not writer.can("Save")
    writer.fill(Speaker="harbour-court")
    assert writer.errors == ""
    writer.begin("entity", "priya-raghunathan")
    writer.fill(Type="Place")
    assert "Priya Raghunathan — works at → Pier nine: WORKS_AT starts at Person; this is Place" in writer.errors
    assert "more" in writer.errors
    assert str(file.path) not in writer.errors
    assert file.path.read_text() == text


@EMBEDDED
def test_a_body_that_decides_is_marked_and_its_finding_is_taken(writer: Writer, file: CaseFile) -> None:
    writer.begin("entity", "port-authority")
    writer.give("Its findings decide: a court, a jury, an official inquiry", True)
    assert any("decides: true" in line for line in writer.difference), (writer.text[-3000:], writer.errors)
    writer.save()
    writer.begin("claim", "salo-watchman")
    writer.fill(Speaker="port-authority", Source="gazette", Sentence="p1s1")
    writer.give("A finding: with this a deciding body decides", True)
    assert "changes from reported to found" in writer.text
    writer.save()
    assert file.read().status(statement(file, "salo-watchman")) == "found"


@EMBEDDED
@pytest.mark.parametrize(
    ("kind", "fields", "written"),
    [
        ("Date", {"How": "CAME_ON", "Date, in EDTF": "2009-03?"}, "value: {date:"),
        ("Quantity", {"How": "AGE", "Quantity, as it is printed": "aged 31"}, "value: {quantity: aged 31}"),
        ("Text", {"How": "HAS_ROLE", "Text": "diver: of wrecks"}, 'value: {text: "diver: of wrecks"}'),
    ],
)
def test_a_value_is_written(writer: Writer, file: CaseFile, kind: str, fields: dict[str, str], written: str) -> None:
    file.path.write_text(file.path.read_text().replace("    text: sources/gazette.txt\n", ""))
    file.path.write_text(file.path.read_text().replace(_sha(file), ""))
    writer.begin("statement", "viktor-salo")
    writer.give("It relates to", kind)
    for label, value in fields.items():
        writer.give(label, value)
    writer.fill(Speaker="gazette", Source="gazette")
    assert "not at hand, so its place is typed" in writer.text
    writer.give("Paragraph and sentence", "two")
    assert "A locator is source#p<paragraph>s<sentence>" in writer.text.replace("&lt;", "<").replace("&gt;", ">")
    writer.give("Paragraph and sentence", "p2s1")
    assert any(written in line for line in writer.difference), (writer.difference, writer.errors)
    writer.save()
    assert "viktor-salo" in {s.subject for s in file.read().statements if str(s.claims[0].at) == "gazette#p2s1"}


def _sha(file: CaseFile) -> str:
    return f"    text_sha256: {file.read().sources[0].text_sha256}\n"


@EMBEDDED
def test_a_value_that_is_none_is_refused_where_it_is_typed(writer: Writer) -> None:
    writer.begin("statement", "viktor-salo")
    writer.give("It relates to", "Date")
    writer.fill(How="CAME_ON")
    assert "Type the date." in writer.text
    writer.give("Date, in EDTF", "last spring")
    assert "Write EDTF" in writer.text or "EDTF" in writer.text.split("Who says so")[0]
    writer.give("It relates to", "Quantity")
    writer.fill(How="AGE", At_least="a few")
    writer.give("Quantity, as it is printed", "a few")
    assert "A number in plain digits is needed" in writer.text


@EMBEDDED
def test_a_mention_is_added_and_another_one_removed(writer: Writer, file: CaseFile) -> None:
    before = next(entity for entity in file.read().entities if entity.id == "hollis-tranter")
    writer.begin("entity", "hollis-tranter")
    writer.give("Mentions", [])
    writer.give("Add a mention", True)
    writer.give("As it is printed", "Tranter")
    writer.fill(Source="ledger", Sentence="p4s2")
    writer.save()
    after = next(entity for entity in file.read().entities if entity.id == "hollis-tranter")
    assert before.mentions[0].text == "Hollis Tranter"
    assert [mention.text for mention in after.mentions] == ["Tranter"]
    assert (after.mentions[0].at.start, after.mentions[0].at.end) == (537, 544)


@EMBEDDED
def test_a_claim_is_corrected_and_keeps_what_is_not_touched(writer: Writer, file: CaseFile) -> None:
    about, old = next((s, c) for s in file.read().statements for c in s.claims if c.context and c.via)
    writer.begin("correct_claim", about.id, claim=old.id)
    assert "Nothing is changed yet." in writer.text
    writer.fill(Verb_in_the_text="maintained")
    assert len(writer.difference) in (1, 2)
    writer.save()
    [new] = [c for c in statement(file, about.id).claims if c.verb == "maintained"]
    same = [f for f in Claim.__slots__ if f not in ("id", "verb")]
    assert all(getattr(new, name) == getattr(old, name) for name in same)


@EMBEDDED
def test_nothing_is_saved_that_was_not_shown(writer: Writer, file: CaseFile) -> None:
    text = file.path.read_text()
    writer.begin("entity", "pier-nine")
    writer.field("Name").set_value("Pier 9")
    # with the very click that brings the new value
    writer.app.run()
    writer.field("Name").set_value("Pier IX")
    writer.save()
    assert file.path.read_text() == text
    assert "This is what is written now: look at it, then press Save again." in writer.text
    writer.save()
    assert "name: Pier IX" in file.path.read_text()


@EMBEDDED
def test_what_an_editor_writes_meanwhile_is_not_overwritten_unseen(writer: Writer, file: CaseFile) -> None:
    writer.begin("entity", "pier-nine")
    writer.fill(Name="Pier 9")
    edited = file.path.read_text().replace("  - id: pier-nine\n", "  - id: pier-nine  # where it burned\n")
    file.path.write_text(edited)
    writer.save()
    assert file.path.read_text() == edited
    assert "The case file was changed by somebody else meanwhile." in writer.text
    writer.save()
    assert file.path.read_text() == edited.replace("name: Pier nine\n", "name: Pier 9\n    aliases: [Pier nine]\n")


@EMBEDDED
def test_what_another_tab_wrote_of_an_entity_stays_or_is_shown(writer: Writer, file: CaseFile) -> None:
    def entity(file: CaseFile) -> Entity:
        return next(entity for entity in file.read().entities if entity.id == "pier-nine")

    def write(**fields: Any) -> None:
        file.change("Written", lambda case: with_entity(case, replace(entity(file), **fields)))

    writer.begin("entity", "pier-nine")
    writer.fill(Name="Pier 9")
    write(kind="old pier")
    writer.give("About, in your own words", "Where it burned.")
    writer.save()
    assert (entity(file).name, entity(file).kind, entity(file).about) == ("Pier 9", "old pier", "Where it burned.")
    writer.begin("entity", "pier-nine")
    writer.fill(Name="Pier IX")
    write(name="The pier")
    writer.give("Kind", "pier")
    assert "Somebody else changed this since you opened it: name." in writer.text
    assert not writer.can("Save")
    assert entity(file).name == "The pier"
    writer.press("Cancel")
    assert entity(file).name == "The pier"


@EMBEDDED
def test_the_claim_is_corrected_that_was_opened_whatever_its_number_is_by_now(writer: Writer, file: CaseFile) -> None:
    about = next(s for s in file.read().statements if len(s.claims) == 1 and s.claims[0].id == f"{s.id}.1")
    [old] = about.claims
    writer.begin("correct_claim", about.id, claim=old.id)
    first = replace(old, id=f"{about.id}.new", by="coast-mutual", at=Locator.parse("gazette#p1s1"), stance="denies")
    file.change("Added", lambda case: with_claim(case, about.id, first))
    by_now = next(claim for claim in statement(file, about.id).claims if claim.by == old.by)
    writer.fill(Verb_in_the_text="maintained")
    writer.save()
    claims = statement(file, about.id).claims
    assert {(claim.by, claim.verb) for claim in claims} == {("coast-mutual", old.verb), (old.by, "maintained")}
    assert by_now.id != old.id  # or this test tells nothing
    # and where that very claim was changed, both are shown
    [mine] = [claim for claim in claims if claim.by == old.by]
    writer.begin("correct_claim", about.id, claim=mine.id)
    file.change("Changed", lambda case: with_claim(case, about.id, replace(mine, verb="swore")))
    writer.fill(Verb_in_the_text="held")
    assert "Somebody else changed this since you opened it: verb." in writer.text
    assert not writer.can("Save")


@EMBEDDED
def test_a_file_that_is_not_valid_says_so_and_stays(writer: Writer, file: CaseFile) -> None:
    file.path.write_text("case: {id: harbour-fire")
    writer.begin("entity", "pier-nine")
    assert "is not among the cases that are kept here" in writer.text or "cannot be read" in writer.text
    assert str(file.path.parent) not in writer.text + writer.errors


@EMBEDDED
def test_lines_of_the_changes_that_cannot_be_read_are_counted(writer: Writer, file: CaseFile) -> None:
    file.changes_path.write_text('{"time": 5}\n{"time": "cut')
    writer.show("Changes")
    assert f"2 lines of {file.changes_path.name} cannot be read and count for nothing here." in writer.text


@EMBEDDED
def test_what_is_gone_from_the_file_says_so(writer: Writer) -> None:
    writer.begin("entity", "nobody")
    assert "The case file has no entity 'nobody' any more." in writer.errors
    writer.begin("claim", "nothing")
    assert "The case file has no statement 'nothing' any more." in writer.errors
    writer.begin("remove_claim", "salo-watchman", claim="none")
    assert "The case file has no claim 'none' any more." in writer.errors


@EMBEDDED
def test_the_inspector_offers_what_can_be_written(writer: Writer) -> None:
    assert _offers(writer) == ["Ask", "Add an entity"]
    writer.app.query_params["selection"] = "priya-raghunathan"
    shown = Writer({"case": CASE, "selection": "priya-raghunathan"})
    assert "Edit" in _offers(shown)
    shown = Writer({"case": CASE, "selection": "raghunathan-set-fire"})
    assert "Edit" in _offers(shown)
    assert PRIYA in shown.shown


def _offers(page: Writer) -> list[str]:
    import json

    [inspector] = page._parts("casegraph_inspector")
    return [action["label"] for action in json.loads(inspector.json)["actions"]]
