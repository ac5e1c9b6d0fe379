"""Cases of any size, the same for the same seed: for measuring, and for tests that need a large one."""

from __future__ import annotations

from random import Random

from graph.case.dates import EdtfDate
from graph.case.model import Case, Claim, Entity, Locator, Source, Stance, Statement, Value
from graph.case.quantities import Quantity

_SENTENCES = 5
_STANCES: tuple[Stance, ...] = ("asserts", "asserts", "asserts", "denies", "questions")
_VERBS = ("said", "told", "wrote", "suggested", None)


def case(nodes: int, relationships: int, seed: int = 0) -> Case:
    """Return a case whose graph has exactly this many nodes (but for the CaseFile one) and relationships.

    A statement with its one claim is a node and five relationships, a passage a node and one relationship; there
    is one source, and the rest of the nodes are people. Who is connected is skewed: a few people are in many
    statements, most in a few.

    Raises
    ------
    ValueError
        No such case is possible, as where there are more than five times as many relationships as nodes.
    """
    # passages = relationships - 5 * statements, from 1 to statements; people = nodes - 1 - statements - passages
    most = (relationships - 1) // 5
    least = max(-(-relationships // 6), -(-(relationships + 3 - nodes) // 4))
    statements = (least + most) // 2
    passages = relationships - 5 * statements
    people = nodes - 1 - statements - passages
    if least > most or statements < 1 or people < 2:
        raise ValueError(f"no case has {nodes} nodes and {relationships} relationships")
    random = Random(seed)
    places = [
        Locator("chronicle", n // _SENTENCES + 1, n % _SENTENCES + 1, 60 * n, 60 * n + 50) for n in range(passages)
    ]
    return Case(
        id=f"generated-{seed}",
        title=f"Generated case {seed}",
        as_of=EdtfDate.parse("2020-01-01"),
        sources=(Source(id="chronicle", title="The generated chronicle", publisher="Nobody"),),
        entities=tuple(
            Entity(id=f"person-{n}", type="Person", name=f"Person {n}", aliases=(f"P. {n}",)) for n in range(people)
        ),
        statements=tuple(_statement(n, people, places[n % passages], random) for n in range(statements)),
    )


def _statement(n: int, people: int, at: Locator, random: Random) -> Statement:
    one, other = (int(people * random.random() ** 3) for _ in range(2))
    # of one pair always the same: what one asserts and another denies is related too, and would be one too many
    stance = _STANCES[(min(one, other) * 31 + max(one, other)) % len(_STANCES)]
    by = "chronicle" if random.random() < 0.5 else f"person-{random.randrange(people)}"
    says = f"Number {n} of what is said here; they have met, and more than once."
    claim = Claim(id=f"met-{n}.1", by=by, stance=stance, verb=random.choice(_VERBS), says=says, at=at)
    subject, object_ = f"person-{one}", f"person-{other}"
    return Statement(id=f"met-{n}", subject=subject, predicate="PARTNER_OF", object=object_, claims=(claim,))


_MANY_PREDICATES = ("PARTNER_OF", "WORKS_FOR", "PARENT_OF", "ACCUSED_OF", "OCCURRED_ON", "WITNESSED_BY_COUNT", "AGE")


def case_of_claims(statements: int, claims: int, seed: int = 0) -> Case:
    """Return a case of this many statements and claims that contradict each other now and then.

    People, events that they are accused of, dates and counts of these, ages; twenty sources and a hundred speakers.
    """
    random = Random(seed)
    people, events = max(2, statements // 10), max(2, statements // 20)
    sources = [f"paper-{n}" for n in range(20)]
    made = [_many(n, people, events, random) for n in range(statements)]
    by = [*sources, *(f"person-{n}" for n in range(min(100, people)))]
    given: list[list[Claim]] = [[] for _ in range(statements)]
    for n in range(claims):
        # each statement has its share, and the rest is spread
        at = n if n < statements else random.randrange(statements)
        stance: Stance = "asserts" if not given[at] else random.choice(_STANCES)
        place = Locator(random.choice(sources), n // 100 + 1, n % 100 + 1)
        says = f"Number {n} of what is said of this; it was told more than once."
        given[at].append(Claim(id=f"s-{at}.{len(given[at])}", by=random.choice(by), stance=stance, says=says, at=place))
    return Case(
        id=f"claims-{seed}",
        title=f"Generated claims {seed}",
        as_of=EdtfDate.parse("2020-01-01"),
        sources=tuple(Source(id=id, title=f"Paper {id}", published=EdtfDate.parse("2019-12-01")) for id in sources),
        entities=(
            *(Entity(id=f"person-{n}", type="Person", name=f"Person {n}") for n in range(people)),
            *(Entity(id=f"event-{n}", type="Event", name=f"Event {n}") for n in range(events)),
        ),
        statements=tuple(
            Statement(
                id=f"s-{n}", subject=subject, predicate=predicate, object=object_, value=value, claims=tuple(given[n])
            )
            for n, (subject, predicate, object_, value) in enumerate(made)
        ),
    )


def _many(n: int, people: int, events: int, random: Random) -> tuple[str, str, str | None, Value | None]:
    predicate = random.choice(_MANY_PREDICATES)
    person, other = (f"person-{random.randrange(people)}" for _ in range(2))
    event = f"event-{random.randrange(events)}"
    day = EdtfDate.parse(f"2019-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}")
    match predicate:
        case "ACCUSED_OF":
            return person, predicate, event, None
        case "OCCURRED_ON":
            return event, predicate, None, day
        case "WITNESSED_BY_COUNT":
            return event, predicate, None, Quantity.parse(f"about {random.randrange(10, 900)} people")
        case "AGE":
            return person, predicate, None, Quantity.parse(f"{random.randrange(20, 80)} years old", as_of=day)
        case _:
            return person, predicate, other, None
