"""The questions that come with Case Graph: their rows are those of a plain reading of the case, on every store."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import permutations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from docs.build.asking import asking_page
from graph.case.contradictions import find
from graph.case.dates import EdtfDate
from graph.case.file import read
from graph.case.load import load
from graph.case.model import Case, Claim, Statement
from graph.case.schema import load_schema
from graph.cli import main
from graph.cypher import parameter_names
from graph.errors import AmbiguousIdError, NotFoundError, QueryError
from graph.questions.ask import FILE, ask, find_question, questions, suggested
from graph.stores import Store
from tests.helpers import HARBOUR_FIRE, PETITIONS
from tests.helpers.generated import cases
from tests.helpers.shares import share

ACTORS = ("Person", "Agency", "Organization")


class Reading:
    """A case, read plainly: what each question comes to, as sets of rows."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.names = {e.id: e.name for e in case.entities} | {s.id: s.title for s in case.sources}
        self.types = {entity.id: entity.type for entity in case.entities}
        self.claims = [(s, c) for s in case.statements for c in s.claims]

    def end(self, statement: Statement) -> str:
        value = statement.value
        if statement.object:
            return self.names[statement.object]
        return str(value) if isinstance(value, EdtfDate) else str(getattr(value, "text", ""))

    def asserting(self) -> Iterator[tuple[Statement, list[Claim]]]:
        for statement in self.case.statements:
            claims = [c for c in statement.claims if c.stance == "asserts" and not c.inferred]
            if claims:
                yield statement, claims

    def single_speaker(self) -> Counter[Any]:
        found: Counter[Any] = Counter()
        for statement, claims in self.asserting():
            hands = [{c.by or "", *(id for id in c.via if id in self.types)} for c in claims]
            for id in set.intersection(*hands):
                how = "says it" if any(c.by == id for c in claims) else "passes it on"
                sources = {c.at.source for c in claims}
                found[statement.id, self.names[id], how, len(claims), len(sources)] += 1
        return found

    def hearsay(self) -> Counter[Any]:
        return Counter(
            (statement.id, self.names[c.by or ""], tuple(self.names[id] for id in c.via), str(c.at))
            for statement, claims in self.asserting()
            if all(any(self.is_other_hand(id, c) for id in c.via) for c in claims)
            for c in claims
        )

    def is_other_hand(self, id: str, claim: Claim) -> bool:
        [source] = (source for source in self.case.sources if source.id == claim.at.source)
        speaking = {
            s.subject
            for s in self.case.statements
            if s.predicate == "REPRESENTS"
            and s.object == claim.by
            and self.case.status(s) not in ("disputed", "denied", "questioned")
        }
        return id != source.id and id not in speaking and (id not in self.types or self.names[id] != source.publisher)

    @cached_property
    def against(self) -> dict[str, set[tuple[str, str]]]:
        """By a claim: the claims on other statements that conflict with it, with their statements."""
        of = {c.id: s.id for s, c in self.claims}
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for finding in find(self.case).conflicts:
            one, other = (side.claims for side in finding.sides)
            for a, b in (*product(one, other), *product(other, one)):
                if of[a] != of[b]:
                    found[a].add((b, of[b]))
        return found

    def members(self, group: str | None) -> set[str]:
        return {s.subject for s in self.case.statements if s.predicate == "MEMBER_OF" and s.object == group}

    def quoted_on(self) -> Counter[Any]:
        found: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        sources: dict[tuple[str, str], set[str]] = defaultdict(set)
        for statement, claim in self.claims:
            for whom in filter(None, {statement.subject, statement.object}):
                if claim.by in self.types and self.types[whom] in ACTORS and whom != claim.by:
                    found[claim.by or "", whom].add((claim.id, claim.stance))
                    sources[claim.by or "", whom].add(claim.at.source)
        return Counter(
            (
                self.names[who],
                self.names[whom],
                len(told),
                *(sum(stance == one for _, stance in told) for one in ("asserts", "denies", "questions")),
                tuple(sorted(sources[who, whom])),
            )
            for (who, whom), told in found.items()
        )

    def unanswered(self) -> Counter[Any]:
        schema = load_schema()
        found: Counter[Any] = Counter()
        for statement in self.case.statements:
            predicate = schema.predicates[statement.predicate]
            ends = {"subject": statement.subject, "object": statement.object, "nobody": None}
            accused = ends[predicate.accused] if predicate.accusatory else None
            if not accused or self.types[accused] not in ACTORS:
                continue
            answers = {c.id for c in statement.claims} | {b for c in statement.claims for b, _ in self.against[c.id]}
            own, by_members = (
                {c.id for _, c in self.claims if c.by in those} for those in ({accused}, self.members(accused))
            )
            if not (own | by_members) & answers:
                if own:
                    heard = "speaks of other things"
                else:
                    heard = "members speak of other things" if by_members else "makes no claim in this case"
                found[statement.id, self.case.status(statement), self.names[accused], heard] += 1
        return found

    def between_sources(self, earlier: str, later: str) -> Counter[Any]:
        carried: dict[Any, set[str]] = defaultdict(set)
        for statement, claim in self.claims:
            if claim.at.source in (earlier, later):
                end = (statement.object, self.end(statement), getattr(statement.value, "scope", None))
                carried[statement.subject, statement.predicate, *end, claim.stance].add(claim.at.source)
        return Counter(
            (self.names[subject], predicate, end, scope, stance, "earlier" if sources == {earlier} else "later")
            for (subject, predicate, _, end, scope, stance), sources in carried.items()
            if len(sources) == 1 and earlier != later
        )

    def who_says(self, id: str) -> Counter[Any]:
        [statement] = (statement for statement in self.case.statements if statement.id == id)
        ends = {statement.subject, statement.object} | ({id} if statement.value else set())

        def about(other: Statement) -> set[str | None]:
            same = other.value is not None and not hasattr(other.value, "comparator") and other.value == statement.value
            return {other.subject, other.object} | ({id} if other is statement or same else set())

        said = {c.by for c in statement.claims if not c.inferred}
        hands = {hand for c in statement.claims for hand in c.via} - said
        printers = {at.source for c in statement.claims for at in c.places} - said - hands
        heard = {c.by for other, c in self.claims if about(other) & (ends - {None})}
        actors = {end for end in ends if end and self.types.get(end) in ACTORS}
        by_id = {c.id: c for _, c in self.claims}
        against = {b for c in statement.claims for b, _ in self.against[c.id]}
        opposing = {by_id[b].by for b in against}
        members = {one for end in ends for one in self.members(end)}
        here = said | hands | {at.source for c in statement.claims for at in c.places}
        silent = (heard - opposing - members - here) | (actors - said - hands)
        rows = Counter((self.names[c.by], _DOES.get((c.stance, c.kind), c.stance)) for c in statement.claims if c.by)
        for b in against:
            mine = [c.stance for c in statement.claims if (b, self.of(b)) in self.against[c.id]]
            does = "asserts" if "asserts" not in mine else "conflicts with"
            does = "denies" if by_id[b].stance == "denies" else does
            if by_id[b].by:
                rows[self.names[by_id[b].by or ""], f"{does} it by another statement"] += 1
        for who, stance in ((hands, "passes it on"), (printers, "prints it")):
            rows.update((self.names[one or ""], stance) for one in who)
        for one in silent - {None}:
            speaks = one in actors and any(by in said for by in self.members(one))
            rows[self.names[one or ""], "speaks by members" if speaks else "is silent"] += 1
        for end in ends - {None}:
            for one in self.members(end) - said - opposing - hands - ends:
                rows[self.names[one], "is silent, as a member"] += 1
        return rows

    def of(self, claim: str) -> str:
        return next(s.id for s, c in self.claims if c.id == claim)


_DOES: dict[tuple[str, str | None], str] = {
    ("asserts", "finding"): "finds",
    ("denies", "finding"): "finds not so",
    ("questions", "finding"): "finds doubtful",
}


def rows(store: Store, case: Case, name: str, *columns: str, **parameters: Any) -> Counter[Any]:
    result = ask(store, name, parameters, case=case.id)
    assert not result.notices
    return Counter(
        tuple(tuple(row[c]) if isinstance(row[c], list) else row[c] for c in columns) for row in result.dicts()
    )


_BETWEEN = ("subject", "predicate", "object", "scope", "stance", "only_in")


def check(store: Store, case: Case, statements: list[str]) -> None:
    """Compare every question with the plain reading of a case."""
    reading = Reading(case)
    single = rows(store, case, "single-speaker", "statement", "rests_on", "how", "claims", "sources")
    assert single == reading.single_speaker()
    assert rows(store, case, "hearsay", "statement", "said_by", "by_way_of", "passage") == reading.hearsay()
    columns = ("who", "whom", "claims", "asserts", "denies", "questions", "sources")
    assert rows(store, case, "quoted-on", *columns) == reading.quoted_on()
    assert rows(store, case, "unanswered", "statement", "status", "accused", "heard") == reading.unanswered()
    for earlier, later in permutations(case.sources, 2):
        given = {"earlier": earlier.id, "later": later.id}
        found = rows(store, case, "between-sources", *_BETWEEN, **given)
        assert found == reading.between_sources(**given)
    for id in statements:
        assert rows(store, case, "who-says", "who", "stance", statement=id) == reading.who_says(id), id


def test_the_harbour_fire_is_read_plainly(loaded: Store):
    case = read(HARBOUR_FIRE)
    contested = [s.id for s in case.statements if case.status(s) in ("disputed", "denied", "found")]
    check(loaded, case, contested)


@pytest.mark.parametrize("store", ["embedded"], indirect=True)
def test_the_petitions_are_read_plainly(store: Store):
    case = read(PETITIONS)
    load(store, case)
    check(store, case, [statement.id for statement in case.statements][::20])


@settings(max_examples=share(100), suppress_health_check=list(HealthCheck))
@given(case=cases())
def test_any_case_is_read_plainly(embedded_store: Store, case: Case):
    load(embedded_store, case)
    check(embedded_store, case, [statement.id for statement in case.statements])


@settings(max_examples=share(20), suppress_health_check=list(HealthCheck))
@given(case=cases())
def test_any_case_is_read_plainly_on_neo4j(neo4j_store: Store, case: Case):
    load(neo4j_store, case)
    check(neo4j_store, case, [statement.id for statement in case.statements])


def test_rows_are_told_with_their_status(loaded: Store):
    found = ask(loaded, "hearsay", case="harbour-fire")
    assert found.columns == (
        "statement", "status", "subject", "predicate", "object", "said_by", "by_way_of", "passage",
    )  # fmt: skip
    assert found.dicts()[1] == {
        "statement": "coat-at-gate",
        "status": "disputed",
        "subject": "Yellow coat",
        "predicate": "SEEN_AT",
        "object": "Pier nine",
        "said_by": "Unnamed guard",
        "by_way_of": ["Port Authority", "Fire at pier nine"],
        "passage": found.dicts()[1]["passage"],
    }
    assert ask(loaded, "hearsay").rows == found.rows


def test_what_most_claims_support_comes_first(loaded_embedded: Store):
    first, *_ = ask(loaded_embedded, "single-speaker").dicts()
    assert first["claims"] > 1
    last: list[Any] = [row["heard"] for row in ask(loaded_embedded, "unanswered").dicts()]
    assert last == sorted(last)  # who was never heard comes first


def test_each_question_says_what_it_takes():
    assert list(questions()) == [
        "who-says",
        "single-speaker",
        "hearsay",
        "unanswered",
        "quoted-on",
        "between-sources",
    ]
    text = FILE.read_text(encoding="utf-8")
    assert text.count(";\n") == len(questions())
    for asked in questions().values():
        assert asked.title.endswith("?")
        assert asked.about.endswith(".")
        names = set(parameter_names(asked.cypher, dialect="neo4j"))
        assert names == {"case", *asked.parameters}, asked.name
        assert f"```cypher\n{asked.cypher}\n```" in asking_page()


def test_suggestions_have_rows(loaded_embedded: Store):
    for asked in questions().values():
        given = suggested(loaded_embedded, asked, "harbour-fire", load_schema())
        assert given is not None
        assert loaded_embedded.query(asked.cypher, given).rows, asked.name
    empty = read(HARBOUR_FIRE)
    load(loaded_embedded, Case(id="bare", title="Bare", as_of=empty.as_of))
    assert suggested(loaded_embedded, find_question("who-says"), "bare", load_schema()) is None
    assert suggested(loaded_embedded, find_question("between-sources"), "bare", load_schema()) is None


@pytest.mark.parametrize(
    ("name", "parameters", "error", "said"),
    [
        ("hearsays", {}, NotFoundError, "There is no question 'hearsays'. Did you mean hearsay? There are who-says, "),
        ("hearsay", {"x": 1}, QueryError, "hearsay has no parameter 'x'. It takes none."),
        ("who-says", {"x": 1}, QueryError, "who-says has no parameter 'x'. It takes statement: id of a statement."),
        ("who-says", {}, QueryError, "who-says takes $statement, the id of a statement: -p statement=…"),
        ("who-says", {"statement": "coat"}, NotFoundError, "No statement of the case harbour-fire has the id 'coat'."),
        (
            "between-sources",
            {"earlier": "gazette", "later": "ledgr"},
            NotFoundError,
            "The case harbour-fire has no source 'ledgr'. Its sources: gazette, inquiry, ledger.",
        ),
        (
            "between-sources",
            {"earlier": "gazette", "later": "gazette"},
            QueryError,
            "What changed between two sources is asked of two, not of 'gazette' and itself.",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused(
    loaded_embedded: Store, name: str, parameters: dict[str, Any], error: type[Exception], said: str
):
    with pytest.raises(error) as caught:
        ask(loaded_embedded, name, parameters)
    assert str(caught.value).startswith(said)


def test_a_question_is_asked_of_one_case(embedded_store: Store):
    with pytest.raises(NotFoundError, match="This store holds no case"):
        ask(embedded_store, "hearsay")
    load(embedded_store, read(HARBOUR_FIRE), read(PETITIONS))
    with pytest.raises(AmbiguousIdError, match=r"The store holds 2 cases: making-a-murderer, harbour-fire\. Name one"):
        ask(embedded_store, "hearsay")
    with pytest.raises(NotFoundError, match="The case 'other' is not in this store"):
        ask(embedded_store, "hearsay", case="other")


def test_the_command_asks(harbour_fire: Path, capsys: pytest.CaptureFixture[str]):
    def run(*words: str) -> tuple[int, str, str]:
        status = main(["ask", *words, "--store", str(harbour_fire)])
        return status, *capsys.readouterr()

    status, out, _ = run()
    assert (status, out.splitlines()[0].split()) == (0, ["name", "question", "parameters"])
    assert all(name in out for name in questions())
    status, out, err = run("who-says", "-p", "statement=coat-at-gate", "--format", "json")
    assert (status, err) == (0, "")
    found = {(row["who"], row["stance"]) for row in json.loads(out)["rows"]}
    assert {
        ("Unnamed guard", "denies"),
        ("Hollis Tranter", "passes it on"),
        ("Priya Raghunathan", "is silent"),
    } <= found
    assert run("hearsay", "--limit", "1")[2].startswith("Cut at 1 rows; there are more.")
    assert run("hearsays")[::2] == (1, run("hearsays")[2])
