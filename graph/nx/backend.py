"""The backend ``casegraph`` of NetworkX: what it calls for a graph in a store, or where it is asked to.

See :mod:`graph.nx.answers` for what is answered how. NetworkX's page on backends describes the interface:
``convert_from_nx``, ``convert_to_nx``, ``can_run``, ``should_run``, ``on_start_tests``, and a function for each of
NetworkX's own that the backend answers, which here is all.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import cache, partial
from inspect import Signature, signature
from itertools import count
from operator import eq
from typing import Any

import networkx as nx
from networkx.utils.backends import _registered_algorithms as FUNCTIONS

from graph.errors import GraphTooLargeError
from graph.nx.answers import LOOKED_UP, MEASURED, WALKED, Shape, Walked
from graph.nx.converted import from_nx, to_nx
from graph.nx.explaining import Call, followed, noted
from graph.nx.measured import QUICK
from graph.nx.naming import read_only
from graph.nx.skeleton import numbered
from graph.nx.storegraph import StoreGraph, copied
from graph.settings import from_environment

_LOG = logging.getLogger(__name__)
_NOT_HERE = "It changes its graph, and a graph in a store is read-only."
_IN_MEMORY = (
    "The graph is in memory already, where NetworkX is quicker than a store that it would have to be written to."
)


class Backend:
    """The object behind NetworkX's entry point; there is one, :data:`BACKEND`."""

    @staticmethod
    def convert_from_nx(graph: Any, *args: Any, **kwargs: Any) -> Any:
        """Return a NetworkX graph as one in a store, in memory, with all its attributes.

        Raises
        ------
        NotImplementedError
            It is of a class of its own.
        """
        return from_nx(graph)

    @staticmethod
    def convert_to_nx(result: Any, *args: Any, **kwargs: Any) -> Any:
        """Return a plain NetworkX graph in place of one in a store; anything else as it is."""
        return to_nx(result)

    @staticmethod
    def can_run(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool | str:
        """Return whether a call can be answered; if not, why."""
        if _in_store(args, kwargs):
            return True  # and a change is refused there, in more words
        return _NOT_HERE if _changes_its_graph(name, args, kwargs) else True

    @staticmethod
    def should_run(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool | str:
        """Return whether a call should be answered here; if not, why."""
        return True if _in_store(args, kwargs) else _IN_MEMORY

    def on_start_tests(self, items: list[Any]) -> None:
        """Mark those of NetworkX's own tests that cannot hold for a graph in a store.

        They convert every graph, also those that NetworkX makes within a function that runs on a copy. As in use, such
        a function stays in memory then.
        """
        from graph.nx.own_tests import in_memory, mark

        self.__dict__["copying"] = in_memory
        mark(items)

    @staticmethod
    def copying() -> AbstractContextManager[None]:
        """Return what a function that works on copies runs in."""
        return nullcontext()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in FUNCTIONS:
            raise AttributeError(f"NetworkX has no function {name!r} that a backend could answer.")
        answer = _answerer(name)
        self.__dict__[name] = answer  # the next use finds it at once
        return answer


def _changes_its_graph(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
    """Whether a call would change the graph: always, by ``copy=False``, or by the name of an attribute to set."""
    by = FUNCTIONS[name].mutates_input
    if isinstance(by, bool):
        return by
    for argument, place in by.items():
        negated, word = argument.startswith("not "), argument.removeprefix("not ")
        value = args[place] if len(args) > place else kwargs.get(word, True if negated else None)
        if (not value) if negated else value is not None:
            return True
    return False


@cache
def _signature(name: str) -> Signature:
    return signature(FUNCTIONS[name].orig_func)


def _answerer(name: str) -> Callable[..., Any]:
    original = FUNCTIONS[name].orig_func
    may_walk, may_measure, may_look_up = name in WALKED, name in MEASURED, name in LOOKED_UP

    def answer(*args: Any, **kwargs: Any) -> Any:
        if _changes_its_graph(name, args, kwargs):
            read_only()
        with noted(name) as call:
            value = choose(call, args, kwargs)
        return followed(call, value) if isinstance(value, Iterator) else value

    def choose(call: Call, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        graph = _only_graph(args, kwargs)
        if graph is not None:
            if may_walk:
                answered, value = _walk(WALKED[name], name, original, graph, args, kwargs)
                if answered:
                    return value
            if may_measure:
                answered, value = _measure(name, original, graph, args, kwargs, call)
                if answered:
                    return value
            if may_look_up and (not may_measure or _asks_for_some(name, args, kwargs)):
                call.how, call.reason = "by look-ups", ""
                return original(*args, **kwargs)
        call.how = "copied"
        return _on_copies(original, args, kwargs)

    answer.__name__ = answer.__qualname__ = name
    return answer


def _in_store(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
    return any(isinstance(value, StoreGraph) for value in (*args, *kwargs.values()))


def _only_graph(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Return the one graph of a call, if it is the first argument, and no other is one."""
    values = (*args, *kwargs.values())
    graphs = [value for value in values if isinstance(value, nx.Graph)]
    first = args[0] if args else kwargs.get("G")
    return first if len(graphs) == 1 and isinstance(first, StoreGraph) else None


def _asks_for_some(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
    """Whether a call of a measure of the whole graph asks for some nodes alone."""
    return _signature(name).bind(*args, **kwargs).arguments.get("nodes") is not None


def _walk(
    how: Walked, name: str, original: Callable[..., Any], graph: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> tuple[bool, Any]:
    """Answer a call by walking the store's ids, where it names nodes of the graph and needs nothing else."""
    try:
        bound = _signature(name).bind(*args, **kwargs)
    except TypeError:
        return False, None
    given = bound.arguments
    if not _as_needed(how.only or {}, given, graph):
        return False, None
    source = graph._source
    named = False
    for argument in how.nodes:
        if given.get(argument) is None:
            continue
        given[argument] = source.internal(given[argument])
        if given[argument] is None:
            return False, None  # the look-up says what is wrong, with the key in its words
        named = True
    if not named:
        return False, None
    given[next(iter(given))] = graph.walked

    def again() -> Any:
        return original(*args, **kwargs)

    return True, _translated(lambda: original(*bound.args, **bound.kwargs), how.shape, source.keys, again)


def _measure(
    name: str, original: Callable[..., Any], graph: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], call: Call
) -> tuple[bool, Any]:
    """Answer a call by the structure of the whole graph, where it needs no attributes."""
    shape, only = MEASURED[name]
    try:
        bound = _signature(name).bind(*args, **kwargs)
    except TypeError:
        return False, None
    bound.apply_defaults()
    given = bound.arguments
    if not _as_needed(only, given, graph):
        call.reason = "weights or other attributes"
        return False, None
    call.how = "by its structure"
    source = graph._source
    every = source.every_key

    def keys(numbers: list[int]) -> list[Any]:
        known = every()
        return known if len(numbers) == len(known) and _is_in_order(numbers) else [known[n] for n in numbers]

    quick, fits = QUICK.get(name, (None, None))
    if quick is not None and fits is not None and fits(graph):
        wanted = signature(quick).parameters
        compute = partial(quick, graph, **{key: value for key, value in given.items() if key in wanted})
    else:
        given[next(iter(given))] = _numbered(graph)
        compute = partial(original, *bound.args, **bound.kwargs)

    def at_once() -> Any:
        value = compute()
        # an error behind some of what it yields must be known before these are given
        return iter(list(value)) if isinstance(value, Iterator) else value

    return True, _translated(at_once, shape, keys, lambda: _on_copies(original, args, kwargs))


def _is_in_order(numbers: list[int]) -> bool:
    return all(map(eq, numbers, count()))


def _as_needed(only: Mapping[str, tuple[Any, ...]], given: Mapping[str, Any], graph: Any) -> bool:
    """Whether arguments have the values with which a function can be answered so."""
    for argument, values in only.items():
        if argument not in given:
            continue
        value = given[argument]
        if any(value is each for each in values):
            continue
        if "" in values and isinstance(value, str) and not graph._source.has_edge_attribute(value):
            continue
        if argument == "method" and value in values:
            continue
        return False
    return True


def _translated(compute: Callable[[], Any], shape: Shape, keys: Any, again: Callable[[], Any]) -> Any:
    """Return a result with keys in place of the store's ids; an error as NetworkX words it, by asking once more."""
    try:
        value = compute()
        if not isinstance(value, Iterator):
            return shape(value, keys)
    except (nx.NetworkXException, KeyError):
        return again()
    return _translated_each(value, shape, keys, again)


def _translated_each(value: Iterator[Any], shape: Shape, keys: Any, again: Callable[[], Any]) -> Iterator[Any]:
    given = False
    try:
        for item in shape(value, keys):
            given = True
            yield item
    except (nx.NetworkXException, KeyError):
        if given:
            raise
        yield from again()


def _numbered(graph: Any) -> Any:
    """Return the whole structure of a graph as a plain one, made once."""
    graph._source.reader.check()
    made = graph.__dict__.get("_numbered")
    if made is None:
        made = graph.__dict__["_numbered"] = numbered(graph)
    return made


def _on_copies(original: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    with BACKEND.copying():
        return original(*map(_in_memory, args), **{key: _in_memory(value) for key, value in kwargs.items()})


def _in_memory(value: Any) -> Any:
    """Return a copy of a graph in a store, made once, or of those in a list; anything else as it is."""
    if isinstance(value, list | tuple) and any(isinstance(item, StoreGraph) for item in value):
        return type(value)(map(_in_memory, value))
    if not isinstance(value, StoreGraph):
        return value
    graph: Any = value
    graph._source.reader.check()
    made = graph.__dict__.get("_copy")
    if made is None:
        most = nx.config.backends.casegraph.max_copied or from_environment().max_copied
        nodes, edges = graph._source.reader.counts()
        if nodes + edges > most:
            raise GraphTooLargeError(
                f"This function runs on a copy of the graph, and its {nodes:,} nodes and {edges:,} relationships are "
                f"more than the {most:,} that may be copied. Narrow the graph by case, labels or types; raise the "
                "limit (setting max_copied, or networkx.config.backends.casegraph.max_copied); or copy it yourself "
                "with G.copy()."
            )
        _LOG.info("Copying %s nodes and %s relationships out of the store for NetworkX.", f"{nodes:,}", f"{edges:,}")
        made = graph.__dict__["_copy"] = copied(graph)
    return made


BACKEND = Backend()
