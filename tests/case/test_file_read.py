"""Reading a case file: what is right is read as it is written, what is wrong is told all at once."""

import os
import textwrap
from pathlib import Path

import pytest

from graph.case.dates import EdtfDate
from graph.case.file import from_yaml, read
from graph.case.model import Locator, Text
from graph.case.quantities import Quantity
from graph.errors import CaseFileError
from graph.settings import Settings
from tests.helpers.casefiles import CASE


def problems(text: str | bytes) -> list[str]:
    with pytest.raises(CaseFileError) as error:
        from_yaml(text)
    return list(error.value.problems)


def test_a_case_is_what_its_file_says(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(CASE.replace("text: gazette.txt, ", ""), encoding="utf-8")
    case = read(path)
    assert (case.id, case.title, str(case.as_of)) == ("small-fire", "The small fire", "May 2019")
    assert [entity.id for entity in case.entities] == ["ida-brandt", "port-authority", "hale", "court", "fire"]
    assert case.entities[0].mentions[0].at == Locator("gazette", 2, 1, 23, 29)
    date, crowd, accused = case.statements
    assert date.value == EdtfDate.parse("2019-03-02")
    assert crowd.value == Quantity.parse("nearly 200", unit="people", as_of=EdtfDate.parse("2019-03-02"))
    assert (crowd.claims[0].id, crowd.claims[0].via) == ("crowd.1", ("gazette",))
    assert [(claim.id, claim.kind) for claim in accused.claims] == [
        ("hale-accused.2", None),
        ("hale-accused.1", "finding"),
    ]
    assert [case.status(statement) for statement in case.statements] == ["reported", "alleged", "disputed"]


def test_a_byte_order_mark_and_other_line_ends_are_fine() -> None:
    assert from_yaml(b"\xef\xbb\xbf" + CASE.replace("\n", "\r\n").encode()) == from_yaml(CASE)


def test_sections_may_come_in_any_order() -> None:
    parts = CASE.replace("\nsources:", "\n%sources:").replace("\nentities:", "\n%entities:")
    case, sources, entities = parts.replace("\nstatements:", "\n%statements:").split("%")[:3]
    statements = CASE[CASE.index("statements:") :]
    assert from_yaml(statements + entities + sources + case) == from_yaml(CASE)


def test_scalars_are_what_is_written() -> None:
    text = """\
        case: {id: no, title: 2019-03-02, as_of: 2019}
        sources: [{id: on, title: 0755, publisher: 1:30, language: no}]
        entities: [{id: 1e3, type: Person, name: null, kind: yes, aliases: [~, .5, 0x1F]}]
        statements:
          - {id: y, subject: 1e3, predicate: DESCRIBED_AS, value: {text: 12_000}, claims: [CLAIM]}
    """
    case = from_yaml(textwrap.dedent(text).replace("CLAIM", '{by: on, stance: asserts, at: "on#p1s1"}'))
    source, entity, statement = case.sources[0], case.entities[0], case.statements[0]
    assert (case.id, case.title, source.id, source.title, source.publisher) == (
        "no",
        "2019-03-02",
        "on",
        "0755",
        "1:30",
    )
    assert (source.language, entity.id, entity.name, entity.kind) == ("no", "1e3", "null", "yes")
    assert (entity.aliases, statement.value) == (("~", ".5", "0x1F"), Text("12_000"))


def test_dates_may_say_where_they_come_from() -> None:
    text = CASE.replace("as_of: 2019-05}", "as_of: {date: 2019-05~, inferred: true, basis: The last paper.}}")
    text = text.replace("{date: 2019-03-02}", "{date: 2019-03-02, text: on Saturday}")
    case = from_yaml(text)
    assert case.as_of == EdtfDate.parse("2019-05~", inferred=True, basis="The last paper.")
    assert case.statements[0].value == EdtfDate.parse("2019-03-02", text="on Saturday")


SHORT = """\
case: {id: c, title: C, as_of: 2019}
sources: [{id: g, title: G}]
entities:
  - {id: a, type: Person, name: A}
  - {id: e, type: Event, name: E}
statements:
  - id: s
    subject: a
    predicate: ACCUSED_OF
    object: e
    claims: [{by: g, stance: asserts, at: "g#p1s1"}]
"""


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("ACCUSED_OF\n", "ACUSED_OF\n",
         "9: statements[s].predicate: there is no such predicate; did you mean ACCUSED_OF? (ACUSED_OF)"),
        ("ACCUSED_OF\n", "SET_FIRE_TO\n", "9: statements[s].predicate: there is no such predicate (SET_FIRE_TO)"),
        ("type: Person", "type: Persn", "4: entities[a].type: is one of Person, Agency, Organization, Place, Evidence, "
         "Event, Work, Petition; did you mean Person? (Persn)"),
        ("subject: a", "subject: e",
         "8: statements[s].subject: ACCUSED_OF starts at Agency, Organization, Person, Work; this is Event (e)"),
        ("object: e", "object: a",
         "10: statements[s].object: ACCUSED_OF ends at Event, Evidence, Text; this is Person (a)"),
        ("object: e", "value: {date: 2019}",
         "10: statements[s].value: ACCUSED_OF ends at Event, Evidence, Text; this is Date (2019)"),
        ("object: e", "object: ee", "10: statements[s].object: there is no entity of this id (ee)"),
        ("subject: a", "subject: g", "8: statements[s].subject: this is a source; statements are about entities (g)"),
        ("by: g,", "by: gg,", "11: statements[s].claims[#1].by: there is no entity or source of this id (gg)"),
        ("by: g, ", "", "11: statements[s].claims[#1].by: is missing: who says so: the id of an entity or a source"),
        (', at: "g#p1s1"', "",
         "11: statements[s].claims[#1].at: is missing: where it is written: source#p1s1, with @start-end where it is "
         "known"),
        ('"g#p1s1"', "page 3",
         "11: statements[s].claims[#1].at: a locator is source#p<paragraph>s<sentence>, with an optional @start-end "
         "('page 3')"),
        ('"g#p1s1"', '"h#p1s1"', "11: statements[s].claims[#1].at: there is no source of this id (h)"),
        ("stance: asserts", "stance: claims",
         "11: statements[s].claims[#1].stance: is one of asserts, denies, questions (claims)"),
        ("stance: asserts, ", "", "11: statements[s].claims[#1].stance: is missing: asserts, denies or questions"),
        ("stance: asserts", "stance: asserts, kind: finding",
         "11: statements[s].claims[#1].kind: a finding is made by an entity with decides: true (g)"),
        ("stance: asserts", "stance: asserts, kind: guess",
         "11: statements[s].claims[#1].kind: is one of finding (guess)"),
        ("stance: asserts", "stance: asserts, via: [a, g]",
         "11: statements[s].claims[#1].via: via may not run in a circle (g → a → g)"),
        ("stance: asserts", "stance: asserts, via: [b]",
         "11: statements[s].claims[#1].via: there is no entity or source of this id (b)"),
        ("stance: asserts", "stance: asserts, via: a", "11: statements[s].claims[#1].via: a list is needed: […] (a)"),
        ("stance: asserts", "stance: asserts, weight: 3", "11: statements[s].claims[#1].weight: no such field"),
        ("stance: asserts", "stance: asserts, verbs: said",
         "11: statements[s].claims[#1].verbs: no such field; did you mean verb?"),
        ("    object: e\n", "", "7: statements[s].object: a statement has an object or a value, one of the two"),
        ("object: e", "object: e\n    value: {text: x}",
         "10: statements[s].object: a statement has an object or a value, one of the two"),
        ("object: e", "value: e", "10: statements[s].value: a map is needed: {…} (e)"),
        ("object: e", "value: {number: 3}",
         "10: statements[s].value: a value is {date: …}, {quantity: …} or {text: …}"),
        ('[{by: g, stance: asserts, at: "g#p1s1"}]', "[]",
         "11: statements[s].claims: is missing: who says so, and where"),
        ("id: e,", "id: a,", "5: entities[a].id: this id is in use already, on line 4 (a)"),
        ("id: e,", "id: c,", "5: entities[c].id: this id is in use already, on line 1 (c)"),
        ("id: s\n", "id: g\n", "7: statements[g].id: this id is in use already, on line 2 (g)"),
        ("{by: g,", "{id: s, by: g,", "11: statements[s].claims[#1].id: this id is in use already, on line 7 (s)"),
        ("id: s\n", f"id: {'s' * 79}\n", f"11: statements[{'s' * 79}].claims: give the claims ids of their own: "
         "an id has at most 80 characters, this one 81 (ssssssssssssssssssss…)"),
        ("id: s\n", "id: The fire\n",
         "7: statements[#1].id: an id is lower-case letters and digits joined by - or . ('The fire')"),
        ("as_of: 2019", "as_of: 2019-02-30", "1: case.as_of: there is no such day or month ('2019-02-30')"),
        ("as_of: 2019", "as_of: {date: 2019, bais: x}", "1: case.as_of.bais: no such field"),
        (", as_of: 2019", "", "1: case.as_of: is missing: the date of what the file knows, in EDTF"),
        ("title: G", "title: ''", "2: sources[g].title: is empty: leave the field out, or fill it"),
        ("title: G", "title: [G]", "2: sources[g].title: a text is needed, not a list"),
        ("title: G", 'title: "G\\0"', "2: sources[g].title: a character that no text may hold (U+0000)"),
        ("title: G", "title: G, text_sha256: abc",
         "2: sources[g].text_sha256: a SHA-256 is 64 lower-case hexadecimal digits ('abc')"),
        ("name: A", "name: A, decides: yes", "4: entities[a].decides: is one of true, false (yes)"),
        ("name: A", 'name: A, mentions: [{text: A}]',
         "4: entities[a].mentions[#1].at: is missing: where it is printed: source#p1s1@start-end"),
        ("name: A", 'name: A, mentions: [{text: A, at: "h#p1s1@0-1"}]',
         "4: entities[a].mentions[#1].at: there is no source of this id (h)"),
        ("name: A", 'name: A, nick: [{a: 1}]', "4: entities[a].nick: no such field"),
        ("sources: [{id: g, title: G}]", "sources: {id: g}", "2: sources: a list is needed"),
        ("sources: [{id: g", "sources: [3, {id: g", "2: sources[#1]: a map is needed: {…} (3)"),
        ("entities:", "people: []\nentities:",
         "3: people: no such section: there are case, sources, entities, statements, questions"),
        ("case: {id: c, title: C, as_of: 2019}", "", "1: case: is missing: case: {id: …, title: …, as_of: …}"),
    ],
)  # fmt: skip
def test_each_problem_is_one_line(old: str, new: str, problem: str) -> None:
    assert old in SHORT
    assert f"case.yaml:{problem}" in problems(SHORT.replace(old, new, 1))


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("{quantity: some, low: 9, high: 3}", "low: a quantity's low bound is above its high bound (9 > 3)"),
        ("{quantity: some, low: .nan}", "low: a number in plain digits is needed: 180, 1.5 (.nan)"),
        ("{quantity: some, high: 1:30}", "high: a number in plain digits is needed: 180, 1.5 (1:30)"),
        ("{quantity: some, low: 1e9}", "low: a number in plain digits is needed: 180, 1.5 (1e9)"),
        ("{quantity: some, as_of: soon}", "as_of: not a date: write EDTF: 2015-12-18, 2015-12, 2015-12~ (about), "
         "2016-01-04? (uncertain), 2005/2007, 198X ('soon')"),
        ("{quantity: ''}", "quantity: is empty: leave the field out, or fill it"),
        ("{quantity: some, units: people}", "units: no such field; did you mean unit?"),
    ],
)  # fmt: skip
def test_a_quantity_has_possible_bounds(value: str, problem: str) -> None:
    text = SHORT.replace("ACCUSED_OF", "WITNESSED_BY_COUNT").replace("subject: a", "subject: e")
    assert problems(text.replace("object: e", f"value: {value}")) == [f"case.yaml:10: statements[s].value.{problem}"]


def test_all_problems_come_at_once_in_the_order_of_the_file() -> None:
    text = SHORT.replace("as_of: 2019", "as_of: never").replace("type: Event", "type: Evnt").replace("by: g", "by: h")
    found = problems(text)
    assert [problem.split(": ")[:2] for problem in found] == [
        ["case.yaml:1", "case.as_of"],
        ["case.yaml:5", "entities[e].type"],
        ["case.yaml:11", "statements[s].claims[#1].by"],
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "1: yaml: the file is empty: a case file begins with case: {id: …, title: …, as_of: …}"),
        ("# nothing\n\n", "1: yaml: the file is empty: a case file begins with case: {id: …, title: …, as_of: …}"),
        ("---\n", "2: yaml: the file is empty: a case file begins with case: {id: …, title: …, as_of: …}"),
        ("- a\n", "1: yaml: the file is not a map: a case file begins with case: {id: …, title: …, as_of: …}"),
        ("case: {id: &x a}\n", "1: yaml: a case file has no anchors and aliases: write it out (&x)"),
        ("\ncase: [*x]\n", "2: yaml: a case file has no anchors and aliases: write it out (*x)"),
        ("case: !!python/object:os.system {}\n",
         "1: yaml: a case file has no tags (tag:yaml.org,2002:python/object:os.system)"),
        ("case:\n  {id: a, title: [\n",
         "3: yaml: not YAML: while parsing a flow node: did not find expected node content"),
        ("case: {}\n---\ncase: {}\n", "2: yaml: a case file is one document (---)"),
        ("case: {title: " + "[" * 20_000, "1: yaml: maps and lists are nested more than 12 deep"),
        ("case: {}\nentities: [{{a: 1}: 2}]\n", "2: yaml: a key is a name, not a list or a map"),
        ("case: {id: a, id: b}\n", "1: id: this field is given twice, first on line 1 (b)"),
        ("case: {}\ncase: {}\n", "2: case: this field is given twice, first on line 1 (a map)"),
        ("case: {id: \x07a}\n", "1: yaml: a character that no text may hold (U+0007)"),
        (b"case: {id: a}\n# caf\xe9\n", "2: encoding: is not UTF-8: save the file as UTF-8 (byte 0xe9)"),
        ("case: {}\n".encode("utf-16"), "1: encoding: is not UTF-8: save the file as UTF-8 (byte 0xff)"),
    ],
)  # fmt: skip
def test_what_is_not_plain_yaml_is_refused(text: str | bytes, problem: str) -> None:
    assert f"case.yaml:{problem}" in problems(text)


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x, x]\n" + "".join(
        f"{c}: &{c} [{','.join(f'*{b}' for _ in range(9))}]\n" for b, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert problems(bomb)[-1] == "case.yaml:1: yaml: a case file has no anchors and aliases: write it out (&a)"


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(CaseFileError) as error:
        read(path)
    assert str(error.value) == f"{path}:1: file: is larger than 20 MB (setting max_case_file_mb) (50.0 MB)"
    with pytest.raises(CaseFileError, match="no text may hold"):
        read(path, settings=Settings(max_case_file_mb=50))


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseFileError) as error:
        read(tmp_path / "no.yaml")
    assert str(error.value) == f"{tmp_path / 'no.yaml'}:1: file: there is no such file"
    with pytest.raises(CaseFileError) as error:
        read(tmp_path)
    assert str(error.value) == f"{tmp_path}:1: file: is not a file; a case file is YAML"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a system with pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(CaseFileError, match="is not a file"):
        read(tmp_path / "pipe")


HEAD = "case: {id: x, title: T, as_of: 2020-01-01}\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}sources:\n  - id: a\n\ttitle: b\n",
        f"{HEAD}sources:\n  - id: a\n  \ttitle: b\n",
        "case:\n\tid: x\n",
        f"{HEAD}entities:\n\t- id: a\n",
    ],
)
def test_a_tab_is_named(text: str) -> None:
    [problem] = problems(text)
    assert problem.endswith("yaml: a line begins with a tab: YAML is indented with spaces, not tabs")
    assert text.splitlines()[int(problem.split(":")[1]) - 1].lstrip(" ").startswith("\t")


def test_a_tab_elsewhere_is_no_fault() -> None:
    assert "tab" not in problems(f"{HEAD}sources: [\t{{id: a}}]\n")[0]


def test_problems_are_listed_up_to_a_number_and_counted() -> None:
    rows = "".join(f"  - {{id: e{n}, name: N, type: Person, colour: red}}\n" for n in range(1_000))
    found = problems(f"{HEAD}entities:\n{rows}")
    assert len(found) == 201
    assert found[0] == "case.yaml:3: entities[e0].colour: no such field"
    assert found[-1] == "case.yaml:202: file: has 800 more problems; mend these first"


@pytest.mark.parametrize("key", ["k{}", "k"])
@pytest.mark.parametrize(
    "text",
    ["case: {id: x, KEYS}", "LINES", f"{HEAD}entities:\n  - {{id: e, KEYS}}"],
)
def test_a_map_of_endless_keys_ends_the_reading(key: str, text: str) -> None:
    named = [f"{key.format(n)}: 1" for n in range(50_000)]
    found = problems(text.replace("KEYS", ", ".join(named)).replace("LINES", "\n".join(named)))
    assert len(found) <= 202
    assert any("a map has more than 1,000 keys" in problem for problem in found)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "www.x.example", "https:///x", "https://a b"],
)
def test_a_source_links_to_a_page_alone(url: str) -> None:
    assert (
        "an address begins with https:// or http://"
        in problems(f"{HEAD}sources:\n  - {{id: a, title: T, url: '{url}'}}")[0]
    )


def test_a_page_is_linked_as_it_is_written() -> None:
    text = f"{HEAD}sources:\n  - {{id: a, title: T, url: 'HTTP://ledger.example:8080/é?a=1#b'}}"
    assert from_yaml(text).sources[0].url == "HTTP://ledger.example:8080/é?a=1#b"
