import pytest

from graph.case.dates import EdtfDate
from graph.case.model import (
    Case,
    Claim,
    Entity,
    Locator,
    Source,
    Stance,
    Statement,
    Text,
    check_id,
    number_claims,
    status_of,
)
from graph.errors import ModelError

AT = Locator("gazette", 1, 1)


def claim(by: str, stance: Stance, *, at: Locator = AT, finding: bool = False, says: str | None = None) -> Claim:
    return Claim(id="c", by=by, stance=stance, at=at, says=says, kind="finding" if finding else None)


def inferred(**fields: object) -> Claim:
    return Claim(**{"id": "c", "by": None, "stance": "asserts", "at": AT, "because": "It follows.", **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["steven-avery", "a", "2019", "a.1", "a-b.c-2", "a" * 80])
def test_ids(text: str) -> None:
    assert check_id(text) == text


@pytest.mark.parametrize("text", ["", "A", "a_b", "-a", "a-", "a--b", "a b", "ä", "a\n", "a/b", "a#b"])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ModelError) as error:
        check_id(text)
    assert str(error.value) == f"an id is lower-case letters and digits joined by - or . ({text!r})"


def test_a_long_id_is_refused() -> None:
    with pytest.raises(ModelError, match=r"^an id has at most 80 characters, this one 81 \(a{20}…\)$"):
        check_id("a" * 81)


def test_a_locator_reads_what_it_writes() -> None:
    for text in ("gazette#p2s1@310-320", "gazette#p2s1", "g.1#p1s12@0-9"):
        assert str(Locator.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["gazette", "gazette#p0s1", "gazette#p1", "gazette#p1s1@5", "gazette#p1s1@a-b", "gazette#p١s1", "#p1s1",
             "gazette#p1s1@01-9", "gazette#p1s1 ", "gazette#p1s1@-5-9", "gazette#p1234567s1"]
)  # fmt: skip
def test_what_is_no_locator_is_refused(text: str) -> None:
    with pytest.raises(ModelError, match=r"^a locator is source#p<paragraph>s<sentence>, with an optional @start-end"):
        Locator.parse(text)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"because": None}, "an inference says what it rests on: because: …"),
        ({"stance": "denies"}, "an inference has nothing of a speaker"),
        ({"verb": "said"}, "an inference has nothing of a speaker"),
        ({"via": ("gazette",)}, "an inference has nothing of a speaker"),
        ({"kind": "finding"}, "an inference has nothing of a speaker"),
        ({"by": "hale"}, "because is for an inference of the case's own"),
        ({"context": (AT,)}, "a claim cites each place once"),
    ],
)
def test_an_inference_is_nobodys_claim(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(ModelError, match=reason):
        inferred(**fields)


@pytest.mark.parametrize("text", ["gazette#p1s1@9-9", "gazette#p1s1@9-5"])
def test_a_place_has_a_length(text: str) -> None:
    with pytest.raises(ModelError) as error:
        Locator.parse(text)
    assert str(error.value) == f"a locator's end comes after its start ({text!r})"


def test_locators_are_in_the_order_of_the_text() -> None:
    texts = ["a#p1s2", "a#p1s2@3-9", "a#p1s2@3-10", "a#p1s10", "a#p10s1", "b#p1s1"]
    assert sorted(map(Locator.parse, reversed(texts)), key=lambda at: at.order) == [Locator.parse(t) for t in texts]


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ([claim("court", "asserts", finding=True), claim("hale", "denies")], "found"),
        ([claim("court", "denies", finding=True), claim("port", "asserts")], "disputed"),
        ([claim("gazette", "asserts"), claim("hale", "denies")], "disputed"),
        ([claim("port", "asserts"), claim("hale", "questions")], "disputed"),
        ([claim("hale", "denies")], "denied"),
        ([claim("hale", "denies"), claim("port", "questions")], "denied"),
        ([claim("court", "denies", finding=True)], "denied"),
        ([claim("gazette", "asserts"), claim("port", "asserts")], "reported"),
        ([claim("port", "asserts")], "alleged"),
        ([claim("port", "questions")], "questioned"),
        ([claim("gazette", "questions")], "questioned"),
        ([claim("port", "questions"), inferred()], "questioned"),
        ([claim("gazette", "asserts"), inferred()], "reported"),
        ([inferred(), inferred()], "inferred"),
    ],
)
def test_status_is_the_first_rule_that_holds(claims: list[Claim], status: str) -> None:
    assert status_of(claims, {"gazette"}) == status
    assert status_of(reversed(claims), {"gazette"}) == status


def test_a_case_knows_its_sources_own_voice() -> None:
    statement = Statement(id="s", subject="a", predicate="P", value=Text("x"), claims=(claim("gazette", "asserts"),))
    case = Case(id="c", title="C", as_of=EdtfDate.parse("2019"), sources=(Source(id="gazette", title="G"),))
    assert case.status(statement) == "reported"


def test_claims_are_numbered_by_content_and_not_by_order() -> None:
    late, early, middle = (
        claim("b", "asserts", at=Locator.parse("g#p2s1")),
        claim("b", "asserts", at=Locator.parse("g#p1s1")),
        claim("b", "denies", at=Locator.parse("g#p1s1")),
    )
    assert [c.id for c in number_claims("s", [late, early, middle], ())] == ["s.3", "s.1", "s.2"]
    assert [c.id for c in number_claims("s", [middle, late, early], ())] == ["s.2", "s.3", "s.1"]
    named = Claim(id="mine", by="b", stance="asserts", at=Locator.parse("g#p1s2"))
    assert [c.id for c in number_claims("s", [late, named], {"mine"})] == ["s.2", "mine"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: claim("a", "hopes"),  # type: ignore[arg-type]
            "a stance is one of asserts, denies, questions ('hopes')",
        ),
        (
            lambda: Claim(id="c", by="a", stance="asserts", at=AT, kind="guess"),  # type: ignore[arg-type]
            "a claim's kind is finding, or left out ('guess')",
        ),
        (
            lambda: Claim(id="c", by="a", stance="asserts", at=AT, via=("b", "c", "b")),
            "via may not run in a circle (a → b → c → b)",
        ),
        (lambda: Claim(id="c", by="a", stance="asserts", at=AT, via=("a",)), "via may not run in a circle (a → a)"),
        (
            lambda: Statement(id="s", subject="a", predicate="P", claims=(claim("a", "asserts"),)),
            "a statement has an object or a value, one of the two",
        ),
        (
            lambda: Statement(id="s", subject="a", predicate="P", object="b"),
            "a statement needs a claim: who says so, and where",
        ),
        (
            lambda: Source(id="s", title="S", text_sha256="ABC"),
            "a SHA-256 is 64 lower-case hexadecimal digits ('ABC')",
        ),
        (
            lambda: Entity(id="No", type="Person", name="x"),
            "an id is lower-case letters and digits joined by - or . ('No')",
        ),
    ],
)
def test_what_is_not_valid_does_not_exist(make, message: str) -> None:
    with pytest.raises(ModelError) as error:
        make()
    assert str(error.value) == message
