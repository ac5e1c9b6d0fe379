"""Cases made at random, with the texts that are most likely to be lost in a file."""

from hypothesis import strategies as st

from graph.case.dates import EdtfDate
from graph.case.model import (
    SIDES,
    STANCES,
    Case,
    Claim,
    Entity,
    Locator,
    Mention,
    Question,
    Source,
    Statement,
    Text,
    number_claims,
)
from graph.case.quantities import Quantity
from graph.case.words import is_blank
from graph.errors import ModelError

# Texts that some reader of YAML takes for something else, or that break a line.
AWKWARD = ["no", "~", "2019-03-02", "1:30", "0755", "1e3", "a: b", "a #b", "- a", "{a}", "[a", "'a'", '"a"', "&a", "*a",
           "!a", "%a", "@a", "`a", "a,b", " a ", "a\nb", "a\n\n b", "\ta", "a\r\nb", "a\\b", "\u2028a", "\x85a",
           "\xa0a", "\ufeffa", "🔥", "?a", "-", "a:", "#", "null", "True", ".5", "=", "<<", "---",
           "…", "O'Hara (jr.)"]  # fmt: skip
texts = st.sampled_from(AWKWARD) | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=20,
).filter(lambda text: not is_blank(text))
optional = st.none() | texts
numbers = st.none() | st.integers(0, 10**6) | st.integers(0, 400).map(lambda n: n / 8)
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
def questions(draw: st.DrawFn, id: str, statements: list[str]) -> Question:
    side_of = {statement: draw(st.sampled_from([*SIDES, ""])) for statement in draw(st.permutations(statements))}
    for_, against, open_ = (tuple(s for s, where in side_of.items() if where == side) for side in SIDES)
    conclusion, by = draw(st.just((None, None)) | st.tuples(texts, texts))
    return Question(id=id, text=draw(texts), for_=for_, against=against, open=open_, conclusion=conclusion, by=by)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    places = st.builds(lambda p, s: Locator("g", p, s, 10 * p, 10 * p + s), st.integers(1, 30), st.integers(1, 9))
    sentences = st.builds(lambda p: Locator("h.1", p, 1), st.integers(1, 3))
    places |= sentences
    people = [f"p{n}" for n in range(draw(st.integers(2, 4)))]
    entities = []
    for id in people:
        mentions = draw(st.lists(st.builds(Mention, texts, sentences), max_size=2))
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
    published, language = draw(st.none() | dates()), draw(optional)
    url = draw(st.none() | st.sampled_from(["https://ledger.example/é?a=1#b", "http://[::1]:8080"]))
    sources = (
        Source(id="g", title=draw(texts), publisher=draw(optional), published=published, language=language, url=url,
               text=draw(optional), text_sha256=draw(st.none() | st.just("0" * 64))),
        Source(id="h.1", title="H"),
    )  # fmt: skip
    ids = [statement.id for statement in statements]
    asked = tuple(draw(questions(f"q{n}", ids)) for n in range(draw(st.integers(0, 2))))
    return Case(id="c", title=draw(texts), as_of=draw(dates()), about=draw(optional), sources=sources,
                entities=tuple(entities), statements=tuple(statements), questions=asked)  # fmt: skip
