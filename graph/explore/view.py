"""A view: which part of a graph is shown, and how. One view is one URL.

A view knows nothing of stores or screens; :mod:`graph.explore.drawing` turns it into a subgraph and a scene.
Every step a person takes gives a new view, so undo is the view before.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, Self
from urllib.parse import parse_qsl, urlencode

from graph.case.model import STANCES
from graph.case.schema import VALUE_TYPES
from graph.case.statuses import STATUSES
from graph.elements import Key
from graph.explore.analysis import ANALYSES, SHOWN_BY, Analysis
from graph.explore.parameters import from_url, to_url
from graph.picture.layout import LAYOUTS
from graph.picture.looks import SPEAKER_WORDS

MAX_URL = 2_000
"""Characters of a URL's query; a view that needs more is saved and its id goes into the URL."""

VALUES_OFF = frozenset(VALUE_TYPES)
"""Types a case's picture starts without: they come in when asked for."""


@dataclass(frozen=True, slots=True, order=True)
class Expand:
    """Neighbours brought in beside a node.

    Parameters
    ----------
    key : str
        The node.
    type : str
        Only neighbours of this type, in another graph with this label; empty: all.
    direction : {"both", "out", "in"}
        Of the relationships, seen from the node.
    pages : int
        How many pages of neighbours, each of those that are not there yet.
    relationship : str
        Only by relationships of this type; empty: by all.
    """

    key: str
    type: str = ""
    direction: Literal["both", "out", "in"] = "both"
    pages: int = 1
    relationship: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What is shown and how; node keys are those of :class:`graph.elements.Node`.

    Parameters
    ----------
    case : str
        Id of a case; empty: the whole store.
    query : str
        Cypher whose nodes and relationships are the start; empty: ``start``, or else the whole case.
    parameters : mapping of str to value
        What the query is given.
    start : tuple of str
        Keys of the nodes to start from.
    expands : tuple of Expand
        In the order they were made.
    added : tuple of str
        Keys of nodes brought in one by one: by a search, or by a path.
    hidden : frozenset of str
        Keys of nodes and relationships that are left away.
    only : frozenset of str
        Where not empty, nothing else is shown.
    pins : mapping of str to (float, float)
        Where a person put nodes.
    layout : str
        One of :data:`graph.picture.layout.LAYOUTS`.
    focus : str
        Key of the node in the middle of a radial layout; empty: the most connected.
    off : frozenset of str
        Legend entries that are filtered out: a node type, ``~status``, or ``:RELATIONSHIP_TYPE``.
    dim : bool
        Draw faintly what a filter takes out, instead of leaving it away.
    speaker, source : str
        Ids; only relationships claimed by that speaker, or cited to that source.
    stance : {"", "asserts", "denies", "questions"}
        Of the speaker; empty: any.
    since, until : str
        ISO dates; only what is dated between them, or not dated at all.
    dated : bool
        Between these dates, leave out what is not dated at all.
    degree : int
        Only nodes with at least so many relationships in the view.
    speakers : frozenset of str
        Lines of speakers that are drawn, of :data:`graph.picture.looks.SPEAKER_WORDS`.
    measure : str
        One of :data:`graph.explore.analysis.ANALYSES`, asked of the whole case within the filters by status, type
        and speaker, and shown in the picture; empty: none.
    shown_by : {"size", "colour"}
        Of a node: what tells its score.
    falls : str
        Key of a source, a speaker, a passage or a claim that is taken to fall: what follows is marked; empty: none.
    selection : tuple of str
        Keys of nodes and relationships.
    version : str
        The store's version that the view was made on; empty: whatever it holds.
    """

    case: str = ""
    query: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict, hash=False)
    start: tuple[str, ...] = ()
    expands: tuple[Expand, ...] = ()
    added: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    pins: Mapping[str, tuple[float, float]] = field(default_factory=dict, hash=False)
    layout: str = "organic"
    focus: str = ""
    off: frozenset[str] = VALUES_OFF
    dim: bool = False
    speaker: str = ""
    stance: str = ""
    source: str = ""
    since: str = ""
    until: str = ""
    dated: bool = False
    degree: int = 0
    speakers: frozenset[str] = frozenset()
    measure: str = ""
    shown_by: str = "size"
    falls: str = ""
    selection: tuple[str, ...] = ()
    version: str = ""

    # -- one step each -------------------------------------------------------------------------

    def expand(
        self,
        key: str,
        *,
        type: str = "",
        direction: Literal["both", "out", "in"] = "both",
        relationship: str = "",
        pages: int = 1,
    ) -> Self:
        """Bring in pages of neighbours that are not there yet; what is there stays where it is."""
        more = Expand(key, type, direction, pages, relationship)
        last = self.expands[-1] if self.expands else None
        # the same again is one step with more pages; after another step it is a step of its own, so that nothing moves
        if last and replace(last, pages=pages) == more:
            expands = (*self.expands[:-1], replace(last, pages=last.pages + pages))
        else:
            expands = (*self.expands, more)
        view = replace(self, expands=expands)
        return replace(view, off=view.off - {type}) if type in view.off else view

    def collapse(self, key: str) -> Self:
        """Take back every expand of a node."""
        return replace(self, expands=tuple(e for e in self.expands if e.key != key))

    def hide(self, keys: Iterable[str]) -> Self:
        """Leave nodes or relationships away."""
        gone = frozenset(keys)
        return replace(
            self, hidden=self.hidden | gone, selection=tuple(key for key in self.selection if key not in gone)
        )

    def show_only(self, keys: Iterable[str]) -> Self:
        """Leave every other node away."""
        return replace(self, only=frozenset(keys))

    def show_all(self) -> Self:
        """Bring back what was hidden; filters stay."""
        return replace(self, hidden=frozenset(), only=frozenset())

    def pin(self, places: Mapping[str, tuple[float, float]]) -> Self:
        """Fix nodes where a person put them."""
        return replace(self, pins={**self.pins, **places})

    def unpin(self, keys: Iterable[str]) -> Self:
        """Let nodes go back to where the layout has them."""
        gone = set(keys)
        return replace(self, pins={key: place for key, place in self.pins.items() if key not in gone})

    def toggle(self, entry: str) -> Self:
        """Switch one entry of the legend on or off."""
        return replace(self, off=self.off ^ {entry})

    @property
    def analysis(self) -> Analysis | None:
        """What is measured, and of which statements: those that its filters leave."""
        if not self.measure:
            return None
        off = frozenset(entry for entry in self.off if entry.startswith(("~", ":")))
        return Analysis(self.measure, self.case, off, self.speaker, self.stance)

    # -- what it names -------------------------------------------------------------------------

    def keys(self) -> list[str]:
        """Return the key of every node and relationship that the view names."""
        listed = [*self.start, *self.added, *self.selection, *self.hidden, *self.only]
        return [*listed, *self.pins, *(expand.key for expand in self.expands), *filter(None, [self.focus])]

    def renamed(self, names: Mapping[str, str]) -> Self:
        """Return the view with other keys; what has none in ``names`` stays.

        With :meth:`graph.questions.addresses.Addresses.names` a view can be shared, and with
        :meth:`~graph.questions.addresses.Addresses.keys` one that was shared can be drawn.
        """
        if not names:
            return self

        def listed(keys: Iterable[str]) -> tuple[str, ...]:
            return tuple(names.get(key, key) for key in keys)

        return replace(
            self,
            start=listed(self.start),
            added=listed(self.added),
            selection=listed(self.selection),
            hidden=frozenset(listed(self.hidden)),
            only=frozenset(listed(self.only)),
            expands=tuple(replace(expand, key=names.get(expand.key, expand.key)) for expand in self.expands),
            pins={names.get(key, key): place for key, place in self.pins.items()},
            focus=names.get(self.focus, self.focus),
        )

    # -- as a URL ------------------------------------------------------------------------------

    def to_parameters(self) -> dict[str, str]:
        """Return the view as URL parameters, only what differs from a plain view.

        A foreign node by its key is left out: the database's own identity means nothing elsewhere, or later.
        What has a name of its own is put in by that (:mod:`graph.questions.addresses`).

        Examples
        --------
        >>> View(case="harbour-fire", start=("harbour-fire/ines-okafor",)).to_parameters()
        {'case': 'harbour-fire', 'start': 'ines-okafor'}
        """
        plain = View()
        parameters = {"case": self.case}  # always: an address without a case opens the first one
        for f in fields(self):
            value = getattr(self, f.name)
            if value != getattr(plain, f.name):
                text = self._to_text(f.name, value)
                if text:
                    parameters[f.name] = text
        return parameters

    @property
    def shareable(self) -> bool:
        """Whether the URL says all of the view; a foreign node without an id of its own cannot be named in it."""
        keys = (*self.start, *self.added, *self.hidden, *self.only, *self.pins, *(e.key for e in self.expands))
        return all(map(_lasting, keys))

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, str]) -> tuple[Self, list[str]]:
        """Read a view from URL parameters, as far as they make sense.

        Returns
        -------
        view : View
        notes : list of str
            A sentence for each parameter that was left out, because a hand-edited URL gets a view, not an error.
        """
        case = parameters.get("case", "")
        values: dict[str, Any] = {}
        notes = []
        names = {f.name for f in fields(cls)}
        for name in parameters:
            if name not in names:
                continue
            try:
                values[name] = _READ[name](parameters[name], case)
            except ValueError as error:
                notes.append(f"{name} in the address was left out: {error}.")
        return cls(**values), notes

    def _to_text(self, name: str, value: Any) -> str:
        match name:
            case "start" | "added" | "selection":
                return ",".join(_short(key, self.case) for key in value if _lasting(key))
            case "hidden" | "only":
                return ",".join(sorted(_short(key, self.case) for key in value if _lasting(key)))
            case "off":
                text = ",".join(sorted(map(_escape, value)))
                return {"": "none", "none": "none,"}.get(text, text)  # a label may be called so
            case "speakers":
                return ",".join(says for says in SPEAKER_WORDS if says in value)
            case "expands":
                return ",".join(_expand_text(e, self.case) for e in value if _lasting(e.key))
            case "pins":
                return ",".join(
                    f"{_short(k, self.case)}*{x:g}*{y:g}" for k, (x, y) in sorted(value.items()) if _lasting(k)
                )
            case "parameters":
                return urlencode(to_url(value))
            case "focus" | "falls":
                return _short(value, self.case) if _lasting(value) else ""
            case "dim" | "dated":
                return "1"
            case _:
                return str(value)


def _lasting(key: str) -> bool:
    return not Key(key).is_foreign


_ESCAPES = {"%": "%25", ",": "%2C", "*": "%2A", "!": "%21"}


def _short(key: str, case: str) -> str:
    # A key of the view's own case goes by its id alone; one of another case keeps its case.
    text = key[len(case) + 1 :] if case and key.startswith(f"{case}/") else f"!{key}"
    mark, text = ("!", text[1:]) if text.startswith("!") else ("", text)
    return mark + _escape(text)


def _escape(text: str) -> str:
    return "".join(_ESCAPES.get(c, c) for c in text)


def _unescape(text: str) -> str:
    for c, escaped in reversed(_ESCAPES.items()):
        text = text.replace(escaped, c)
    return text


def _long(text: str, case: str) -> str:
    whole = text.startswith("!")
    text = _unescape(text.removeprefix("!"))
    if not text:
        raise ValueError("an id is missing")
    if whole or not case:
        return text
    return f"{case}/{text}"


def _expand_text(expand: Expand, case: str) -> str:
    parts = [_short(expand.key, case), _escape(expand.type), "" if expand.direction == "both" else expand.direction]
    parts += ["" if expand.pages == 1 else str(expand.pages), _escape(expand.relationship)]
    return "*".join(parts).rstrip("*")


def _read_expand(text: str, case: str) -> Expand:
    key, type_, direction, pages, relationship, *_ = [*text.split("*"), "", "", "", ""]
    if direction not in ("", "both", "out", "in"):
        raise ValueError(f"a direction is out or in, not {direction!r}")
    if pages and not (pages.isascii() and pages.isdigit() and len(pages) < 10 and 1 <= int(pages) <= 1_000):
        raise ValueError(f"pages are 1 to 1,000, not {pages!r}")
    kind = _unescape(relationship)
    return Expand(_long(key, case), _unescape(type_), direction or "both", int(pages or 1), kind)  # type: ignore[arg-type]


def _read_pin(text: str, case: str) -> tuple[str, tuple[float, float]]:
    key, _, place = text.partition("*")
    x, _, y = place.partition("*")
    try:
        point = (float(x), float(y)) if place.isascii() else (math.nan, math.nan)
    except ValueError:
        raise ValueError(f"a place is two numbers, not {place!r}") from None
    if not all(map(math.isfinite, point)) or max(map(abs, point)) > 1e6:
        raise ValueError(f"a place is two numbers up to a million, not {place!r}")
    return _long(key, case), point


def _items(text: str) -> list[str]:
    return [item for item in text.split(",") if item]


def _keys(text: str, case: str) -> tuple[str, ...]:
    return tuple(_long(item, case) for item in _items(text))


def _read_off(text: str, _: str) -> frozenset[str]:
    entries = frozenset() if text == "none" else frozenset(map(_unescape, _items(text)))
    unknown = sorted(entry[1:] for entry in entries if entry.startswith("~") and entry[1:] not in STATUSES)
    if unknown:
        raise ValueError(f"a status is one of {', '.join(STATUSES)}, not {unknown[0]!r}")
    return entries


def _one_of(what: str, names: Collection[str]) -> Callable[[str, str], str]:
    """Return what reads a word that is one of a list."""

    def read(text: str, _: str) -> str:
        if text not in names:
            raise ValueError(f"a {what} is one of {', '.join(names)}, not {text!r}")
        return text

    return read


def _read_speakers(text: str, _: str) -> frozenset[str]:
    chosen = frozenset(_items(text))
    if unknown := sorted(chosen - SPEAKER_WORDS.keys()):
        raise ValueError(f"a line of speakers is one of {', '.join(SPEAKER_WORDS)}, not {unknown[0]!r}")
    return chosen


def _read_degree(text: str, _: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10) or int(text) > 1_000_000:
        raise ValueError(f"a degree is a whole number, not {text!r}")
    return int(text)


def _read_shown_by(text: str, _: str) -> str:
    if text not in SHOWN_BY:
        raise ValueError(f"a score is shown by {' or '.join(SHOWN_BY)}, not {text!r}")
    return text


def _read_day(text: str, _: str) -> str:
    import datetime

    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"a date is YYYY-MM-DD, not {text!r}") from None


_READ: Mapping[str, Any] = {
    **dict.fromkeys(("case", "query", "speaker", "source", "version"), lambda text, _: text),
    **dict.fromkeys(("since", "until"), _read_day),
    **dict.fromkeys(("start", "added", "selection"), _keys),
    **dict.fromkeys(("hidden", "only"), lambda text, case: frozenset(_keys(text, case))),
    "expands": lambda text, case: tuple(_read_expand(item, case) for item in _items(text)),
    "pins": lambda text, case: dict(_read_pin(item, case) for item in _items(text)),
    "layout": _one_of("layout", LAYOUTS),
    "focus": _long,
    "falls": _long,
    "parameters": lambda text, _: from_url(dict(parse_qsl(text, keep_blank_values=True))),
    "off": _read_off,
    "stance": _one_of("stance", STANCES),
    **dict.fromkeys(("dim", "dated"), lambda text, _: text == "1"),
    "degree": _read_degree,
    "speakers": _read_speakers,
    "measure": _one_of("measure", ANALYSES),
    "shown_by": _read_shown_by,
}
