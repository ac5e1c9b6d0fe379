"""Model → YAML → model: nothing is lost, and the order stays."""

import io
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.case.dates import EdtfDate
from graph.case.file import from_yaml, read, to_yaml, write
from graph.case.model import STANCES, Case, Claim, Entity, Locator, Mention, Source, Statement, Text, number_claims
from graph.case.quantities import Quantity
from graph.errors import FileError, ModelError
from tests.helpers import ROOT
from tests.helpers.casefiles import CASE

# Texts that some reader of YAML takes for something else, or that break a line.
AWKWARD = ["no", "~", "2019-03-02", "1:30", "0755", "1e3", "a: b", "a #b", "- a", "{a}", "[a", "'a'", '"a"', "&a", "*a",
           "!a", "%a", "@a", "`a", "a,b", " a ", "a\nb", "a\n\n b", "\ta", "a\r\nb", "a\\b", "\u2028", "\x85", "\xa0a",
           "\ufeffa", "🔥", "?a", "-", "a:", "#", "null", "True", ".5", "=", "<<", "---",
           "…", "O'Hara (jr.)"]  # fmt: skip
texts = st.sampled_from(AWKWARD) | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=20,
)
optional = st.none() | texts
numbers = st.none() | st.integers(-(10**6), 10**6) | st.integers(0, 400).map(lambda n: n / 8)
plain_dates = st.sampled_from(
    ["2015-12-18", "2015-12~", "2005/2007", "198X", "2005/..", "[1667,1668]", "?2016-01-04", "2019"]
)


@st.composite
def dates(draw: st.DrawFn) -> EdtfDate:
    inferred = draw(st.booleans())
    basis = draw(optional) if inferred else None
    return EdtfDate.parse(draw(plain_dates), text=draw(optional), inferred=inferred, basis=basis)


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    low, high = draw(numbers), draw(numbers)
    if low is not None and high is not None and low > high:
        low, high = high, low
    text = draw(texts | st.sampled_from(["nearly 200 people", "dozens", "half"]))
    try:
        return Quantity.parse(
            text, low, high, unit=draw(optional), scope=draw(optional), as_of=draw(st.none() | dates())
        )
    except ModelError:  # one bound given, the other read
        return Quantity.parse(text)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    places = st.builds(lambda p, s: Locator("g", p, s, 10 * p, 10 * p + s), st.integers(1, 30), st.integers(1, 9))
    places |= st.builds(lambda p: Locator("h.1", p, 1), st.integers(1, 3))
    people = [f"p{n}" for n in range(draw(st.integers(2, 4)))]
    entities = []
    for id in people:
        mentions = draw(st.lists(st.builds(Mention, texts, places.filter(lambda at: at.start is None)), max_size=2))
        mentions = [Mention(f"{id} {mention.text}", mention.at) for mention in mentions]
        aliases = tuple(draw(st.lists(texts, max_size=2)))
        decides, about = draw(st.booleans()), draw(optional)
        entities.append(
            Entity(id=id, type="Person", name=draw(texts), aliases=aliases, kind=draw(optional), decides=decides,
                   about=about, mentions=tuple(mentions))
        )  # fmt: skip
    entities.append(Entity(id="e", type="Event", name="E"))
    statements = []
    for n in range(draw(st.integers(0, 3))):
        subject, predicate, value = draw(
            st.tuples(st.just("e"), st.just("OCCURRED_ON"), dates())
            | st.tuples(st.just("e"), st.just("WITNESSED_BY_COUNT"), quantities())
            | st.tuples(st.sampled_from(people), st.just("DESCRIBED_AS"), texts.map(Text))
            | st.tuples(st.just(people[0]), st.just("PARTNER_OF"), st.just(people[1]))
        )
        claims, named = [], set()
        for i in range(draw(st.integers(1, 3))):
            by = draw(st.sampled_from([*people, "g"]))
            others = st.sampled_from([id for id in people if id != by])
            via = tuple(draw(st.lists(others, unique=True, max_size=2)))
            id = draw(st.sampled_from([f"s{n}", f"claim-{n}-{i}"]))
            stance, verb, says = draw(st.sampled_from(STANCES)), draw(optional), draw(optional)
            claims.append(Claim(id=id, by=by, stance=stance, at=draw(places), verb=verb, says=says, via=via))
            named |= {id} - {f"s{n}"}
        either = {"object": value} if isinstance(value, str) else {"value": value}
        numbered = number_claims(f"s{n}", claims, named)
        statements.append(Statement(id=f"s{n}", subject=subject, predicate=predicate, claims=numbered, **either))
    published, url, language = draw(st.none() | dates()), draw(optional), draw(optional)
    sources = (
        Source(id="g", title=draw(texts), publisher=draw(optional), published=published, language=language, url=url,
               text=draw(optional), text_sha256=draw(st.none() | st.just("0" * 64))),
        Source(id="h.1", title="H"),
    )  # fmt: skip
    return Case(id="c", title=draw(texts), as_of=draw(dates()), about=draw(optional), sources=sources,
                entities=tuple(entities), statements=tuple(statements))  # fmt: skip


@settings(max_examples=40)
@given(cases())
def test_a_case_is_read_as_it_was_written(case: Case) -> None:
    text = to_yaml(case)
    assert from_yaml(text) == case
    assert to_yaml(from_yaml(text)) == text


@given(st.lists(texts, min_size=1))
def test_any_reader_of_yaml_reads_the_same_texts(values: list[str]) -> None:
    entity = Entity(id="e", type="Event", name="E", aliases=tuple(values))
    case = Case(id="c", title="C", as_of=EdtfDate.parse("2019"), entities=(entity,))
    assert yaml.safe_load(to_yaml(case))["entities"][0]["aliases"] == values


@pytest.mark.parametrize("path", sorted(ROOT.glob("seeds/*/case.yaml")), ids=lambda path: path.parent.name)
def test_a_seed_loses_nothing(path: Path) -> None:
    text = to_yaml(read(path))
    assert yaml.safe_load(text) == yaml.safe_load(path.read_text(encoding="utf-8"))
    assert [list(row) for row in yaml.safe_load(text)["entities"]] != []


def test_rows_are_compact() -> None:
    case = from_yaml(CASE)
    lines = to_yaml(case).splitlines()
    assert lines[0] == "case: {id: small-fire, title: The small fire, as_of: 2019-05}"
    assert lines[4] == (
        "  - {id: ida-brandt, type: Person, name: Ida Brandt, aliases: [Brandt], "
        'mentions: [{text: Brandt, at: "gazette#p2s1@23-29"}]}'
    )
    start = lines.index("  - id: crowd")
    assert lines[start : start + 6] == [
        "  - id: crowd",
        "    subject: fire",
        "    predicate: WITNESSED_BY_COUNT",
        "    value: {quantity: nearly 200, unit: people, as_of: 2019-03-02}",
        '    claims: [{by: ida-brandt, stance: asserts, verb: said, via: [gazette], at: "gazette#p2s2@41-72"}]',
        "  - id: hale-accused",
    ]


@pytest.mark.parametrize("text", ["", "a\x00b", "\x7f", "\ud800"])
def test_a_text_that_could_not_be_read_back_is_refused(text: str) -> None:
    case = Case(id="c", title=text, as_of=EdtfDate.parse("2019"))
    with pytest.raises(ModelError, match="a text is empty or holds a character that no case file may hold"):
        to_yaml(case)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    case, path = from_yaml(CASE.replace("text: gazette.txt, ", "")), tmp_path / "case.yaml"
    write(case, path)
    assert read(path) == case
    before = path.read_bytes()
    with pytest.raises(ModelError):
        write(Case(id="c", title="\x00", as_of=case.as_of), path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["case.yaml"]
    with pytest.raises(FileError):
        write(case, path / "inside-a-file.yaml")


def test_a_stream_is_written_to() -> None:
    case, stream = from_yaml(CASE), io.StringIO()
    write(case, stream)
    assert stream.getvalue() == to_yaml(case)
