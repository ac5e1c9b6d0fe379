"""What runs commands, and a store of each kind for them."""

import io
import sys

import pytest

from graph.cli import main
from graph.stores import Store


@pytest.fixture
def address(loaded: Store) -> str:
    """The address of a store of each kind that holds the harbour fire."""
    return loaded.name if loaded.kind == "neo4j" else str(loaded._path)  # type: ignore[attr-defined]


@pytest.fixture
def run(capsys):
    """Run a command; returns (exit status, what was printed, errors)."""

    def run(*words):
        try:
            status: object = main([str(word) for word in words])
        except SystemExit as stop:
            status = stop.code
        return status, *capsys.readouterr()

    return run


@pytest.fixture
def query(capsys, monkeypatch, address):
    """Run `query` on a store of each kind; returns (exit status, what was printed, errors)."""

    def run(*words, stdin=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        status: object
        try:
            status = main(["query", "--store", address, *map(str, words)])
        except SystemExit as stop:
            status = stop.code
        out, err = capsys.readouterr()
        return status, out, err

    return run
