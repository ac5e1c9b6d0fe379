"""Makes the report of a case, of statements of it, or of a question that is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from graph.case.contradictions.findings import WORDS
from graph.case.model import Case, Locator, Question, Statement
from graph.case.schema import Schema
from graph.case.statuses import UNASSERTED
from graph.case.words import clean, joined_with_and, number_of
from graph.elements import Subgraph
from graph.errors import NotFoundError, RenderError
from graph.formats.report import CitedSource, Group, Line, Passage, Report, Section
from graph.picture import scene as scenes
from graph.picture.parts import Scene
from graph.questions.case_graph import CaseGraph
from graph.questions.claims import Claim, place_in, published
from graph.questions.contradictions import Contradictions
from graph.questions.opposed import Opposed, opposed_of
from graph.questions.timeline import CaseTimeline, Event
from graph.review.missing_texts import told_missing
from graph.review.second_read import Mark
from graph.settings import Settings, from_environment

Quote = Callable[[Locator], str | None]
"""Returns the words of a passage, or None where the text of its source is not at hand."""
HOW_TO_READ = (
    "Every sentence says who stands behind it, and the word in front of it what became of it: what is alleged, "
    "disputed, denied, questioned or inferred is no fact. A number in brackets leads to the passage that it rests on."
)
_MOST_DRAWN = 300
"""Relationships of a picture that is drawn for a report: of more nobody can read the captions on paper."""
_UNDISPUTED = "Nobody denies or questions what is told here, and no other statement of the case contradicts it."
_SIDES = {"for": "Speaks for it", "against": "Speaks against it", "open": "Still open"}


def compose(
    case: Case,
    *,
    statements: Collection[str] | None = None,
    question: str = "",
    title: str = "",
    scope: str = "",
    scene: Scene | None = None,
    quote: Quote = lambda passage: None,
    marks: Mapping[str, Sequence[Mark]] = MappingProxyType({}),
    opposed: Mapping[str, Sequence[Opposed]] | None = None,
    notes: Sequence[str] = (),
    schema: Schema | None = None,
    settings: Settings | None = None,
) -> Report:
    """Make a report.

    Parameters
    ----------
    case : Case
    statements : collection of str, optional
        Ids of those that it is about; the question's where there is one, else all.
    question : str
        Id of one of the case's questions.
    title : str
        In place of the case's, or the question's.
    scope : str
        What was chosen of the case, as a sentence.
    scene : Scene, optional
        Its picture; drawn of the statements where it is not given.
    quote : callable, optional
        See :data:`Quote`.
    marks : mapping of str to sequence of Mark
        What second readers say of claims, by claim: see :attr:`graph.review.second_read.SecondRead.marks`.
    opposed : mapping of str to sequence of Opposed, optional
        What contradicts statements by others of the case, be these in the report or not; found in the case where it is
        not given.
    notes : sequence of str
        Sentences on what is not in it.
    schema : Schema, optional
        The schema that ships with the package where it is not given.
    settings : Settings, optional
        Those of the environment where it is not given.

    Raises
    ------
    NotFoundError
        The case has no such statement, or question.
    RenderError
        There is nothing to report, or more than a report may hold (setting ``report_statements``).
    """
    settings = settings or from_environment()
    asked = find_question(case.questions, question, case.id) if question else None
    if asked:
        statements = asked.statements if statements is None else statements
        scope = scope or "A part of it: what somebody put under a question of theirs."
    chosen = _chosen(case, statements, settings)
    graph = CaseGraph(_part(case, chosen), schema)
    if opposed is None:
        opposed = opposed_of(graph if len(chosen) == len(case.statements) else CaseGraph(case, schema))
    told = _Telling(graph, quote, marks, opposed)
    sections = [
        *([told.question(asked)] if asked else []),
        told.chronology(chosen),
        told.who_says_what(chosen),
        told.disputed(chosen),
        *told.contradictions(),
        *(told.questions(case.questions) if statements is None else ()),
        *told.second_read(chosen),
    ]
    read = [HOW_TO_READ, *notes]
    if scene is None:
        scene, lacking = _picture(graph, chosen, title=clean(title or case.title), settings=settings)
        read += lacking
    if missing := told.without_text:
        hashes = {source.id: source.sha256 for source in case.sources}
        read.append("Where a passage has no words, its place alone is told.")
        read += told_missing(case.id, {id: (name, hashes[id]) for id, name in missing.items()}, settings)
    return Report(
        title=clean(title or (asked.text if asked else case.title)),
        source_line=" ".join(filter(None, [*_of_case(case, title, asked), clean(scope)])),
        notes=tuple(map(clean, read)),
        sections=tuple(sections),
        passages=told.passages,
        sources=told.sources,
        scene=scene,
    )


def _of_case(case: Case, title: str, asked: Question | None) -> Iterator[str]:
    named = f"{clean(case.title)}, as of" if title or asked else "As of"
    yield f"{named} {case.as_of}."


def find_question(questions: Iterable[Question], id: str, case_id: str) -> Question:
    """Return one of the questions of a case.

    Raises
    ------
    NotFoundError
        None has the id.
    """
    by_id = {each.id: each for each in questions}
    if id not in by_id:
        raise NotFoundError(
            f"The case {case_id} has no question {id!r}. Questions of it: {', '.join(by_id) or 'none'}."
        )
    return by_id[id]


def check_number(statements: Collection[object], settings: Settings) -> None:
    """Refuse more statements than a report may hold, and none.

    Raises
    ------
    RenderError
    """
    if not statements:
        raise RenderError("There is nothing to report: no statement was chosen. Choose some, or a whole case.")
    limit = settings.report_statements
    if len(statements) > limit:
        raise RenderError(
            f"A report of {len(statements):,} statements is refused; the limit is {limit:,} (setting "
            "`report_statements`). Choose statements, a question or a view of the case."
        )


def _chosen(case: Case, ids: Collection[str] | None, settings: Settings) -> list[Statement]:
    """Return the statements that a report is about, in the order in which one reads of them."""
    found = [statement for statement in case.statements if ids is None or statement.id in ids]
    if ids is not None and (missing := set(ids) - {statement.id for statement in found}):
        raise NotFoundError(f"The case {case.id} has no statement {', '.join(sorted(missing)[:3])}.")
    check_number(found, settings)
    return sorted(found, key=lambda statement: (min(claim.at.order for claim in statement.claims), statement.id))


def _part(case: Case, chosen: Sequence[Statement]) -> Case:
    """Return a case of some of its statements, with whom these are about and whose they are."""
    named = {id for statement in chosen for id in (statement.subject, statement.object)}
    named |= {id for statement in chosen for claim in statement.claims for id in (claim.by, *claim.via)}
    entities = tuple(entity for entity in case.entities if entity.id in named)
    return replace(case, statements=tuple(chosen), entities=entities, questions=())


def _picture(
    graph: CaseGraph, chosen: Iterable[Statement], *, title: str, settings: Settings
) -> tuple[Scene | None, list[str]]:
    """Draw what relates entities; and say why nothing is drawn, where nothing is."""
    related = [graph.statements[statement.id] for statement in chosen if statement.object is not None]
    subgraph = Subgraph.of(related)
    if not related:
        return None, []
    if len(related) > _MOST_DRAWN or len(subgraph.nodes) > settings.max_nodes_drawn:
        counts = f"{number_of(len(subgraph.nodes), 'node')} and {number_of(len(related), 'relationship')}"
        return None, [
            f"There is no picture: of {counts} none could be read. A report of a view has the view's picture."
        ]
    source_line = "What relates people, places, evidence and events; dates, quantities and texts are in the report."
    return scenes.build(subgraph, schema=graph.schema, title=title, source_line=source_line), []


class _Telling:
    """Tells statements and claims, and numbers what they cite in the order in which that is first cited."""

    def __init__(
        self,
        graph: CaseGraph,
        quote: Quote,
        marks: Mapping[str, Sequence[Mark]],
        opposed: Mapping[str, Sequence[Opposed]],
    ) -> None:
        self._graph, self._quote, self._marks, self._opposed = graph, quote, marks, opposed
        self._passages: dict[str, Passage] = {}
        self._sources: dict[str, CitedSource] = {}

    @property
    def passages(self) -> tuple[Passage, ...]:
        """What was cited."""
        return tuple(self._passages.values())

    @property
    def sources(self) -> tuple[CitedSource, ...]:
        """The sources of what was cited."""
        return tuple(self._sources.values())

    @property
    def without_text(self) -> dict[str, str]:
        """The names of the sources of which a passage is cited without its words, by their ids."""
        numbers = {passage.source for passage in self.passages if not passage.quote}
        return {id: source.name for id, source in self._sources.items() if source.number in numbers}

    def question(self, asked: Question) -> Section:
        """Tell a question, what stands on each side of it, and what its author concludes."""
        groups = [
            Group(
                heading=_SIDES[side], lines=tuple(self._statement(self._graph.statement(id), whole=False) for id in ids)
            )
            for side, ids in asked.sides.items()
            if ids
        ]
        if asked.conclusion:
            lines = (Line(text=clean(asked.conclusion), own=True),)
            groups.append(Group(heading=_conclusion_of(asked), lines=lines))
        return Section(
            heading="The question",
            note="A person asked it, and put statements under it: that one stands on a side is their reading.",
            groups=tuple(groups),
        )

    def questions(self, asked: Iterable[Question]) -> Iterator[Section]:
        """Tell every question of the case, a group each."""
        groups = tuple(Group(heading=f"“{clean(each.text)}”", lines=tuple(self._of_question(each))) for each in asked)
        if groups:
            note = (
                "A person asked them, and put statements under them: that one stands on a side is their reading, and "
                "what they conclude is no claim of any source."
            )
            yield Section(heading="Questions of the case", note=note, groups=groups)

    def _of_question(self, asked: Question) -> Iterator[Line]:
        for side, ids in asked.sides.items():
            # a store may hold an older case than the file that the question is in
            here = [self._graph.statement(id) for id in ids if id in self._graph.statements]
            if here:
                yield Line(text=f"{_SIDES[side]}:", lines=tuple(self._statement(each, whole=False) for each in here))
        if asked.conclusion:
            yield Line(text=f"{_conclusion_of(asked)}:", lines=(Line(text=clean(asked.conclusion), own=True),))

    def chronology(self, chosen: Collection[Statement]) -> Section:
        """List what has a date by it; what nobody asserts gives nothing its date."""
        named = {id for statement in chosen for id in (statement.subject, statement.object)}
        timeline = CaseTimeline(self._graph).timeline()
        events = [each for each in timeline.events if each.status not in UNASSERTED]
        undated = [each.name for each in timeline.undated if each.id in named]
        lines = tuple(
            replace(self._statement(self._graph.statement(each.statement)), when=_when(each), lines=_excluded(each))
            for each in events
        )
        return Section(
            heading="What happened, in order",
            note=f"No statement here gives a date of {joined_with_and(undated)}."
            if undated
            else ""
            if lines
            else "No statement here gives a date.",
            groups=(Group(lines=lines),) if lines else (),
        )

    def who_says_what(self, chosen: Iterable[Statement]) -> Section:
        """Tell every statement with the claims on it, by what it is about."""
        by_subject: dict[str, list[Statement]] = {}
        for statement in chosen:
            by_subject.setdefault(statement.subject, []).append(statement)
        groups = [
            Group(heading=self._graph.name(id), lines=tuple(map(self._statement, statements)))
            for id, statements in by_subject.items()
        ]
        return Section(heading="Who says what", groups=tuple(groups))

    def disputed(self, chosen: Iterable[Statement]) -> Section:
        """Tell what somebody denies or questions, or contradicts by another statement, with those who do."""
        contested = [
            statement
            for statement in chosen
            if statement.id in self._opposed or any(claim.stance != "asserts" for claim in statement.claims)
        ]
        contested.sort(key=lambda statement: self._status(statement) == "found")
        lines = tuple(replace(self._statement(s, whole=False), lines=self._against(s.id)) for s in contested)
        return Section(
            heading="What is disputed, and by whom",
            note="" if lines else _UNDISPUTED,
            groups=(Group(lines=lines),) if lines else (),
        )

    def _against(self, statement: str) -> tuple[Line, ...]:
        """Tell what contradicts a statement by other ones."""
        return tuple(
            Line(text=clean(f"{other.text(self._graph.schema).removesuffix('.')}."), numbers=self._cite(other.claim))
            for other in self._opposed.get(statement, ())
        )

    def contradictions(self) -> Iterator[Section]:
        """Tell what rules find among the statements: what excludes what, and what only looks as if it did."""
        found = Contradictions(self._graph.case, self._graph.schema)
        by_verdict: dict[str, list[Line]] = {}
        for finding in found.chosen():
            if len(finding.statements) != 1:  # what is denied of one statement is told with that
                sides = zip(("On one side", "On the other"), found.sides(finding), strict=True)
                below = tuple(
                    Line(
                        text=clean(f"{side}: {told.text}."),
                        numbers=tuple(dict.fromkeys(self._number(each.at) for each in told.told)),
                    )
                    for side, told in sides
                )
                why = ": ".join(filter(None, finding.why))
                line = Line(text=clean(f"{why[:1].upper()}{why[1:]}."), lines=below)
                by_verdict.setdefault(WORDS[finding.verdict], []).append(line)
        if by_verdict:
            groups = tuple(Group(heading=verdict, lines=tuple(lines)) for verdict, lines in by_verdict.items())
            note = "Found by rules, which hold statements beside each other; they do not say who is right."
            yield Section(heading="What contradicts, and what only differs", note=note, groups=groups)

    def second_read(self, chosen: Iterable[Statement]) -> Iterator[Section]:
        """Tell the claims of which a second reader says that they are not as their passages have it."""
        lines = tuple(
            self._claim(claim)
            for statement in chosen
            for claim in self._graph.claims(statement.id)
            if claim.id in self._marks
        )
        if lines:
            note = "Nobody has mended these claims and read them again, or overruled the verdict with a reason."
            yield Section(heading="What a second reader does not accept", note=note, groups=(Group(lines=lines),))

    def _status(self, statement: Statement) -> str:
        return str(self._graph.statements[statement.id].properties["status"])

    def _statement(self, statement: Statement, *, whole: bool = True) -> Line:
        """Tell a statement; ``whole`` with its claims, where they say more than its sentence does."""
        claims = self._graph.claims(statement.id)
        sentence = clean(self._graph.guarded(statement.id))
        is_told = len(claims) == 1 and not (claims[0].says or claims[0].id in self._marks)
        numbers = tuple(dict.fromkeys(n for claim in claims for n in self._cite(claim)))
        below = () if is_told or not whole else tuple(map(self._claim, claims))
        return Line(text=sentence, numbers=numbers, status=self._status(statement), lines=below)

    def _claim(self, claim: Claim) -> Line:
        sentence = clean(f"{self._graph.telling(claim).removesuffix('.')}.")
        read = tuple(Line(text=clean(f"Second reader: {line.told}")) for line in self._marks.get(claim.id, ()))
        return Line(text=sentence, numbers=self._cite(claim), lines=read)

    def _cite(self, claim: Claim) -> tuple[int, ...]:
        """Return the numbers of the passages of a claim, first the one that carries it."""
        return tuple(self._number(at) for at in (claim.at, *claim.context))

    def _number(self, at: str) -> int:
        if at not in self._passages:
            place = Locator.parse(at)
            source = self._source(place.source)
            self._passages[at] = Passage(
                number=len(self._passages) + 1,
                place=f"{source.name}, {place_in(place)}",
                locator=at,
                quote=clean(self._quote(place) or ""),
                source=source.number,
            )
        return self._passages[at].number

    def _source(self, id: str) -> CitedSource:
        if id not in self._sources:
            node = self._graph.nodes[id]
            url = clean(str(node.properties.get("url") or ""))
            self._sources[id] = CitedSource(
                number=len(self._sources) + 1,
                name=self._graph.name(id),
                published=clean(published(node)),
                # any other address might do something when it is pressed
                url=url if url.lower().startswith(("https://", "http://")) else "",
            )
        return self._sources[id]


def _conclusion_of(asked: Question) -> str:
    return f"What {clean(asked.by or '')} concludes, in words of their own; it is no claim of any source"


def _when(event: Event) -> str:
    """Return when something happened, as it is printed and in words, and that no source prints it."""
    return clean(f"{event.when} (inferred)" if event.inferred else event.when)


def _excluded(event: Event) -> tuple[Line, ...]:
    """Return that another date excludes this one."""
    if not event.disputed_by:
        return ()
    return (Line(text="Another date that is given of it excludes this one."),)
