"""Forms about entities: what one is and is called, that two are one, that one goes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import streamlit as st

from graph.case.changes import merged, with_entity, without_entity
from graph.case.choices import entity_labels, told_apart
from graph.case.model import Case, Entity, Mention
from graph.case.schema import load_schema
from graph.errors import NotFoundError
from graph.review.take import ids_of, new_id
from graph.ui import frame
from graph.ui.parts.text import plain
from graph.ui.writing.desk import Desk, Draft, typed
from graph.ui.writing.passage import passage


def entity(desk: Desk) -> Draft | str:
    """Write what an entity is and what it is called, or a new one where the task names none."""
    known = entity_of(desk.case, desk.task.of) if desk.task.of else None
    now = known or Entity(id="new", type="Person", name="?")
    left, right = st.columns([3, 2])
    name = typed(left.text_input("Name", known.name if known else "", key=desk.key("name")))
    types = list(load_schema().entity_types)
    type_ = right.selectbox("Type", types, index=types.index(now.type), key=desk.key("type"))
    about = st.text_area("About, in your own words", now.about or "", height=80, key=desk.key("about"))
    left, right = st.columns([3, 2])
    aliases = left.multiselect(
        "Other names",
        list(now.aliases),
        default=list(now.aliases),
        accept_new_options=True,
        placeholder="Type a name, then Enter",
        filter_mode="contains",
        key=desk.key("aliases"),
    )
    kind = right.text_input("Kind", now.kind or "", placeholder="engineer, court …", key=desk.key("kind"))
    decides = st.checkbox(
        "Its findings decide: a court, a jury, an official inquiry", now.decides, key=desk.key("decides")
    )
    mentions = _mentions(desk, now)
    if not name:
        return "Type its name."
    if isinstance(mentions, str):
        return mentions
    fields: dict[str, Any] = {
        "name": name,
        "type": type_,
        "about": " ".join(typed(about).split()) or None,
        "aliases": tuple(filter(None, map(typed, aliases))),
        "kind": typed(kind) or None,
        "decides": decides,
        "mentions": mentions,
    }
    if known is None:
        id = new_id(name, ids_of(desk.now))
        return Draft(f"Added {name}", lambda case: with_entity(case, Entity(id=id, **fields)), (id,))
    names = fields["aliases"]
    if name != known.name:
        # it is printed under the old name, and nothing is another name of itself
        fields["aliases"] = tuple(dict.fromkeys(alias for alias in (known.name, *names) if alias != name))
    # only what this form changed: what somebody else wrote meanwhile stays
    changed = {field: value for field, value in fields.items() if value != getattr(known, field)}
    return Draft(
        _what(known, [field for field in changed if field != "aliases" or names != known.aliases], name),
        lambda case: with_entity(case, replace(entity_of(case, known.id), **changed)),
        (known.id,),
    )


def merge(desk: Desk) -> Draft | str:
    """Merge an entity with another one: what is said of either is then said of one."""
    names, one = entity_labels(desk.case), entity_of(desk.case, desk.task.of)
    others = [id for id in names if id != one.id]
    # those of its type first: only such can be merged
    others.sort(key=lambda id: entity_of(desk.case, id).type != one.type)
    frame.note(f"{names[one.id]} is the same as:")
    other = st.selectbox(
        "Merge with",
        others,
        index=others.index(desk.task.other) if desk.task.other in others else None,
        format_func=lambda id: names[id],
        placeholder="Type a name",
        filter_mode="contains",
        key=desk.key("other"),
    )
    if other is None:
        return "Choose what it is merged with."
    two = entity_of(desk.case, other)
    kept = st.radio(
        "Which name stays",
        [one.id, other],
        index=int(len(two.name) > len(one.name)),  # the fuller name says more: no initials
        format_func=lambda id: plain(names[id]),
        key=desk.key(f"kept-{other}"),
        help="The other name becomes one of its other names.",
    )
    gone = other if kept == one.id else one.id
    called = told_apart({each.id: each.name for each in (one, two)})
    what = f"Merged {called[gone]} into {called[kept]}"
    return Draft(what, lambda case: merged(case, kept, gone), (kept,), button="Merge")


def remove_entity(desk: Desk) -> Draft | str:
    """Remove an entity, with what is said of it and what it says."""
    known = entity_of(desk.case, desk.task.of)
    frame.note(f"{known.name} goes, with every statement about it and every claim that it makes or passed on.")
    return Draft(f"Removed {known.name}", lambda case: without_entity(case, known.id), (), button="Remove")


def entity_of(case: Case, id: str) -> Entity:
    """Return the entity of an id.

    Raises
    ------
    NotFoundError
        The case file has none.
    """
    found = next((entity for entity in case.entities if entity.id == id), None)
    if found is None:
        raise NotFoundError(f"The case file has no entity {id!r} any more. Load the case again on the page Cases.")
    return found


def _mentions(desk: Desk, now: Entity) -> tuple[Mention, ...] | str:
    """Draw where it is printed; return the mentions, or what is still to be given of a new one."""
    count = f" ({len(now.mentions)})" if now.mentions else ""
    with st.expander(plain(f"Where its name is printed{count}"), key=desk.key("mentions"), on_change="rerun"):
        places = {str(n): mention for n, mention in enumerate(now.mentions)}
        kept = st.multiselect(
            "Mentions",
            list(places),
            default=list(places),
            # told apart by all of the place: of two options that read the same the first would be taken
            format_func=lambda n: f"“{places[n].text}” {places[n].at}",
            placeholder="None",
            filter_mode="contains",
            key=desk.key("kept"),
        )
        there = tuple(places[n] for n in sorted(kept, key=int))
        if not st.checkbox("Add a mention", key=desk.key("add")):
            return there
        printed = st.text_input("As it is printed", placeholder="Misspellings are kept", key=desk.key("printed"))
        at = passage(desk, "mention", part=typed(printed))
    if not typed(printed):
        return "Type the name as it is printed."
    return at if isinstance(at, str) else (*there, Mention(typed(printed), at))


def _what(known: Entity, changed: Collection[str], name: str) -> str:
    """Say what is changed of an entity, which is called ``name`` now."""
    words = {"about": "description", "aliases": "other names", "decides": "whether its findings decide"}
    parts = ", ".join(words.get(field, field) for field in changed if field != "name")
    if name != known.name:
        return f"Renamed {known.name} to {name}{f' ({parts})' if parts else ''}"
    return f"Changed of {known.name}: {parts}"
