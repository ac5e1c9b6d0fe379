"""Forms about statements and the claims on them: who says what of whom, and where it is written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import streamlit as st

from graph.case.changes import with_claim, with_statement, without_claim, without_statement
from graph.case.choices import (
    VALUE_KINDS,
    entity_labels,
    predicates_between,
    speaker_labels,
    statement_in_words,
)
from graph.case.dates import EdtfDate
from graph.case.diff import match_claims
from graph.case.model import STANCES, Case, Claim, Locator, Stance, Statement, Text, Value
from graph.case.quantities import Quantity
from graph.case.schema import load_schema
from graph.errors import ModelError, NotFoundError
from graph.review.take import ids_of, new_id
from graph.ui import frame
from graph.ui.parts.text import plain
from graph.ui.writing.desk import Desk, Draft, as_sentence, typed
from graph.ui.writing.entity_forms import entity_of
from graph.ui.writing.passage import further, passage, selected, words_at

_ENTITY = "Entity"
_EDITOR = ""
"""In place of a speaker: the case's own inference."""


def statement(desk: Desk) -> Draft | str:
    """Write a statement: a new one with its first claim, or what another one relates."""
    known = statement_of(desk.case, desk.task.of) if desk.task.form == "correct_statement" else None
    ends = _ends(desk, known)
    if isinstance(ends, str):
        return ends
    subject, predicate, object_, value = ends
    if known is not None:
        changed: dict[str, Any] = {
            name: now
            for name, now in (("subject", subject), ("predicate", predicate), ("object", object_), ("value", value))
            if now != getattr(known, name) or _given(now) != _given(getattr(known, name))
        }
        return Draft(
            f"Corrected {_in_words(desk, known)}",
            lambda case: with_statement(case, replace(statement_of(case, known.id), **changed)),
            (known.id,),
        )
    if there := next((s for s in desk.now.statements if _says(s) == (subject, predicate, object_, value)), None):
        frame.note("The case has this statement already: the claim is added to it.", loud=True)
    st.html('<p class="kind">Who says so</p>')
    claim = _claim(desk, None)
    if isinstance(claim, str):
        return claim
    if there:
        return _added(desk, there, claim)
    end = object_ or next(filter(None, (getattr(value, "text", ""), getattr(value, "edtf", ""))))
    id = new_id(f"{subject} {predicate} {end}", ids_of(desk.now))
    new = Statement(
        id=id,
        subject=subject,
        predicate=predicate,
        object=object_,
        value=value,
        claims=(replace(claim, id=f"{id}.1"),),
    )
    return Draft(f"Added {_in_words(desk, new)}", lambda case: with_statement(case, new), (id,))


def claim(desk: Desk) -> Draft | str:
    """Write a claim on a statement: a new one, or another one in the place of one that is there."""
    about = statement_of(desk.case, desk.task.of)
    frame.note(_in_words(desk, about))
    known = claim_of(about, desk.task.claim) if desk.task.claim else None
    written = _claim(desk, known)
    if isinstance(written, str):
        return written
    if known is None:
        return _added(desk, about, written)
    return Draft(
        f"Corrected the claim by {_speaker(desk, known)} on {_in_words(desk, about)}",
        lambda case: with_claim(case, about.id, replace(written, id=_id_now(case, about, known))),
        (about.id,),
    )


def remove_claim(desk: Desk) -> Draft | str:
    """Remove a claim, and with the last one its statement."""
    about = statement_of(desk.case, desk.task.of)
    known = claim_of(about, desk.task.claim)
    last = " It is the only one, so the statement goes too." if len(about.claims) == 1 else ""
    frame.note(f"The claim by {_speaker(desk, known)} goes: {_in_words(desk, about)}.{last}")
    return Draft(
        f"Removed the claim by {_speaker(desk, known)} on {_in_words(desk, about)}",
        lambda case: without_claim(case, about.id, _id_now(case, about, known)),
        () if last else (about.id,),
        button="Remove",
    )


def remove_statement(desk: Desk) -> Draft | str:
    """Remove a statement with every claim on it."""
    about = statement_of(desk.case, desk.task.of)
    frame.note(f"This goes, with every claim on it: {_in_words(desk, about)}.")
    return Draft(
        f"Removed {_in_words(desk, about)}", lambda case: without_statement(case, about.id), (), button="Remove"
    )


def statement_of(case: Case, id: str) -> Statement:
    """Return the statement of an id.

    Raises
    ------
    NotFoundError
        The case file has none.
    """
    found = next((statement for statement in case.statements if statement.id == id), None)
    if found is None:
        raise NotFoundError(f"The case file has no statement {id!r} any more. Load the case again on the page Cases.")
    return found


def claim_of(about: Statement, id: str) -> Claim:
    """Return the claim of an id.

    Raises
    ------
    NotFoundError
        The statement has none.
    """
    found = next((claim for claim in about.claims if claim.id == id), None)
    if found is None:
        raise NotFoundError(f"The case file has no claim {id!r} any more. Load the case again on the page Cases.")
    return found


def _id_now(case: Case, about: Statement, known: Claim) -> str:
    """Return the id that a claim of a statement has by now: a number depends on what the other claims say."""
    pairs = match_claims(about, statement_of(case, about.id))
    other = next((other for one, other in pairs if one is known and other), None)
    if other is None:
        raise NotFoundError(
            "The claim was removed from the case file meanwhile. What you typed can be added as a new one."
        )
    return other.id


# -- what is related ---------------------------------------------------------------------------


def _ends(desk: Desk, known: Statement | None) -> tuple[str, str, str | None, Value | None] | str:
    """Draw subject, predicate and object or value; return them, or what is still to be given."""
    names = entity_labels(desk.case)
    ids = list(names)
    subject = st.selectbox(
        "Of whom, or of what",
        ids,
        index=_index(ids, known.subject if known else desk.task.of),
        format_func=lambda id: names[id],
        placeholder="Type a name",
        filter_mode="contains",
        key=desk.key("subject"),
    )
    kinds = {_ENTITY: "Somebody or something", **VALUE_KINDS}
    first = _ENTITY if known is None or known.object else _kind(known.value)
    kind = st.segmented_control(
        "It relates to",
        list(kinds),
        default=first,
        format_func=lambda kind: plain(kinds[kind]),
        required=True,
        key=desk.key("kind"),
    )
    object_, value = None, None
    if kind == _ENTITY:
        object_ = st.selectbox(
            "To whom, or to what",
            ids,
            index=_index(ids, (known.object or "") if known else desk.task.other),
            format_func=lambda id: names[id],
            placeholder="Type a name",
            filter_mode="contains",
            key=desk.key("object"),
        )
        if subject is None or object_ is None:
            return "Choose the two that are related."
        end = entity_of(desk.case, object_).type
    else:
        value_or_lack = _value(desk, str(kind), known.value if known else None)
        if subject is None:
            return "Choose of whom it is said."
        end = str(kind)
    start = entity_of(desk.case, subject).type
    predicate = _predicate(desk, start, end, known.predicate if known else "")
    if kind != _ENTITY:
        if isinstance(value_or_lack, str):
            return value_or_lack
        value = value_or_lack
    if not predicate:
        return "Choose how they are related."
    return subject, predicate, object_, value


def _predicate(desk: Desk, start: str, end: str, now: str) -> str:
    """Draw the predicates: first those that fit, then the others, of which the file says why it refuses them."""
    fitting = [predicate.name for predicate in predicates_between(start, end)]
    every = load_schema().predicates
    if not fitting:
        frame.note(f"Nothing that the case model knows leads from {start} to {end}.", loud=True)
    names = [*fitting, *(name for name in every if name not in fitting)]

    def shown(name: str) -> str:
        accusation = " · an accusation" if every[name].accusatory else ""
        return f"{every[name].caption}{accusation}{'' if name in fitting else ' · does not fit'}"

    chosen = st.selectbox(
        "How",
        names,
        index=_index(names, now),
        format_func=shown,
        placeholder="Type a word of it",
        filter_mode="contains",
        help="What somebody is only accused of is never stated as done: whoever says so is the speaker of the claim.",
        key=desk.key(f"predicate-{start}-{end}"),
    )
    return chosen or ""


def _value(desk: Desk, kind: str, now: Value | None) -> Value | str:
    """Draw a date, a quantity or a text; return it, or what is still to be given."""
    try:
        match kind:
            case "Date":
                return _date(desk, now if isinstance(now, EdtfDate) else None)
            case "Quantity":
                return _quantity(desk, now if isinstance(now, Quantity) else None)
        text = typed(st.text_input("Text", now.text if isinstance(now, Text) else "", key=desk.key("text")))
        return Text(text) if text else "Type the text."
    except ModelError as error:
        return as_sentence(str(error))


def _date(desk: Desk, now: EdtfDate | None) -> Value | str:
    left, right = st.columns(2)
    edtf = left.text_input(
        "Date, in EDTF",
        now.edtf if now else "",
        placeholder="2019-03-02",
        help="2015-12 a month, 2015-12~ about then, 2016-01-04? uncertain, 2005/2007 a span, 198X a decade",
        key=desk.key("edtf"),
    ).strip()
    text = right.text_input("As it is printed", (now.text or "") if now else "", key=desk.key("date-text")).strip()
    inferred = st.checkbox(
        "No source prints it: it follows from something", bool(now and now.inferred), key=desk.key("inferred")
    )
    basis = ""
    if inferred:
        basis = st.text_input("What it follows from", (now.basis or "") if now else "", key=desk.key("basis")).strip()
    if not edtf:
        return "Type the date."
    return EdtfDate.parse(edtf, text=text or None, inferred=inferred, basis=basis or None)


def _quantity(desk: Desk, now: Quantity | None) -> Value | str:
    text = st.text_input(
        "Quantity, as it is printed", now.text if now else "", placeholder="nearly 200", key=desk.key("quantity")
    ).strip()
    given = now.explicit if now else frozenset()
    one, two, three = st.columns(3)
    low, high, unit = (
        column.text_input(
            plain(label),
            str(getattr(now, name)) if now and name in given else "",
            placeholder="as it reads",
            key=desk.key(name),
        ).strip()
        for column, name, label in ((one, "low", "At least"), (two, "high", "At most"), (three, "unit", "Unit"))
    )
    left, right = st.columns(2)
    scope = left.text_input("Of what part", (now.scope or "") if now else "", key=desk.key("scope")).strip()
    as_of = right.text_input(
        "As of, in EDTF", now.as_of.edtf if now and now.as_of else "", key=desk.key("as-of")
    ).strip()
    if not text:
        return "Type the quantity."
    day = now.as_of if now and now.as_of and now.as_of.edtf == as_of else EdtfDate.parse(as_of) if as_of else None
    return Quantity.parse(text, _number(low), _number(high), unit=unit or None, scope=scope or None, as_of=day)


def _number(text: str) -> int | float | None:
    if not text:
        return None
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        raise ModelError(f"a number in plain digits is needed: 180, 1.5 ({text})") from None


# -- who says so -------------------------------------------------------------------------------


def _claim(desk: Desk, now: Claim | None) -> Claim | str:
    """Draw a claim's fields; return the claim, or what is still to be given."""
    speakers = {**speaker_labels(desk.case), _EDITOR: "Nobody · the case's own inference"}
    ids = list(speakers)
    by = st.selectbox(
        "Speaker",
        ids,
        index=_index(ids, (now.by or _EDITOR) if now else None),
        format_func=lambda id: speakers[id],
        placeholder="Who says so",
        filter_mode="contains",
        key=desk.key("by"),
    )
    if by is None:
        return "Choose who says so."
    because, stance, finding, verb, says, via = None, "asserts", False, "", "", []
    if by == _EDITOR:
        because = st.text_area(
            "What it rests on, in your own words",
            (now.because or "") if now else "",
            height=80,
            key=desk.key("because"),
        )
    else:
        left, right = st.columns([3, 2])
        chosen = left.segmented_control(
            "Stance", STANCES, default=now.stance if now else "asserts", required=True, key=desk.key("stance")
        )
        stance = str(chosen)
        verb = right.text_input(
            "Verb in the text", (now.verb or "") if now else "", placeholder="said, denied …", key=desk.key("verb")
        )
        says = st.text_area(
            "What is claimed, in your own words", (now.says or "") if now else "", height=80, key=desk.key("says")
        )
        chain = [id for id in ids if id not in (_EDITOR, by)]
        via = st.multiselect(
            "By way of",
            chain,
            default=[id for id in (now.via if now else ()) if id in chain],
            format_func=lambda id: speakers[id],
            placeholder="Those who passed it on, nearest to the speaker first",
            filter_mode="contains",
            key=desk.key("via"),
        )
        finding = st.checkbox(
            "A finding: with this a deciding body decides", bool(now and now.kind), key=desk.key("finding")
        )
    first, *rest = (now.places if now else selected(desk)) or (None,)
    at = passage(desk, "at", now=first, words=words_at(desk, first) if first else "")
    context = further(desk, "at", tuple(place for place in rest if place))
    if isinstance(at, str):
        return at
    if isinstance(context, str):
        return context
    try:
        return Claim(
            id="new",
            by=by or None,
            stance=cast(Stance, stance),
            at=_same_place(at, now),
            context=context,
            verb=typed(verb) or None,
            says=" ".join(typed(says).split()) or None,
            via=tuple(via),
            kind="finding" if finding else None,
            because=" ".join(typed(because).split()) if because else None,
        )
    except ModelError as error:
        return as_sentence(str(error))


def _same_place(at: Locator, now: Claim | None) -> Locator:
    """Return the place as the claim had it where it is the same sentence, with or without its positions."""
    if now is None or now.at.start is not None:
        return at
    same = (now.at.source, now.at.paragraph, now.at.sentence) == (at.source, at.paragraph, at.sentence)
    return now.at if same else at


def _added(desk: Desk, about: Statement, claim: Claim) -> Draft:
    return Draft(
        f"Added a claim by {_speaker(desk, claim)} on {_in_words(desk, about)}",
        lambda case: with_claim(case, about.id, replace(claim, id=f"{about.id}.new")),
        (about.id,),
    )


def _speaker(desk: Desk, claim: Claim) -> str:
    # a headline reads like a part of the sentence that it stands in
    titles = {source.id: f"“{source.title}”" for source in desk.case.sources}
    names = {**titles, **{entity.id: entity.name for entity in desk.case.entities}}
    return names.get(claim.by, claim.by) if claim.by else "the case's editor"


def _in_words(desk: Desk, about: Statement) -> str:
    return statement_in_words(desk.case, about)


def _says(statement: Statement) -> tuple[str, str, str | None, Value | None]:
    return statement.subject, statement.predicate, statement.object, statement.value


def _kind(value: Value | None) -> str:
    return {EdtfDate: "Date", Quantity: "Quantity"}.get(type(value), "Text")


def _given(value: object) -> object:
    return getattr(value, "explicit", None)


def _index(options: list[str], wanted: str | None) -> int | None:
    return options.index(wanted) if wanted in options else None
