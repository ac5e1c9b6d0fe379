"""An interactive shell for queries that only read, with completion and history."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.cli.parameters import as_cypher, set_by_cypher, split_map, typed_parameter, written
from graph.cli.printing import print_result, print_unknown_names
from graph.cypher import HIGHLIGHTED_WORDS, Dialect, Names, complete, quote, statements, tokenize
from graph.errors import CaseGraphError, QueryError
from graph.explore.beside import path_for

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.document import Document
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

    from graph.settings import Settings
    from graph.stores import GraphSchema, Store

HELP = """\
A query ends with ; and may take several lines. Tab completes; the arrow keys bring earlier queries back.
Ctrl+C ends the query that runs, Ctrl+D leaves.

  :help                 this
  :param NAME => VALUE  set a parameter to what a Cypher expression gives: 5, 'text', [1, 2], date('2019-03-02')
  :param {a: 1, b: 2}   set several
  :param NAME VALUE     set a parameter without Cypher: JSON where it is JSON, else text
  :params               list the parameters; :params NAME shows one
  :param clear          forget them all
  :schema               list labels, relationship types and their properties
  :quit                 leave
"""
_BY_CYPHER = re.compile(r"\$?(?:`(?P<quoted>[^`]+)`|(?P<name>[^\s:=>]+)):?\s*=>\s*(?P<value>\S.*)", re.DOTALL)
_BY_EQUALS = re.compile(r"\$?(?P<name>[^\s:=]*)[^\s=]*\s*=.*", re.DOTALL)
"""What is meant to set a parameter, but is not Cypher's way to do it."""
_TOKEN_STYLES = {
    "string": "ansigreen",
    "number": "ansicyan",
    "parameter": "ansimagenta",
    "comment": "italic ansibrightblack",
    "unterminated": "ansired",
}


def run(
    store: Store,
    address: str,
    settings: Settings,
    *,
    parameters: Mapping[str, Any],
    limit: int,
    timeout: float,
    input: Input | None = None,
    output: Output | None = None,
) -> int:
    """Ask for queries until somebody leaves; where standard input is no terminal, run it as a script.

    Parameters
    ----------
    store : Store
    address : str
        Of the store; the history is kept in a file beside it.
    settings : Settings
    parameters : mapping
        The parameters that are set when the shell starts.
    limit : int
        The most rows of a result.
    timeout : float
        The most seconds of a query.
    input, output : optional
        Used in place of the terminal.

    Returns
    -------
    int
        The exit status: 1 where an error ended a script, else 0.
    """
    shell = Shell(store, settings, parameters=parameters, limit=limit, timeout=timeout)
    if input is None and not sys.stdin.isatty():
        return shell.run_script(sys.stdin)
    history = path_for(address, settings.neo4j_database, what="history")
    return shell.run(_prompt_session(shell, history, input, output))


class Shell:
    """A shell on one store, with its parameters.

    Parameters
    ----------
    store, settings, parameters, limit, timeout
        As :func:`run` takes them.
    """

    def __init__(
        self, store: Store, settings: Settings, *, parameters: Mapping[str, Any], limit: int, timeout: float
    ) -> None:
        self.dialect = store.dialect
        self.parameters = dict(parameters)
        self._store = store
        self._settings = settings
        self._limit = limit
        self._timeout = timeout
        self._schema: tuple[str, GraphSchema] | None = None

    def run(self, session: PromptSession[str]) -> int:
        """Ask for queries and run them until somebody leaves; an error is printed and does not end the shell."""
        print(f"{self._store.name}: type a query that ends with ; or :help. Ctrl+D leaves.")
        while True:
            try:
                text = session.prompt("> ")
            except KeyboardInterrupt:
                continue
            except EOFError:
                return 0
            try:
                if not self.handle(text, timed=True):
                    return 0
            except CaseGraphError as error:
                print(error, file=sys.stderr)
            except KeyboardInterrupt:
                print("Stopped.", file=sys.stderr)

    def run_script(self, lines: Iterable[str]) -> int:
        """Run the lines of a file or a pipe; the first error ends them. Return the exit status."""
        text = ""
        try:
            for number, line in enumerate(lines):
                text += line if number else line.removeprefix("\ufeff")
                if self.is_complete(text):
                    if not self.handle(text):
                        return 0
                    text = ""
            self.handle(text)
        except CaseGraphError as error:
            print(error, file=sys.stderr)
            return 1
        return 0

    def is_complete(self, text: str) -> bool:
        """Whether a text can be run as it is: a command, no text, or queries of which the last ends with ``;``."""
        return text.lstrip().startswith(":") or statements(text, dialect=self.dialect)[1]

    def handle(self, text: str, *, timed: bool = False) -> bool:
        """Run queries or a command; return False where the command is to leave.

        Raises
        ------
        CaseGraphError
        """
        if text.lstrip().startswith(":"):
            return self._command(text.strip())
        for found in statements(text, dialect=self.dialect)[0]:
            statement, parameters = written(found.text, self.parameters, dialect=self.dialect)
            result = self._store.query(statement, parameters, limit=self._limit, timeout=self._timeout)
            print_result(result, "table", limit=self._limit, result_mb=self._settings.query_result_mb)
            print_unknown_names(self._store, statement, result)
            if timed:
                rows = f"{len(result.rows):,} {'row' if len(result.rows) == 1 else 'rows'}, " if result.columns else ""
                print(f"{rows}{result.elapsed * 1000:,.0f} ms")
        return True

    def completion_names(self) -> Names:
        """Return the labels, types, properties and parameters that completion offers now."""
        try:
            version = self._store.version()
            if self._schema is None or self._schema[0] != version:
                self._schema = (version, self._store.schema())
            schema = self._schema[1]
        except CaseGraphError:
            return Names(parameters=self.parameters)
        return Names(schema.label_properties, schema.type_properties, self.parameters)

    def _command(self, text: str) -> bool:
        name, rest = [*text.removesuffix(";").split(maxsplit=1), ""][:2]
        commands: dict[str, Callable[[str], None]] = {
            ":help": lambda _: print(HELP, end=""),
            ":param": self._set_parameter,
            ":params": self._list_parameters,
            ":schema": self._print_schema,
        }
        if name in (":quit", ":exit"):
            return False
        if name not in commands:
            raise QueryError(f"{name} is no command; :help lists them. A query begins without a colon.")
        commands[name](rest.strip())
        return True

    def _set_parameter(self, text: str) -> None:
        if text in ("", "list"):
            self._list_parameters("")
        elif text == "clear":
            self.parameters.clear()
        elif text.startswith("{"):
            self._set_by_cypher(split_map(text, dialect=self.dialect))
        elif by_cypher := _BY_CYPHER.fullmatch(text):
            self._set_by_cypher({by_cypher["quoted"] or by_cypher["name"]: by_cypher["value"]})
        elif by_equals := _BY_EQUALS.fullmatch(text):
            name = by_equals["name"] or "NAME"
            raise QueryError(f"Write :param {name} => VALUE, with a value in Cypher: 5, 'text', date('2019-03-02').")
        else:
            name, value = [*text.split(maxsplit=1), ""][:2]
            if not value:
                raise QueryError(f":param {name} has no value; write :param {name} => VALUE.")
            name = name.removeprefix("$").removesuffix(":")
            quoted = value[:1] == "'"
            self.parameters[name] = " ".join(shlex.split(value)) if quoted else typed_parameter(f"{name}={value}")[1]

    def _set_by_cypher(self, expressions: Mapping[str, str]) -> None:
        self.parameters |= set_by_cypher(self._store, expressions, self.parameters, timeout=self._timeout)

    def _list_parameters(self, name: str) -> None:
        if name in ("", "list"):
            shown = sorted(self.parameters)
        elif name == "clear":
            self.parameters.clear()
            return
        else:
            shown = [name.removeprefix("$").strip("`")]
            if shown[0] not in self.parameters:
                raise QueryError(f"There is no parameter ${shown[0]}; :params lists them.")
        for each in shown:
            print(f":param {quote(each, dialect='neo4j')} => {as_cypher(self.parameters[each])}")

    def _print_schema(self, _: str) -> None:
        from graph.formats.tables import to_table

        schema = self._store.schema()
        for kind, counts, properties in (
            ("label", schema.labels, schema.label_properties),
            ("relationship type", schema.relationship_types, schema.type_properties),
        ):
            rows = [(name, n, properties.get(name, ())) for name, n in sorted(counts.items())]
            print(to_table([kind, "number", "properties"], rows))


def _prompt_session(shell: Shell, history_file: Path, input: Input | None, output: Output | None) -> PromptSession[str]:
    """Make the prompt that asks for queries, with colours, completion and history."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
    from prompt_toolkit.completion import CompleteEvent, Completer, Completion, ThreadedCompleter
    from prompt_toolkit.filters import Condition
    from prompt_toolkit.history import FileHistory, History, InMemoryHistory
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.lexers import Lexer

    class Colours(Lexer):
        def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
            lines = _styled_lines(document.text, shell.dialect)
            return lambda number: lines[number] if number < len(lines) else []

    class Completions(Completer):
        def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
            cursor = document.cursor_position
            for candidate in complete(document.text, cursor, shell.completion_names(), dialect=shell.dialect):
                yield Completion(candidate.text, candidate.start - cursor, display_meta=candidate.kind)

    keys = KeyBindings()

    @keys.add("enter", filter=Condition(lambda: not session.app.current_buffer.complete_state))
    def enter(event: KeyPressEvent) -> None:
        if shell.is_complete(event.current_buffer.text):
            event.current_buffer.validate_and_handle()
        else:
            event.current_buffer.insert_text("\n")

    history: History
    try:
        history_file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(history_file, os.O_RDWR | os.O_CREAT, 0o600))
        history = FileHistory(str(history_file))
    except OSError:
        history = InMemoryHistory()  # the shell works without a file for its history
    session: PromptSession[str] = PromptSession(
        lexer=Colours(),
        completer=ThreadedCompleter(Completions()),
        complete_while_typing=False,
        history=history,
        auto_suggest=AutoSuggestFromHistory(),
        key_bindings=keys,
        multiline=True,
        prompt_continuation="  ",
        input=input,
        output=output,
    )
    return session


def _styled_lines(text: str, dialect: Dialect) -> list[StyleAndTextTuples]:
    """Return the lines of a text as pieces with their styles."""
    lines: list[StyleAndTextTuples] = [[]]
    for token in tokenize(text, dialect=dialect):
        style = _TOKEN_STYLES.get(token.kind, "")
        if token.upper in HIGHLIGHTED_WORDS:
            style = "bold ansiblue"
        for number, piece in enumerate(token.text.split("\n")):
            if number:
                lines.append([])
            lines[-1].append((style, piece))
    return lines
