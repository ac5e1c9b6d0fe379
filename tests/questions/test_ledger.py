"""The ledger: every filter, order and page against what the case file says, on every store."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.case.dates import EdtfDate
from graph.case.file import read
from graph.case.load import load
from graph.case.model import Case, Claim, Statement, Text
from graph.case.rows import ModelRows, value_id
from graph.case.schema import load_schema
from graph.case.statuses import STATUSES
from graph.case.texts import Texts
from graph.errors import NotFoundError, QueryError
from graph.questions.ledger import GROUPINGS, Grouping, choices, count_claims, every_row, ledger, statement_ids
from graph.questions.ledger_filter import LEDGER_STANCES, LedgerFilter
from graph.questions.ledger_match import matching
from graph.questions.search import fold
from graph.settings import Settings
from graph.stores import Store, open_store
from tests.helpers import HARBOUR_FIRE
from tests.helpers.stores import BOTH

SCHEMA = load_schema()
CASE = "harbour-fire"
TEXTS = Texts([HARBOUR_FIRE.parent])


@pytest.fixture(scope="module")
def harbour() -> Case:
    return read(HARBOUR_FIRE, settings=Settings())


def wanted_ids(case: Case, wanted: LedgerFilter, by: Grouping = "statement") -> list[str]:
    """Return the ids of the claims that fit, in order, as the case itself tells it."""
    found = [
        (claim, statement)
        for statement in case.statements
        for claim in statement.claims
        if _fits(case, claim, statement, wanted)
    ]

    def key(row: tuple[Claim, Statement]) -> tuple[object, ...]:
        claim, statement = row
        speaker = (claim.by is None, claim.by or "") if by == "speaker" else ()
        return *speaker, statement.id, claim.id

    return [claim.id for claim, _ in sorted(found, key=key)]


def _fits(case: Case, claim: Claim, statement: Statement, wanted: LedgerFilter) -> bool:
    stance = "infers" if claim.inferred else claim.stance
    asked = (
        (wanted.speaker, claim.by),
        (wanted.stance, stance),
        (wanted.predicate, statement.predicate),
        (wanted.subject, statement.subject),
        (wanted.source, claim.at.source),
        (wanted.status, case.status(statement)),
    )
    if any(value and value != found for value, found in asked):
        return False
    if wanted.since or wanted.until:
        published = next(source.published for source in case.sources if source.id == claim.at.source)
        if published is None or not _overlaps(published, wanted.since, wanted.until):
            return False
    words = searched()[claim.id]
    return all(any(word.startswith(term) for word in words) for term in fold(wanted.text).split())


@cache
def searched() -> dict[str, list[str]]:
    """Return the words that are looked through, by claim: what is said, who says it and of what, and the passage."""
    case = read(HARBOUR_FIRE, settings=Settings())
    called = {source.id: (source.title, source.publisher) for source in case.sources}
    called |= {entity.id: (entity.name, *entity.aliases) for entity in case.entities}
    called |= {
        row.properties["id"]: (row.properties["text"], row.properties.get("scope"))
        for row in ModelRows(case).nodes()
        if "Value" in row.labels
    }
    hashes = {source.id: source.text_sha256 or "" for source in case.sources}
    found = {}
    for statement in case.statements:
        ends = (statement.subject, statement.object or value_id(statement))
        for claim in statement.claims:
            names = [name for id in (claim.by, *ends) for name in called.get(id or "", ())]
            texts = (claim.says, claim.because, TEXTS.quote(claim.at, hashes[claim.at.source]), *names)
            found[claim.id] = fold(" | ".join(filter(None, texts))).split()
    return found


def _overlaps(published: EdtfDate, since: str, until: str) -> bool:
    first, last = published.earliest, published.latest
    after = last is None or last.isoformat() >= (since or "0000")
    return after and (first is None or first.isoformat() <= (until or "9999"))


def ids(rows: Iterator[object] | tuple[object, ...]) -> list[str]:
    return [row.claim.id for row in rows]  # type: ignore[attr-defined]


def every(store: Store, wanted: LedgerFilter, by: Grouping = "statement") -> list[str]:
    return ids(every_row(store, CASE, wanted, schema=SCHEMA, by=by, limit=100_000, texts=TEXTS.get))


ONE_BY_ONE = [
    LedgerFilter(),
    LedgerFilter(speaker="port-authority"),
    LedgerFilter(speaker="ledger"),
    LedgerFilter(stance="denies"),
    LedgerFilter(stance="infers"),
    LedgerFilter(stance="asserts"),
    LedgerFilter(predicate="ACCUSED_OF"),
    LedgerFilter(subject="priya-raghunathan"),
    LedgerFilter(source="gazette"),
    LedgerFilter(status="disputed"),
    LedgerFilter(status="inferred"),
    LedgerFilter(since="2019-04-01", until="2019-05-23"),
    LedgerFilter(text="FIRE the"),
    LedgerFilter(text="fuel can"),
    LedgerFilter(text="raghunathan", status="disputed", source="gazette"),
    LedgerFilter(text="authority", speaker="port-authority"),
    LedgerFilter(text="inquiry findings", stance="asserts"),
    LedgerFilter(text="2019"),
    LedgerFilter(speaker="port-authority", stance="asserts", status="disputed", source="gazette"),
    LedgerFilter(speaker="nobody-of-that-id"),
    LedgerFilter(text="' OR true // \\E.*"),
]


@pytest.mark.parametrize("wanted", ONE_BY_ONE, ids=str)
def test_what_is_wanted_is_what_comes(loaded: Store, harbour: Case, wanted: LedgerFilter) -> None:
    for by in GROUPINGS:
        assert every(loaded, wanted, by) == wanted_ids(harbour, wanted, by)
    assert count_claims(loaded, CASE, wanted, texts=TEXTS.get) == len(wanted_ids(harbour, wanted))


def test_the_filters_of_this_test_leave_something(harbour: Case) -> None:
    """A filter that lets nothing through would be equal to any other such."""
    left = [len(wanted_ids(harbour, wanted)) for wanted in ONE_BY_ONE]
    assert min(left[:-2]) > 0
    assert left[-2:] == [0, 0]
    assert max(left[1:]) < left[0]


@pytest.mark.parametrize("by", GROUPINGS)
def test_pages_lead_to_each_other_in_both_directions(loaded: Store, harbour: Case, by: Grouping) -> None:
    wanted, size = LedgerFilter(source="gazette"), 7
    first = page = ledger(loaded, CASE, wanted, schema=SCHEMA, by=by, limit=size)
    assert not page.before
    forwards = [page]
    while page.after:
        page = ledger(loaded, CASE, wanted, schema=SCHEMA, by=by, after=page.after, limit=size)
        assert page.before
        forwards.append(page)
    assert [id for each in forwards for id in ids(each.rows)] == wanted_ids(harbour, wanted, by)
    assert {len(each.rows) for each in forwards[:-1]} == {size}
    backwards = [page]
    while page.before:
        page = ledger(loaded, CASE, wanted, schema=SCHEMA, by=by, before=page.before, limit=size)
        backwards.append(page)
    got = [id for each in reversed(backwards) for id in ids(each.rows)]
    assert got == wanted_ids(harbour, wanted, by)
    assert page.after
    assert len(forwards) > 3
    assert not first.before


def test_a_row_tells_the_claim_and_its_statement(loaded: Store, harbour: Case) -> None:
    page = ledger(loaded, CASE, LedgerFilter(), schema=SCHEMA, limit=1_000)
    of_case = {claim.id: (claim, statement) for statement in harbour.statements for claim in statement.claims}
    assert len(page.rows) == len(of_case)
    for row in page.rows:
        claim, statement = of_case[row.claim.id]
        assert (row.claim.by or None, row.claim.stance, row.claim.at) == (claim.by, claim.stance, str(claim.at))
        assert (row.statement.id, row.statement.start, row.status) == (
            statement.id,
            statement.subject,
            harbour.status(statement),
        )


def test_choices_are_what_there_is(loaded: Store, harbour: Case) -> None:
    found = choices(loaded, CASE, SCHEMA, limit=1_000)
    claims = [claim for statement in harbour.statements for claim in statement.claims]
    assert set(found.speakers) == {claim.by for claim in claims if claim.by}
    assert set(found.subjects) == {statement.subject for statement in harbour.statements}
    assert set(found.sources) == harbour.source_ids
    assert set(found.predicates) == {statement.predicate for statement in harbour.statements}
    most = choices(loaded, CASE, SCHEMA, limit=2)
    assert list(most.speakers) == list(found.speakers)[:2]
    counts = [sum(claim.by == id for claim in claims) for id in found.speakers]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (LedgerFilter(stance="doubts"), "A stance is one of asserts, denies, questions, infers, not 'doubts'."),
        (LedgerFilter(status="proven"), "A status is one of found, disputed"),
        (LedgerFilter(since="March"), "A day is written as 2019-03-02; since is 'March'."),
        (LedgerFilter(since="2019-03-02", until="2019-03-01"), "turn the two around"),
        (LedgerFilter(since="2019-02-31"), "A day is written as 2019-03-02; since is '2019-02-31'."),
        (LedgerFilter(until="٢٠١٩-٠٣-٠٢"), "A day is written as 2019-03-02; until is "),
        (LedgerFilter(text="a b c d e f g h i j k l m"), "13 words are looked for, 12 at the most can be"),
        (LedgerFilter(text=".*"), "There is no word in '.*' to look for: give letters or digits."),
        (LedgerFilter(text="  "), "There is no word in '  ' to look for"),
    ],
)
def test_a_filter_that_cannot_be_is_refused(loaded_embedded: Store, wanted: LedgerFilter, said: str) -> None:
    for ask in (
        lambda: ledger(loaded_embedded, CASE, wanted, schema=SCHEMA),
        lambda: count_claims(loaded_embedded, CASE, wanted),
    ):
        with pytest.raises(QueryError) as refused:
            ask()
        assert said in str(refused.value)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (LedgerFilter(speaker="port"), "The case harbour-fire has no speaker 'port'."),
        (LedgerFilter(speaker="Port-Authorty"), "has no speaker 'Port-Authorty'. Did you mean port-authority"),
        (LedgerFilter(subject="Priya Raghunatan"), "has no entity 'Priya Raghunatan'. Did you mean priya-raghunathan"),
        (LedgerFilter(subject="gazette"), "has no entity 'gazette'"),
        (LedgerFilter(source="gazete"), "has no source 'gazete'. Did you mean gazette?"),
        (LedgerFilter(source="' OR true // "), 'has no source "\' OR true // "'),
        (LedgerFilter(predicate="accused of"), "There is no predicate 'accused of'. Did you mean ACCUSED_OF"),
    ],
)
def test_what_nobody_is_called_is_refused_with_what_is_near(loaded: Store, wanted: LedgerFilter, said: str) -> None:
    with pytest.raises(NotFoundError) as refused:
        wanted.checked_in(loaded, CASE, SCHEMA)
    assert said in str(refused.value)


def test_what_is_there_and_has_no_claim_is_not_refused(loaded_embedded: Store, harbour: Case) -> None:
    makers = {claim.by for statement in harbour.statements for claim in statement.claims}
    silent = next(entity.id for entity in harbour.entities if entity.id not in makers)
    for wanted in (LedgerFilter(speaker=silent), LedgerFilter(predicate="ACCUSED_OF_MISTREATING")):
        assert wanted.checked_in(loaded_embedded, CASE, SCHEMA) == wanted
        assert not every(loaded_embedded, wanted)


def test_names_and_passages_are_searched(loaded: Store) -> None:
    """No paraphrase has these words: the first are what a thing is called, the second are in the text alone."""
    for text, texts in (("fuel can", None), ('"fuel can"', None), ('"the only witness is"', TEXTS.get)):
        wanted = LedgerFilter(text=text)
        rows = ledger(loaded, CASE, wanted, schema=SCHEMA, texts=texts).rows
        assert rows
        assert not any("fuel can" in row.claim.says.lower() or "only witness is" in row.claim.says for row in rows)
        assert count_claims(loaded, CASE, wanted, texts=texts) == len(rows)
        assert statement_ids(loaded, CASE, wanted, texts=texts) == sorted({row.statement.id for row in rows})
    assert not ledger(loaded, CASE, LedgerFilter(text='"the only witness is"'), schema=SCHEMA).rows


def test_a_server_that_is_led_to_claims_is_not_given_an_index_of_all(loaded_embedded: Store) -> None:
    """A condition on the claims' case had it join all claims of the case with the one speaker."""
    for wanted, speaker in ((LedgerFilter(speaker="ledger"), "Source"), (LedgerFilter(subject="pier-nine"), "")):
        led, _ = matching(loaded_embedded, CASE, wanted, ["c.statement >= $statement"], speaker=speaker)
        assert "c.case_id" not in led
        assert "c.statement >= $statement" in led
    assert "c.case_id = $case" in matching(loaded_embedded, CASE, LedgerFilter())[0]


def test_a_page_begins_at_a_claim_that_there_is(loaded_embedded: Store) -> None:
    with pytest.raises(NotFoundError, match=r"has no claim 'no-such-claim' to begin or end a page at"):
        ledger(loaded_embedded, CASE, schema=SCHEMA, after="no-such-claim")


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory, harbour: Case) -> Iterator[Store]:
    """The harbour fire in a store that tests of this file share, for they only read it."""
    with open_store(str(tmp_path_factory.mktemp("ledger") / "cases.grafeo"), Settings()) as store:
        load(store, harbour)
        yield store


def filters(case: Case) -> st.SearchStrategy[LedgerFilter]:
    claims = [claim for statement in case.statements for claim in statement.claims]
    words = sorted({word for words in searched().values() for word in words if len(word) > 2})
    days = st.sampled_from(["", "2018-12-31", "2019-04-18", "2019-05-23", "2019-05-24", "2021-01-01"])
    return st.builds(
        LedgerFilter,
        speaker=st.sampled_from(["", *sorted({claim.by for claim in claims if claim.by})]),
        stance=st.sampled_from(["", *LEDGER_STANCES]),
        predicate=st.sampled_from(["", *sorted({statement.predicate for statement in case.statements})]),
        subject=st.sampled_from(["", *sorted({statement.subject for statement in case.statements})]),
        source=st.sampled_from(["", *sorted(case.source_ids)]),
        status=st.sampled_from(["", *STATUSES]),
        since=days,
        until=days,
        text=st.lists(st.sampled_from(words), max_size=2).map(" ".join),
    ).filter(lambda wanted: not (wanted.since and wanted.until) or wanted.since <= wanted.until)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_filters_together_leave_what_each_of_them_lets_through(
    embedded: Store, harbour: Case, data: st.DataObject
) -> None:
    wanted = data.draw(filters(harbour))
    # most filters together leave nothing: some are taken away
    names = data.draw(st.sets(st.sampled_from([field.name for field in dataclasses.fields(wanted)]), min_size=6))
    wanted = dataclasses.replace(wanted, **dict.fromkeys(names, ""))
    by = data.draw(st.sampled_from(GROUPINGS))
    right = wanted_ids(harbour, wanted, by)
    assert every(embedded, wanted, by) == right
    # from any claim, whether it fits or not, one comes to what is before it and after it
    claims = [claim.id for statement in harbour.statements for claim in statement.claims]
    place = data.draw(st.sampled_from(claims))
    order = wanted_ids(harbour, LedgerFilter(), by)
    later = [id for id in right if order.index(id) > order.index(place)]
    earlier = [id for id in right if order.index(id) < order.index(place)]
    size = data.draw(st.integers(1, 9))
    page = ledger(embedded, CASE, wanted, schema=SCHEMA, by=by, after=place, limit=size, texts=TEXTS.get)
    assert (ids(page.rows), bool(page.after)) == (later[:size], len(later) > size)
    page = ledger(embedded, CASE, wanted, schema=SCHEMA, by=by, before=place, limit=size, texts=TEXTS.get)
    assert (ids(page.rows), bool(page.before)) == (earlier[-size:], len(earlier) > size)


SAID = {"s1": "Zoe\u0308 Brandt was in the Café,\nsecond line.", "s2": "消防員 saw 50% of the cafe (O’Neill said)."}
FOUND = {
    "zoe": ["s1.1"],
    "ZOË": ["s1.1"],
    "brand": ["s1.1"],
    "rand": [],
    '"zoe brandt"': ["s1.1"],
    '"brandt zoe"': [],
    "brandt zoe": ["s1.1"],
    "cafe": ["s1.1", "s2.1"],
    "second line": ["s1.1"],
    "消防": ["s2.1"],
    "防": ["s2.1"],
    "o'neill": ["s2.1"],
    "50%": ["s2.1"],
}


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_words_are_found_with_accents_or_without(store: Store, harbour: Case) -> None:
    claim = next(claim for statement in harbour.statements for claim in statement.claims if claim.by)
    tall = Statement(
        id="s", subject=harbour.entities[0].id, predicate="DESCRIBED_AS", value=Text("tall"), claims=(claim,)
    )
    statements = tuple(
        dataclasses.replace(tall, id=id, claims=(dataclasses.replace(claim, id=f"{id}.1", says=says),))
        for id, says in SAID.items()
    )
    load(store, dataclasses.replace(harbour, id="worded", statements=statements))
    found = {text: ids(ledger(store, "worded", LedgerFilter(text=text), schema=SCHEMA).rows) for text in FOUND}
    assert found == FOUND
