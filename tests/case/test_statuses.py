"""One table of statuses and one list of labels: whatever else is told of each is told of all of them."""

from itertools import combinations, product
from typing import Literal, get_args

from graph.case.model import STANCES, Claim, Locator, status_of
from graph.case.schema import load_schema
from graph.case.statuses import STATUSES, Status
from graph.picture.looks import STATUS_STYLES, THEMES
from graph.questions.search import RECORDS
from graph.stores import ROOT_LABELS


def test_every_status_has_words_a_rule_and_a_look() -> None:
    assert tuple(STATUSES) == get_args(Status)
    assert set(STATUS_STYLES) == set(STATUSES)
    assert all(row.words and row.rule.endswith(".") for row in STATUSES.values())
    assert all(style.border and style.role in THEMES["light"].roles for style in STATUS_STYLES.values())


def test_claims_make_every_status_and_no_other() -> None:
    findings: tuple[Literal["finding"] | None, ...] = (None, "finding")
    kinds = list(product(("s", "p"), STANCES, findings))
    sets = [chosen for many in (1, 2) for chosen in combinations(kinds, many)]
    at = Locator("s", 1, 1)
    claims = [
        [Claim(id=f"c.{n}", by=by, stance=stance, at=at, kind=kind) for n, (by, stance, kind) in enumerate(chosen)]
        for chosen in sets
    ]
    claims.append([Claim(id="c.0", by=None, stance="asserts", at=at, because="It follows.")])
    assert {status_of(some, {"s"}) for some in claims} == set(STATUSES)


def test_every_type_of_the_schema_has_one_of_the_root_labels() -> None:
    schema = load_schema()
    roots = {
        type_.name: set(ROOT_LABELS) & set(type_.labels)
        for type_ in (*schema.entity_types.values(), *schema.other_types.values())
    }
    assert all(len(found) == 1 for found in roots.values()), roots
    assert set().union(*roots.values()) == set(ROOT_LABELS)
    assert set(ROOT_LABELS) >= RECORDS
