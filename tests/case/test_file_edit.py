"""A case file is changed in place: what is not meant to change stays as it was typed."""

import difflib
import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from graph.case import changes
from graph.case.changes import with_source
from graph.case.dates import EdtfDate
from graph.case.diff import difference
from graph.case.file import from_yaml, to_yaml
from graph.case.file.edit import edit
from graph.case.model import Case, Claim, Entity, Locator, Mention, Question, Statement, Text, number_claims
from graph.errors import CaseFileError
from tests.helpers import HARBOUR_FIRE, PETITIONS

SEEDS = [HARBOUR_FIRE.read_text(encoding="utf-8"), PETITIONS.read_text(encoding="utf-8")]
seeds = pytest.mark.parametrize("text", SEEDS, ids=["fire", "petitions"])
CASE = """\
# what a person wrote
case: {id: small, title: Small, as_of: 2019}   # the head
sources:
  - {id: paper, title: The Paper}
entities:
  # people
  - id: ada
    type: Person
    name: Ada Quill   # as she writes it
    aliases: [Quill]
    mentions: [{text: Ada Quill, at: "paper#p1s1"}]

  - {id: pier, type: Place, name: Pier nine}
statements:
  - id: ada-at-pier
    subject: ada
    predicate: WAS_AT
    object: pier
    # said on the day
    claims: [{by: paper, stance: asserts, at: "paper#p1s1"}]
"""


def changed(text: str, after: Case) -> list[str]:
    """The lines that differ, as a difference of two texts shows them."""
    new = edit(text, after)
    assert not difference(from_yaml(new), after)
    lines = difflib.unified_diff(text.splitlines(), new.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def with_entity(case: Case, id: str, **fields: object) -> Case:
    rows = tuple(replace(entity, **fields) if entity.id == id else entity for entity in case.entities)  # type: ignore[arg-type]
    return replace(case, entities=rows)


def with_claims(case: Case, id: str, *claims: Claim) -> Case:
    def row(statement: Statement) -> Statement:
        return replace(statement, claims=number_claims(id, claims, ())) if statement.id == id else statement

    return replace(case, statements=tuple(map(row, case.statements)))


@seeds
def test_nothing_changes_where_nothing_is_meant(text: str) -> None:
    assert edit(text, from_yaml(text)) == text


def test_a_field_is_changed_where_it_stands() -> None:
    case = from_yaml(CASE)
    assert changed(CASE, with_entity(case, "ada", name="Ada Quill-Oon")) == [
        "-    name: Ada Quill   # as she writes it",
        "+    name: Ada Quill-Oon   # as she writes it",
    ]
    assert changed(CASE, with_entity(case, "pier", name="Pier 9", kind="pier")) == [
        "-  - {id: pier, type: Place, name: Pier nine}",
        "+  - {id: pier, type: Place, name: Pier 9, kind: pier}",
    ]
    assert changed(CASE, replace(case, title="Smaller", about="A case: “small”.")) == [
        "-case: {id: small, title: Small, as_of: 2019}   # the head",
        '+case: {id: small, title: Smaller, as_of: 2019, about: "A case: “small”."}   # the head',
    ]


def test_a_field_comes_and_goes() -> None:
    case = from_yaml(CASE)
    assert changed(CASE, with_entity(case, "ada", kind="poet")) == ["+    kind: poet"]
    assert changed(CASE, with_entity(case, "ada", aliases=())) == ["-    aliases: [Quill]"]
    assert changed(CASE, with_entity(case, "ada", mentions=())) == [
        '-    mentions: [{text: Ada Quill, at: "paper#p1s1"}]'
    ]


def test_a_mention_is_added_and_taken_away() -> None:
    case = from_yaml(CASE)
    mentions = (*case.entities[0].mentions, Mention("Quill", Locator.parse("paper#p2s1@40-45")))
    assert changed(CASE, with_entity(case, "ada", mentions=mentions)) == [
        '-    mentions: [{text: Ada Quill, at: "paper#p1s1"}]',
        '+    mentions: [{text: Ada Quill, at: "paper#p1s1"}, {text: Quill, at: "paper#p2s1@40-45"}]',
    ]
    fire = from_yaml(SEEDS[0])
    priya = fire.entities[0]
    fewer = priya.mentions[:3] + priya.mentions[4:]
    [gone] = changed(SEEDS[0], with_entity(fire, priya.id, mentions=fewer))
    assert gone.startswith("-      - {text: Raghunathan, at: ")


def test_rows_are_added_behind_those_that_precede_them_and_removed() -> None:
    case = from_yaml(CASE)
    oon = Entity(id="oon", type="Person", name="Beatrix Oon")
    assert changed(CASE, replace(case, entities=(case.entities[0], oon, case.entities[1]))) == [
        "+  - {id: oon, type: Person, name: Beatrix Oon}"
    ]
    assert changed(CASE, replace(case, entities=(oon, *case.entities))) == [
        "+  - {id: oon, type: Person, name: Beatrix Oon}"
    ]
    empty = replace(case, statements=())
    assert edit(CASE, empty).endswith("statements:\n  []\n")
    assert "statements:\n  - id: ada-at-pier\n" in edit(edit(CASE, empty), case)


def test_claims_are_added_changed_and_removed() -> None:
    case = from_yaml(CASE)
    [claim] = case.statements[0].claims
    second = Claim(id="x", by="ada", stance="denies", at=Locator.parse("paper#p2s1"), says="She was at home.")
    both = with_claims(case, "ada-at-pier", claim, second)
    assert changed(CASE, both) == [
        '-    claims: [{by: paper, stance: asserts, at: "paper#p1s1"}]',
        "+    claims:",
        '+      - {by: paper, stance: asserts, at: "paper#p1s1"}',
        '+      - {by: ada, stance: denies, says: She was at home., at: "paper#p2s1"}',
    ]
    there = edit(CASE, both)
    assert changed(there, with_claims(case, "ada-at-pier", claim, replace(second, verb="denied"))) == [
        '-      - {by: ada, stance: denies, says: She was at home., at: "paper#p2s1"}',
        '+      - {by: ada, stance: denies, verb: denied, says: She was at home., at: "paper#p2s1"}',
    ]
    assert changed(there, with_claims(case, "ada-at-pier", second)) == [
        '-      - {by: paper, stance: asserts, at: "paper#p1s1"}'
    ]


def test_line_ends_and_a_byte_order_mark_stay() -> None:
    text = "\ufeff" + CASE.replace("\n", "\r\n")
    case = from_yaml(text)
    more = replace(case, entities=(*case.entities, Entity(id="oon", type="Person", name="Beatrix Oon")))
    new = edit(text, more)
    assert new.startswith("\ufeff#")
    assert new.count("\n") == new.count("\r\n") == text.count("\n") + 1


def small(text: str) -> str:
    """A case file with a part of the rows, as they were typed: every sixteenth statement and what it names."""
    case = from_yaml(text)
    for number, statement in enumerate(case.statements):
        if number % 16:
            case = changes.without_statement(case, statement.id)
    statements = case.statements
    ids = {id for s in statements for id in (s.subject, s.object, *(x for c in s.claims for x in (c.by, *c.via)))}
    entities = tuple(entity for entity in case.entities if entity.id in ids)
    return edit(text, replace(case, entities=entities))


SMALL = [small(text) for text in SEEDS]


@pytest.mark.parametrize(
    ("text", "rounds"),
    [*((text, 20) for text in SMALL), *((to_yaml(from_yaml(text)), 20) for text in SMALL), *((t, 2) for t in SEEDS)],
    ids=["fire", "petitions", "fire, as written", "petitions, as written", "all of fire", "all of petitions"],
)
def test_random_changes_say_what_was_meant_and_touch_little(text: str, rounds: int) -> None:
    chance = random.Random(11)
    for _ in range(rounds):
        before = from_yaml(text)
        after, touched = before, 0
        for _ in range(chance.randint(1, 4)):
            after, lines = random_change(after, chance)
            touched += lines
        new = edit(text, after)
        found = from_yaml(new)
        assert not difference(found, after)
        kept = difflib.SequenceMatcher(None, text.splitlines(), new.splitlines(), autojunk=False)
        same = sum(block.size for block in kept.get_matching_blocks())
        assert len(text.splitlines()) - same <= touched
        if chance.random() < 0.5:
            text = new


def random_change(case: Case, chance: random.Random) -> tuple[Case, int]:
    """A change of one row, and how many lines of the file may go with it."""
    entity, statement = chance.choice(case.entities), chance.choice(case.statements)
    source = case.sources[0].id
    at = Locator(source, 1, 1)
    match chance.randrange(8):
        case 0:
            return with_entity(
                case, entity.id, about=f"Line {chance.random():.6f}."
            ), 10  # it may have been several lines
        case 1:
            return with_entity(case, entity.id, aliases=(*entity.aliases, f"Alias {chance.random():.6f}")), 10
        case 2:
            id = f"new-{chance.randrange(10**9)}"
            rows = list(case.entities)
            rows.insert(chance.randrange(len(rows) + 1), Entity(id=id, type="Person", name="New One"))
            return replace(case, entities=tuple(rows)), 0
        case 3:
            claims = (*statement.claims, Claim(id="x", by=source, stance="questions", at=at, verb="asks"))
            automatic = {c.id for c in number_claims(statement.id, statement.claims, ())}
            named = {c.id for c in statement.claims} - automatic
            statements = tuple(
                replace(s, claims=number_claims(s.id, claims, named)) if s.id == statement.id else s
                for s in case.statements
            )
            return replace(case, statements=statements), 12  # claims in one line get a line each
        case 4:
            return changes.without_statement(case, statement.id), 16 + len(case.questions)
        case 5:
            id = f"said-{chance.randrange(10**9)}"
            claim = Claim(id=f"{id}.1", by=source, stance="asserts", at=at)
            person = next(entity for entity in case.entities if entity.type == "Person")
            row = Statement(id=id, subject=person.id, predicate="HAS_ROLE", value=Text("poet"), claims=(claim,))
            rows_ = list(case.statements)
            rows_.insert(chance.randrange(len(rows_) + 1), row)
            return replace(case, statements=tuple(rows_)), 0
        case 6:
            id, on = f"asked-{chance.randrange(10**9)}", (statement.id,)
            asked = Question(id=id, text=f"Why {chance.random():.6f}?", open=on, conclusion="So.", by="Ada")
            known = chance.choice(case.questions or (asked,))
            asked = chance.choice((asked, replace(known, text="When?"), replace(known, conclusion=None, by=None)))
            return changes.with_question(case, asked), 6
        case _:
            return replace(case, as_of=EdtfDate.parse(f"20{chance.randrange(10, 20)}-03")), 2


WILD = """\
---
# A file as several people and two editors left it.
case:                       # the head, as a block
  id: wild
  title: 'A title: with ''quotes'''
  as_of: 2019-05
  about: >-
    Folded, so that it
    is one line.

  # nothing below belongs to the head
sources:
- id: paper                 # a list that is not indented
  title: |-
    The Paper
- {id: leaf, title: "The Leaf \\u2013 evening",   # in flow, over
   published: 2019-04}                          # two lines


entities:

    # people stand further in here
    -   id: ada
        type:   Person
        name: "Ada Quill"
        about: >
          She wrote
          that she was at home.
        # what she is called
        aliases:
          - Quill           # by her friends
          - A. Q.
        mentions:
          -   text: Ada Quill
              at: paper#p1s1
          - {text: Quill, at: "leaf#p2s1"}   # misprinted elsewhere
    -   {id: pier, type: Place, name: Pier nine, aliases: [the pier, "No. 9"]}   # in flow
    - id: oon
      type: Person
      name: Beatrix
        Oon
    - "id": court
      type: Agency
      name: Court
      decides: true
statements:
  - id: ada-at-pier   
    subject: ada
    predicate: WAS_AT
    object: pier
    claims:
    # said on the day
    - by: paper
      stance: asserts
      says: |
        She stood there.
      at: [paper#p1s1, "leaf#p1s1"]
    - {by: oon, stance: denies, via: [leaf], at: leaf#p3s1}   # her neighbour

  # roles
  - {id: ada-poet, subject: ada, predicate: HAS_ROLE, value: {text: poet},
     claims: [{by: leaf, stance: asserts,  at: leaf#p1s2}]}
  - id: ada-came
    subject: ada
    predicate: CAME_ON
    value:
      date: 2019-03~
      text: early in March
    claims: [ {by: paper, stance: asserts, at: paper#p4s2} , {by: oon, stance: questions, at: paper#p4s3} ]
# the end"""
ENDS = {
    "LF": WILD,
    "one more line end": f"{WILD}\n\n",
    "CRLF": WILD.replace("\n", "\r\n"),
    "a byte order mark": f"\ufeff{WILD}\n",
    "both": "\ufeff" + f"{WILD}\n".replace("\n", "\r\n"),
}
PLACE = Locator.parse("leaf#p9s1")
SAID = Claim(id="x", by="court", stance="denies", at=PLACE)
CHANGES: dict[str, tuple[Callable[[Case], Case], int, int]] = {
    # what is done; the lines that may go, and that may come
    "nothing": (lambda case: case, 0, 0),
    "the title": (lambda case: replace(case, title="Tame"), 1, 1),
    "a folded text": (lambda case: replace(case, about="Another one."), 3, 1),
    "a source's title": (lambda case: with_source(case, replace(case.sources[0], title="The Newspaper")), 2, 1),
    "a source in flow": (lambda case: with_source(case, replace(case.sources[1], publisher="Leaf")), 2, 2),
    "a name": (lambda case: with_entity(case, "ada", name="Ada Oon"), 1, 1),
    "a name in two lines": (lambda case: with_entity(case, "oon", name="Beatrix"), 2, 1),
    "a name in flow": (lambda case: with_entity(case, "pier", name="Pier 9"), 1, 1),
    "a text that goes": (lambda case: with_entity(case, "ada", about=None), 3, 0),
    "an alias": (lambda case: with_entity(case, "ada", aliases=("Quill", "A. Q.", "Ada")), 0, 1),
    "no alias": (lambda case: with_entity(case, "ada", aliases=("A. Q.",)), 1, 0),
    "a mention": (lambda case: with_entity(case, "ada", mentions=(*mentions(case), Mention("A.", PLACE))), 0, 1),
    "no second mention": (lambda case: with_entity(case, "ada", mentions=mentions(case)[:1]), 1, 0),
    "a kind": (lambda case: with_entity(case, "court", kind="court"), 0, 1),
    "a new entity": (lambda case: changes.with_entity(case, Entity(id="new", type="Person", name="N")), 0, 1),
    "a claim": (lambda case: changes.with_claim(case, "ada-at-pier", SAID), 0, 1),
    "a claim in flow": (lambda case: changes.with_claim(case, "ada-poet", SAID), 1, 1),
    "a claim of two in a line": (lambda case: changes.with_claim(case, "ada-came", SAID), 1, 4),
    "no first claim": (lambda case: changes.without_claim(case, "ada-at-pier", "ada-at-pier.2"), 6, 0),
    "no second claim": (lambda case: changes.without_claim(case, "ada-at-pier", "ada-at-pier.1"), 1, 0),
    "no statement": (lambda case: changes.without_statement(case, "ada-came"), 7, 0),
    "no statement in flow": (lambda case: changes.without_statement(case, "ada-poet"), 2, 0),
    "a merge": (lambda case: changes.merged(case, "ada", "oon"), 6, 5),
    "no entity": (lambda case: changes.without_entity(case, "oon"), 6, 1),
}


def mentions(case: Case) -> tuple[Mention, ...]:
    return case.entities[0].mentions


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("ends", ENDS)
def test_everything_else_stays_byte_for_byte(what: str, ends: str) -> None:
    text, (change, may_go, may_come) = ENDS[ends], CHANGES[what]
    before = from_yaml(text)
    after = change(before)
    new = edit(text, after)
    assert not difference(from_yaml(new), after)
    assert new.startswith("\ufeff") == text.startswith("\ufeff")
    assert new.count("\r\n") == (new.count("\n") if "\r\n" in text else 0)
    old_lines, new_lines = text.encode().splitlines(keepends=True), new.encode().splitlines(keepends=True)
    opcodes = difflib.SequenceMatcher(None, old_lines, new_lines, autojunk=False).get_opcodes()
    gone = [line for kind, i1, i2, _, _ in opcodes if kind != "equal" for line in old_lines[i1:i2]]
    come = [line for kind, _, _, j1, j2 in opcodes if kind != "equal" for line in new_lines[j1:j2]]
    assert len(gone) <= may_go, b"".join(gone).decode()
    assert len(come) <= may_come, b"".join(come).decode()
    # no comment goes but of what goes itself
    lost = {line.partition(b" #")[2].strip() for line in gone if b" #" in line} - {b""}
    assert all(comment in b"".join(come) or not may_come or what == "no entity" for comment in lost), lost
    # and back again: the same case
    assert not difference(from_yaml(edit(new, before)), before)


def test_what_no_case_file_may_hold_is_refused_before_anything_is_written() -> None:
    text = CASE.replace("aliases: [Quill]", "aliases: &names [Quill]")
    with pytest.raises(CaseFileError, match=r":10: yaml: a case file has no anchors and aliases"):
        edit(text, from_yaml(CASE))
