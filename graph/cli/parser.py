"""The commands and their options."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from graph import __version__
from graph.cli import (
    analysis,
    cases,
    claims,
    commands,
    contradictions,
    differences,
    evidence,
    queries,
    report,
    second_read,
    stances,
    timeline,
)
from graph.cli.parameters import TYPES, typed_parameter
from graph.formats import FORMATS, LEDGER_FILES, PAPERS, RESULT_FORMATS
from graph.formats.report import REPORT_FORMATS
from graph.nx.tables import MEASURES, METHODS, Measure
from graph.settings import Settings


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; ``run`` of the options that it reads is the function of the command."""
    program = argparse.ArgumentParser(
        prog="casegraph",
        description="What has been written about a case, as a graph that says who asserts what, and where.",
    )
    program.add_argument("--version", action="version", version=f"casegraph {__version__}")
    subparsers = program.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Callable[[argparse.Namespace, Settings], int], help_: str) -> argparse.ArgumentParser:
        sub = subparsers.add_parser(name, help=help_, description=help_[0].upper() + help_[1:] + ".")
        sub.set_defaults(run=run, usage=sub.error)
        sub.add_argument("--store", metavar="ADDRESS", help="a file, neo4j://… or bolt://…; default: CASEGRAPH_STORE")
        return sub

    def format_(sub: argparse.ArgumentParser, *choices: str) -> None:
        sub.add_argument("--format", choices=choices, default="table", help="how to print (default: table)")

    def parameter(sub: argparse.ArgumentParser) -> None:
        help_ = (
            "a parameter of the query, or NAME:TYPE=VALUE; without a type it is read as JSON where it is JSON, else as "
            f"text; types: {', '.join(TYPES)}"
        )
        sub.add_argument(
            "-p", "--parameter", metavar="NAME=VALUE", action="append", default=[], type=typed_parameter, help=help_
        )

    sub = command(
        "load", cases.load, "validate case files, then load them; without a file, the two that come with Case Graph"
    )
    sub.add_argument("files", metavar="CASE.yaml", nargs="*", type=Path, help="case files; all are loaded, or none")
    sub.add_argument("--dry-run", action="store_true", help="say what would change in the store, and write nothing")
    sub.add_argument("--format", choices=("text", "json"), help="how to print what would change (default: text)")

    sub = command("validate", cases.validate, "check a case file and print every problem as file:line: field: reason")
    sub.add_argument("files", metavar="CASE.yaml", nargs="+", type=Path, help="case files")
    sub.add_argument(
        "--coverage",
        action="store_true",
        help="list sentences that nothing cites, and names and evidence that nothing mentions",
    )

    sub = command("locate", cases.locate, "write the exact positions of its locators into a case file")
    sub.add_argument("file", metavar="CASE.yaml", type=Path, help="the case file, written anew whole, or not at all")
    sub.add_argument(
        "--texts", metavar="FOLDER", help="texts that are not beside the case file (default: CASEGRAPH_TEXTS)"
    )

    sub = command("extract", cases.extract, "read documents into a case file, and propose what they say")
    sub.add_argument("files", metavar="FILE", nargs="+", type=Path, help="text, Markdown, HTML, PDF with text, DOCX")
    sub.add_argument(
        "-o", "--output", metavar="CASE.yaml", type=Path, required=True, help="the case file, made or added to"
    )
    sub.add_argument(
        "--published",
        metavar="DATE",
        help="day of publication (EDTF), that dates are relative to; of several documents: of those that print none",
    )
    sub.add_argument("--publisher", metavar="TEXT", help="who published them")
    sub.add_argument(
        "--draft", action="store_true", help="take what is likely enough without a decision; the file says so"
    )
    sub.add_argument(
        "--propose-with",
        choices=("spacy", "rules", "endpoint"),
        help="model and rules (so English), rules alone (other languages), or CASEGRAPH_PROPOSER_URL: it gets the text",
    )
    sub.add_argument("--encoding", metavar="NAME", help="of plain texts that are not UTF-8, as in cp1252")

    sub = command(
        "diff", differences.diff, "say what changed in meaning between two versions of a case file, or draw it"
    )
    sub.add_argument("before", metavar="BEFORE", help="a case file, or a version of one in git: REVISION:PATH")
    sub.add_argument("after", metavar="AFTER", help="as BEFORE")
    sub.add_argument("--format", choices=("text", "json"), default="text", help="how to print (default: text)")
    sub.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        type=Path,
        help=f"draw what changed, in place of printing it; its ending says what to write: {' '.join(FORMATS)}",
    )
    sub.add_argument("--theme", choices=("light", "dark"), default="light", help="colours of the picture")

    def bounds(sub: argparse.ArgumentParser) -> None:
        sub.add_argument(
            "--limit", metavar="N", type=_positive, help="rows at the most (default: CASEGRAPH_QUERY_ROWS)"
        )
        sub.add_argument("--timeout", metavar="S", type=_seconds, help="seconds (default: CASEGRAPH_QUERY_TIMEOUT_S)")

    sub = command(
        "query",
        queries.query,
        "run Cypher; it only reads, unless --write is given, by which several statements run, or none of them",
    )
    sub.add_argument("cypher", metavar="CYPHER", nargs="?", help="the query; -, or nothing: from standard input")
    sub.add_argument("--file", metavar="FILE", type=Path, help="read the query from a file in place of CYPHER")
    parameter(sub)
    bounds(sub)
    sub.add_argument("--write", action="store_true", help="let the query change the graph")
    format_(sub, *RESULT_FORMATS)

    sub = command("shell", queries.shell, "type queries, with completion and history; they only read")
    parameter(sub)
    bounds(sub)

    format_(command("stats", commands.stats, "count cases, labels and relationship types"), "table", "json")
    format_(command("schema", commands.schema, "list labels, relationship types and their properties"), "table", "json")

    sub = command("search", commands.search, "find nodes by name, alias, mention or text, slips forgiven")
    sub.add_argument("text", metavar="TEXT", help="what to look for")
    sub.add_argument("--case", metavar="CASE", help="only in this case")
    sub.add_argument("--limit", metavar="N", type=_positive, default=12, help="the most that is listed; default: 12")
    format_(sub, "table", "json")

    def filters(sub: argparse.ArgumentParser) -> argparse._MutuallyExclusiveGroup:
        sub.add_argument(
            "--type", metavar="TYPE", action="append", dest="types", help="only relationships of this type"
        )
        said = "only statements on which this one says something"
        sub.add_argument("--speaker", metavar="ID", default="", help=said)
        stance = "only statements on which the stance of the speaker is S: asserts, denies or questions"
        sub.add_argument("--stance", metavar="S", type=_stance, help=stance)
        group = sub.add_mutually_exclusive_group()
        group.add_argument("--status", metavar="S,…", type=_statuses, help="only statements of these statuses")
        group.add_argument(
            "--without-allegations", action="store_true", help="leave out all that is alleged, contested or inferred"
        )
        return group

    sub = command("neighbors", commands.neighbors, "list what is beside a node")
    sub.add_argument("id", metavar="ID", help="the id of a node")
    sub.add_argument("--case", metavar="CASE", help="the case, where two use the id")
    sub.add_argument(
        "--direction", choices=("both", "out", "in"), default="both", help="of the relationships, seen from the node"
    )
    filters(sub)
    format_(sub, "table", "json")

    sub = command("path", commands.path, "find a shortest path between two nodes")
    sub.add_argument("source", metavar="A", help="the id of the node it starts from")
    sub.add_argument("target", metavar="B", help="the id of the node it leads to")
    sub.add_argument("--case", metavar="CASE", help="the case, where two use an id")
    filters(sub)
    sub.add_argument("--avoid", metavar="ID", action="append", default=[], help="not through this node")
    sub.add_argument("--k", metavar="N", type=_positive, default=1, help="the N shortest paths; default: 1")
    format_(sub, "table", "json")

    def analysis_options(sub: argparse.ArgumentParser) -> argparse._MutuallyExclusiveGroup:
        sub.add_argument("--case", metavar="CASE", help="only in this case")
        group = filters(sub)
        sub.add_argument(
            "--explain", action="store_true", help="say on standard error what the store answered, and what was copied"
        )
        format_(sub, "table", "json")
        return group

    sub = command("rank", analysis.rank, "list who is most central, by a measure, with or without allegations")
    sub.add_argument("--by", metavar="MEASURE", choices=MEASURES, default="degree", help=_choice(MEASURES))
    sub.add_argument("--limit", metavar="N", type=_positive, help="rows at the most (default: CASEGRAPH_QUERY_ROWS)")
    analysis_options(sub).add_argument(
        "--compare", action="store_true", help="with and without allegations side by side, and what changed"
    )

    sub = command("communities", analysis.communities, "list groups that have more to do with each other than the rest")
    sub.add_argument("--method", metavar="METHOD", choices=METHODS, default="louvain", help=_choice(METHODS))
    analysis_options(sub)

    sub = command("bridges", analysis.bridges, "list the relationships and nodes without which a part is cut off")
    analysis_options(sub)

    sub = command("similar", analysis.similar, "list who shares most neighbours with a node")
    sub.add_argument("id", metavar="ID", help="the id of a node")
    sub.add_argument("--limit", metavar="N", type=_positive, default=10, help="the most that is listed; default: 10")
    analysis_options(sub)

    sub = command("ego", analysis.ego, "list what is within some steps of a node, and all that relates these")
    sub.add_argument("id", metavar="ID", help="the id of a node")
    sub.add_argument("--radius", metavar="N", type=_positive, default=1, help="steps at the most; default: 1")
    analysis_options(sub)

    sub = command("connect", analysis.connect, "find what connects some nodes, three or more among them")
    sub.add_argument("ids", metavar="ID", nargs="+", help="the ids of two nodes or more")
    analysis_options(sub)

    sub = command(
        "explain", claims.explain, "say why a statement has its status: who says so, where, by what chain, against what"
    )
    sub.add_argument("id", metavar="ID", help="of a statement, which is that of its relationship, or of a claim")
    sub.add_argument("--case", metavar="CASE", help="the case, where two use the id")
    sub.add_argument(
        "--format", choices=("text", "json", "markdown"), default="text", help="how to print (default: text)"
    )

    sub = command("ledger", claims.ledger, "list the claims of a case, a page at a time, or write them to a file")
    sub.add_argument("--case", metavar="CASE", help="the case, where the store holds several")
    infers = "infers, which are the case's own"
    for name, metavar, read, help_ in (
        ("speaker", "ID", _filled, "only what this one says"),
        ("stance", "S", _ledger_stance, f"only claims of this stance: asserts, denies, questions, or {infers}"),
        ("predicate", "P", _filled, "only claims on statements of this type: ACCUSED_OF"),
        ("subject", "ID", _filled, "only claims on statements about this one"),
        ("source", "ID", _filled, "only claims that this source carries"),
        ("status", "S", _status, "only claims on statements of this status"),
        ("since", "DAY", _filled, "only what was published on this day or later"),
        ("until", "DAY", _filled, "only what was published on this day or before"),
        ("text", "WORDS", _filled, 'words of paraphrases, names and passages at hand; "two words" together'),
        ("after", "CLAIM", _filled, "begin the page after this claim"),
    ):
        sub.add_argument(f"--{name}", metavar=metavar, type=read, help=help_)
    order = "what they are in order of: statement or speaker; default: statement"
    sub.add_argument("--by", metavar="ORDER", type=_grouping, default="statement", help=order)
    sub.add_argument("--limit", metavar="N", type=_positive, help="claims of a page; default: 50")
    format_(sub, "table", "json")
    sub.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        type=Path,
        help=f"write all that fit, in place of printing a page; its ending says what: {' '.join(LEDGER_FILES)}",
    )

    sub = command(
        "contradictions",
        contradictions.contradictions,
        "say what contradicts what, what only looks as if it did, and why",
    )
    sub.add_argument("--case", metavar="CASE", help="only in this case")
    verdicts = "only findings of these verdicts: conflict, compatible, same, or undecided for what cannot be told"
    sub.add_argument("--verdict", metavar="V,…", type=_verdicts, default=(), help=verdicts)
    rules = "only what these rules find: docs/contradictions.md has each"
    sub.add_argument("--rule", metavar="R,…", type=_rules, default=(), help=rules)
    sub.add_argument(
        "--format", choices=("text", "json", "markdown"), default="text", help="how to print (default: text)"
    )

    sub = command("rests-on", evidence.rests_on, "say what changes if a source, a speaker, a passage or a claim falls")
    sub.add_argument("id", metavar="ID", help="of a source, an entity or a claim; or a locator: SOURCE#p1s1")
    sub.add_argument("--case", metavar="CASE", help="the case, where two use the id")
    sub.add_argument("--format", choices=("text", "json"), default="text", help="how to print (default: text)")

    sub = command("ask", evidence.ask, "ask a question that comes with Case Graph; without a name, list them")
    sub.add_argument("name", metavar="NAME", nargs="?", help="what is asked: docs/asking.md has each, with its Cypher")
    sub.add_argument("--case", metavar="CASE", help="the case, where the store holds several")
    parameter(sub)
    bounds(sub)
    format_(sub, *RESULT_FORMATS)

    def of_case(sub: argparse.ArgumentParser, *formats: str) -> None:
        sub.add_argument("--case", metavar="CASE", help="the case, where the store holds several")
        format_(sub, *formats)

    sub = command(
        "stances", stances.stances, "print or draw who asserts, denies or questions the most disputed statements"
    )
    sub.add_argument("--limit", metavar="N", type=_positive, default=50, help="statements at the most; default: 50")
    sub.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help="save it; its ending says what as: .svg .png .pdf .csv .xlsx"
    )
    sub.add_argument("--theme", choices=("light", "dark"), default="light", help="colours of the picture")
    of_case(sub, "table", "json", "csv")

    sub = command(
        "accusations", stances.accusations, "list who accuses whom of what, on what evidence, and who denies it"
    )
    sub.add_argument("-o", "--output", metavar="FILE", type=Path, help="save them, as .csv or .xlsx")
    of_case(sub, "table", "json", "csv")

    sub = command(
        "speakers",
        stances.speakers,
        "say where two speakers agree and contradict each other; without names, list all pairs",
    )
    sub.add_argument("ids", metavar="ID", nargs="*", help="the ids of two speakers")
    of_case(sub, "table", "json")

    sub = command("render", commands.render, "draw a query's nodes and relationships, or a view, or save them as data")
    what = sub.add_mutually_exclusive_group(required=True)
    what.add_argument("cypher", metavar="CYPHER", nargs="?", help="the query")
    what.add_argument(
        "--view",
        metavar="VIEW",
        help="an address of the app, the id of a saved view, or a view's file (.json), not CYPHER",
    )
    sub.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        type=Path,
        required=True,
        help=f"what to write; its ending says what: {' '.join(FORMATS)}",
    )
    parameter(sub)
    sub.add_argument("--title", metavar="TEXT", help="printed above the picture (default: the case's title)")
    sub.add_argument("--theme", choices=("light", "dark"), default="light", help="colours of the picture")
    sub.add_argument("--paper", choices=tuple(PAPERS), default="picture", help="of a PDF; default: as the picture is")

    sub = command("timeline", timeline.timeline, "tell or draw what happened in a case, or when sources were published")
    sub.add_argument("--case", metavar="CASE", help="the case, where the store holds several")
    lane = "happened: by its dates; said: when its sources were published; default: happened"
    sub.add_argument("--lane", metavar="LANE", type=_lane, default="happened", help=lane)
    sub.add_argument(
        "--by",
        metavar="KIND",
        type=_kind_of_timelines,
        help="a timeline for each person, place, type, source or status",
    )
    sub.add_argument("--about", metavar="ID", action="append", default=[], help="only what has to do with this entity")
    sub.add_argument("--type", metavar="TYPE", action="append", dest="types", help="only what is about this type")
    sub.add_argument("--source", metavar="ID", action="append", dest="sources", default=[], help="only by this source")
    sub.add_argument("--status", metavar="S,…", type=_statuses, help="only statements of these statuses")
    sub.add_argument("--since", metavar="DATE", help="only what may be of this day (EDTF) or later")
    sub.add_argument("--until", metavar="DATE", help="only what may be of this day (EDTF) or earlier")
    sub.add_argument("--format", choices=tuple(timeline.FORMATS), default="text", help="how to print (default: text)")
    sub.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help="what to write: .svg .png .pdf .csv .md .json .txt"
    )
    sub.add_argument("--theme", choices=("light", "dark"), default="light", help="colours of the picture")

    sub = command(
        "report", report.report, "write a memo: what happened, who says what, what is disputed, and each passage cited"
    )
    sub.add_argument("file", metavar="CASE.yaml", type=Path, nargs="?", help="a case file, in place of a store")
    sub.add_argument("--case", metavar="CASE", help="the case, where the store holds several")
    what = sub.add_mutually_exclusive_group()
    what.add_argument("--question", metavar="ID", help="on a question of the case, and what stands under it")
    what.add_argument(
        "--statement", metavar="ID", action="append", dest="statements", help="on this statement; may be given again"
    )
    what.add_argument("--view", metavar="VIEW", help="on what a view shows: as of render")
    sub.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        type=Path,
        required=True,
        help=f"what to write; its ending says what: {' '.join(REPORT_FORMATS)}",
    )

    sub = command(
        "second-read",
        second_read.second_read,
        "say what second readers found wrong with the claims of a case, or write the claims for somebody to read",
    )
    sub.add_argument("file", metavar="CASE.yaml", type=Path, help="the case file")
    what = sub.add_mutually_exclusive_group()
    what.add_argument(
        "-o", "--output", metavar="SHEET", type=Path, help="write each claim with the words it cites: .html or .csv"
    )
    what.add_argument("--take", metavar="SHEET.csv", type=Path, help="take the verdicts of a sheet that came back")
    what.add_argument("--overrule", metavar="CLAIM", help="overrule the open verdicts on a claim, with --reason")
    sub.add_argument("--reader", metavar="NAME", help="who reads, or overrules; of a sheet without names: whose it is")
    sub.add_argument("--reason", metavar="TEXT", help="why a verdict is overruled")
    sub.add_argument("--texts", metavar="FOLDER", help="as for locate")

    sub = command("app", commands.app, "open the explorer; where there is no store yet, the two cases are loaded first")
    sub.add_argument("--host", metavar="HOST", default="127.0.0.1", help="who may reach it; default: this machine only")
    sub.add_argument("--port", type=_positive, metavar="PORT", default=8501, help="default: 8501")
    return program


def _choice(rows: Mapping[str, Measure]) -> str:
    return f"{', '.join(rows)}; default: {next(iter(rows))}"


def _positive(text: str) -> int:
    value = int(text) if text.isascii() and text.isdigit() else 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"a whole number from 1 on is needed, not {text!r}")
    return value


def _filled(text: str) -> str:
    """Read what may not be blank: a script's variable that is empty would else let all through."""
    if not text.strip():
        raise argparse.ArgumentTypeError("it is blank; leave the option out to have all")
    return text


def _one_of(text: str, known: Collection[str], what: str) -> str:
    if text not in known:
        raise argparse.ArgumentTypeError(f"{what} is one of {', '.join(known)}, not {text!r}")
    return text


def _some_of(text: str, known: Collection[str], what: str) -> tuple[str, ...]:
    """Read names with commas between."""
    names = tuple(filter(None, text.split(",")))
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise argparse.ArgumentTypeError(f"{what} is one of {', '.join(known)}, not {', '.join(unknown) or 'nothing'}")
    return names


def _status(text: str) -> str:
    from graph.case.statuses import STATUSES

    return _one_of(text, STATUSES, "a status")


def _statuses(text: str) -> tuple[str, ...]:
    from graph.case.statuses import STATUSES

    return _some_of(text, STATUSES, "a status")


def _stance(text: str) -> str:
    from graph.case.model import STANCES

    return _one_of(text, STANCES, "a stance")


def _ledger_stance(text: str) -> str:
    from graph.questions.ledger_filter import LEDGER_STANCES

    return _one_of(text, LEDGER_STANCES, "a stance")


def _grouping(text: str) -> str:
    from graph.questions.ledger import GROUPINGS

    return _one_of(text, GROUPINGS, "an order")


def _lane(text: str) -> str:
    from graph.questions.timeline import LANES

    return _one_of(text, LANES, "a lane")


def _kind_of_timelines(text: str) -> str:
    from graph.questions.timeline import GROUPINGS

    return _one_of(text, GROUPINGS, "what there can be a timeline of")


def _verdicts(text: str) -> tuple[str, ...]:
    from graph.case.contradictions.findings import WORDS

    return _some_of(text, WORDS, "a verdict")


def _rules(text: str) -> tuple[str, ...]:
    from graph.case.contradictions import RULES

    return _some_of(text, RULES, "a rule")


def _seconds(text: str) -> float:
    try:
        value = float(text) if text.isascii() and "_" not in text else 0
    except ValueError:
        value = 0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"seconds above 0 are needed, not {text!r}")
    return value


def documented_commands() -> dict[str, argparse.ArgumentParser]:
    """Return the commands by name, for the test that the documentation names each."""
    actions = [action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(actions[0].choices)
