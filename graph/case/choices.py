"""What can be chosen from when a case is written: predicates that fit, names that are told apart, statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from graph.case.model import Case, Statement
from graph.case.schema import Predicate, Schema, load_schema
from graph.case.statuses import STATUSES
from graph.case.words import shorten

VALUE_KINDS = {"Date": "A date", "Quantity": "A quantity", "Text": "A text"}
"""What a statement may end at beside an entity, with the words for it."""


_SHOWN = 44
"""Characters of a label that a list of cases has room for."""


def predicates_between(start: str, end: str, schema: Schema | None = None) -> list[Predicate]:
    """Return the predicates that may lead from one type to another, by their captions.

    Parameters
    ----------
    start : str
        An entity type.
    end : str
        An entity type, or ``Date``, ``Quantity`` or ``Text``.
    schema : Schema, optional
        The one that ships with the package where it is not given.

    Examples
    --------
    >>> [predicate.name for predicate in predicates_between("Person", "Petition")][-3:]
    ['SIGNED', 'STARTED', 'TOTAL_OF']
    """
    predicates = (schema or load_schema()).predicates.values()
    fitting = (predicate for predicate in predicates if start in predicate.domain and end in predicate.range)
    return sorted(fitting, key=lambda predicate: predicate.caption)


def entity_labels(case: Case) -> dict[str, str]:
    """Return what each entity is called in a list, by its id and in the order of the names."""
    return _sorted(told_apart({entity.id: f"{entity.name} · {entity.type}" for entity in case.entities}))


def source_labels(case: Case) -> dict[str, str]:
    """Return what each source is called in a list, by its id and in the order of the titles."""
    titles = {s.id: f"{s.title} ({s.publisher})" if s.publisher else s.title for s in case.sources}
    return _sorted(told_apart(titles))


def speaker_labels(case: Case) -> dict[str, str]:
    """Return all who may say something: the sources, in their own voice, and then the entities."""
    sources = {id: f"{label} · the source itself" for id, label in source_labels(case).items()}
    return {**sources, **entity_labels(case)}


def statement_in_words(case: Case, statement: Statement, schema: Schema | None = None) -> str:
    """Return what a statement relates, as "Priya Raghunathan — accused of (disputed) → Warehouse fire".

    An accusation always has its status, and so has everything that is alleged, disputed or denied.
    """
    names = case.entity_names
    predicate, status = (schema or load_schema()).predicates[statement.predicate], case.status(statement)
    shown = f" ({status})" if predicate.accusatory or not STATUSES[status].plain else ""
    end = names[statement.object] if statement.object else _value_in_words(statement)
    return f"{names[statement.subject]} — {predicate.caption}{shown} → {end}"


def _value_in_words(statement: Statement) -> str:
    value = statement.value
    return getattr(value, "text", None) or str(getattr(value, "edtf", ""))


def told_apart(labels: Mapping[str, str]) -> dict[str, str]:
    """Return labels by their ids, with the id behind each that reads like another one.

    A list of choices takes the first of two that read the same, so no two may.

    Examples
    --------
    >>> told_apart({"fire": "The fire", "fire-2": "The fire", "ferry": "The ferry"})
    {'fire': 'The fire (fire)', 'fire-2': 'The fire (fire-2)', 'ferry': 'The ferry'}
    """
    often = Counter(_read(label) for label in labels.values())
    shown = {id: label if often[_read(label)] == 1 else f"{label} ({id})" for id, label in labels.items()}
    # a label may be what another one became
    return shown if len(set(shown.values())) == len(shown) else {id: f"{labels[id]} ({id})" for id in labels}


def case_labels(titles: Mapping[str, str]) -> dict[str, str]:
    """Return what each case is called in a list that shows the beginning of a label only, by ids and titles.

    Of titles that are alike, and long, the beginning is kept, and the end of the id: that is where ids differ.

    Examples
    --------
    >>> title = "Judge orders new inquiry into the dam"
    >>> list(case_labels({"judge-orders-new-inquiry": title, "judge-orders-new-inquiry-2": title}).values())
    ['Judge orders new… (…orders-new-inquiry)', 'Judge orders new… (…ders-new-inquiry-2)']
    """
    labels = told_apart(titles)
    short = {
        id: f"{shorten(titles[id], 20)} (…{id[-18:]})" if label != titles[id] and len(label) > _SHOWN else label
        for id, label in labels.items()
    }
    return short if len(set(short.values())) == len(short) else labels


def _read(label: str) -> str:
    return " ".join(label.split()).casefold()


def _sorted(labels: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(labels.items(), key=lambda item: (item[1].casefold(), item[0])))
