"""Write a case as a case file, a compact row for each item; the file is written whole or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import TextIO

from graph.case.dates import EdtfDate
from graph.case.file._yaml import NOT_ALLOWED
from graph.case.model import Case, Claim, Entity, Mention, Question, Source, Statement, Text, Value, number_claims
from graph.case.quantities import Quantity
from graph.case.words import is_blank
from graph.errors import ModelError
from graph.files import real_path, write_whole

Fields = Iterable[tuple[str, str | None]]

# What any YAML reader takes for this very text without quotes, inside {…} too.
_BARE = re.compile(r"[A-Za-z][A-Za-z0-9_.'/-]*(?: [A-Za-z0-9(][A-Za-z0-9_.'/()-]*)*")
_BARE_DATE = re.compile(r"[0-9]{4}-[0-9X-]+[0-9X]")
_OTHER_TYPES = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])
_ESCAPED = re.compile("[\x85\xa0\u2028\u2029\ufeff]")


def to_yaml(case: Case) -> str:
    """Return a case as the text of a case file; reading it gives the same case.

    Raises
    ------
    ModelError
        A text is empty or holds a character that YAML does not allow.
    """
    return "".join(_lines(case))


def write(case: Case, to: str | PathLike[str] | TextIO) -> None:
    """Write a case file; a file is replaced whole or, where that fails, left as it was.

    Parameters
    ----------
    case : Case
    to : str, path or text stream

    Raises
    ------
    ModelError
        As :func:`to_yaml`.
    FileError
        The file cannot be written.
    """
    if not isinstance(to, str | PathLike):
        to.writelines(_lines(case))
        return
    # A link stays one: the file it points to is replaced.
    write_whole(real_path(Path(to)), to_yaml(case).encode())


def _lines(case: Case) -> Iterator[str]:
    yield f"case: {as_map(head_fields(case))}\n"
    for name, rows in (
        ("sources", (as_map(source_fields(source)) for source in case.sources)),
        ("entities", (as_map(entity_fields(entity)) for entity in case.entities)),
        ("statements", map(statement_row, case.statements)),
    ):
        yield f"{name}:\n" if getattr(case, name) else f"{name}: []\n"
        for row in rows:
            yield f"  - {row}\n"
    if case.questions:
        yield "questions:\n"
        for question in case.questions:
            yield f"  - {question_row(question)}\n"


def head_fields(case: Case) -> Fields:
    """Return the fields of a case itself, each as it is written; None where it is left out."""
    return [
        ("id", _scalar(case.id)),
        ("title", _scalar(case.title)),
        ("as_of", _date(case.as_of)),
        ("about", _scalar(case.about)),
        ("order", None if case.order is None else repr(case.order)),
    ]


def source_fields(source: Source) -> Fields:
    """Return the fields of a source, each as it is written; None where it is left out."""
    return [
        ("id", _scalar(source.id)),
        ("title", _scalar(source.title)),
        ("publisher", _scalar(source.publisher)),
        ("published", None if source.published is None else _date(source.published)),
        ("language", _scalar(source.language)),
        ("url", _scalar(source.url)),
        ("text", _scalar(source.text)),
        ("text_sha256", _scalar(source.text_sha256)),
    ]


def entity_fields(entity: Entity) -> Fields:
    """Return the fields of an entity, each as it is written; None where it is left out."""
    mentions = [mention_row(mention) for mention in entity.mentions]
    # Many mentions in one line are hard to read and to compare.
    joined = ",\n      ".join(["", *mentions]).removeprefix(",") if len(mentions) > 1 else "".join(mentions)
    return [
        ("id", _scalar(entity.id)),
        ("type", _scalar(entity.type)),
        ("name", _scalar(entity.name)),
        ("aliases", _list(entity.aliases)),
        ("kind", _scalar(entity.kind)),
        ("decides", "true" if entity.decides else None),
        ("about", _scalar(entity.about)),
        ("mentions", f"[{joined}]" if mentions else None),
    ]


def alias_row(alias: str) -> str:
    """Return another name of an entity as it is written."""
    return _scalar(alias) or ""


def mention_row(mention: Mention) -> str:
    """Return a mention as it is written."""
    return as_map([("text", _scalar(mention.text)), ("at", _scalar(str(mention.at)))])


def statement_row(statement: Statement) -> str:
    """Return a statement as it is written, its first line without what precedes it in a list."""
    lines = [f"{name}: {value}" for name, value in statement_fields(statement) if value is not None]
    claims = [as_map(claim_fields(claim, statement)) for claim in statement.claims]
    if len(claims) == 1:
        lines.append(f"claims: [{claims[0]}]")
    else:
        lines += ["claims:", *(f"  - {claim}" for claim in claims)]
    return "\n    ".join(lines)


def statement_fields(statement: Statement) -> Fields:
    """Return the fields of a statement but its claims, each as it is written; None where it is left out."""
    return [
        ("id", _scalar(statement.id)),
        ("subject", _scalar(statement.subject)),
        ("predicate", _scalar(statement.predicate)),
        ("object", _scalar(statement.object)),
        ("value", None if statement.value is None else _value(statement.value)),
    ]


def claim_fields(claim: Claim, statement: Statement) -> Fields:
    """Return the fields of a statement's claim, each as it is written; None where it is left out."""
    # ids that reading would give are left out
    automatic_ids = {row.id for row in number_claims(statement.id, statement.claims, ())}
    return [
        ("id", _scalar(claim.id) if claim.id not in automatic_ids else None),
        ("by", _scalar(claim.by)),
        ("stance", None if claim.inferred else _scalar(claim.stance)),
        ("inferred", "true" if claim.inferred else None),
        ("kind", _scalar(claim.kind)),
        ("verb", _scalar(claim.verb)),
        ("via", _list(claim.via)),
        ("says", _scalar(claim.says)),
        ("because", _scalar(claim.because)),
        ("at", _list(tuple(map(str, claim.places))) if claim.context else _scalar(str(claim.at))),
    ]


def question_row(question: Question) -> str:
    """Return a question as it is written, its first line without what precedes it in a list."""
    return "\n    ".join(f"{name}: {value}" for name, value in question_fields(question) if value is not None)


def question_fields(question: Question) -> Fields:
    """Return the fields of a question, each as it is written; None where it is left out."""
    return [
        ("id", _scalar(question.id)),
        ("text", _scalar(question.text)),
        *((side, _list(ids)) for side, ids in question.sides.items()),
        ("conclusion", _scalar(question.conclusion)),
        ("by", _scalar(question.by)),
    ]


def _value(value: Value) -> str:
    if isinstance(value, Text):
        return as_map([("text", _scalar(value.text))])
    if isinstance(value, Quantity):
        # what reading the words would give is left out, unless the file gave it
        read = Quantity.parse(value.text)
        shown = {
            name for name in ("low", "high", "unit") if getattr(read, name) != getattr(value, name)
        } | value.explicit
        return as_map(
            [
                ("quantity", _scalar(value.text)),
                ("low", str(value.low) if "low" in shown and value.low is not None else None),
                ("high", str(value.high) if "high" in shown and value.high is not None else None),
                ("unit", _scalar(value.unit) if "unit" in shown else None),
                ("scope", _scalar(value.scope)),
                ("as_of", None if value.as_of is None else _date(value.as_of)),
            ]
        )
    return as_map(_date_fields(value))


def _date(date: EdtfDate) -> str:
    if date.text is None and not date.inferred:
        return _edtf(date)
    return as_map(_date_fields(date))


def _edtf(date: EdtfDate) -> str:
    # Other readers may take a plain day for a date of theirs: it is one.
    return date.edtf if _BARE_DATE.fullmatch(date.edtf) else _scalar(date.edtf) or ""


def _date_fields(date: EdtfDate) -> Fields:
    return [
        ("date", _edtf(date)),
        ("text", _scalar(date.text)),
        ("inferred", "true" if date.inferred else None),
        ("basis", _scalar(date.basis)),
    ]


def as_map(fields: Fields) -> str:
    """Return fields as a map in one line."""
    return "{" + ", ".join(f"{name}: {value}" for name, value in fields if value is not None) + "}"


def _list(texts: tuple[str, ...]) -> str | None:
    return f"[{', '.join(_scalar(text) or '' for text in texts)}]" if texts else None


def _scalar(text: str | None) -> str | None:
    if text is None:
        return None
    if is_blank(text) or NOT_ALLOWED.search(text):
        raise ModelError(f"a text is empty or holds a character that no case file may hold ({text[:60]!r})")
    if _BARE.fullmatch(text) and text.lower() not in _OTHER_TYPES:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)
