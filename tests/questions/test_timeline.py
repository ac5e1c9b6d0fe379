"""What happened by its dates, and when each thing was said: of a case with every kind of date, and of the seeds."""

import json
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from graph.case.dates import EdtfDate
from graph.case.file import from_yaml, read
from graph.case.model import Case
from graph.case.spans import could_agree
from graph.case.statuses import STATUSES
from graph.case.stored import as_stored
from graph.case.words import joined_with_and
from graph.errors import ModelError, NotFoundError, StoreError
from graph.formats.timeline_tables import to_json, to_lines
from graph.questions.case_graph import CaseGraph
from graph.questions.timeline import CaseTimeline, Kept, Timeline, case_timeline
from graph.stores import Store
from tests.helpers import HARBOUR_FIRE, PETITIONS

MILL = """\
case: {id: mill-case, title: The mill, as_of: 2020}
sources:
  - {id: echo, title: The Echo, published: {date: 2019-04-03, text: Wednesday}}
  - {id: letter, title: A letter}
entities:
  - {id: ada, type: Person, name: Ada Quill}
  - {id: bo, type: Person, name: Bo Reed}
  - {id: mill, type: Place, name: The mill}
  - {id: flood, type: Event, name: The flood}
  - {id: founding, type: Event, name: The founding}
  - {id: fair, type: Event, name: The fair}
  - {id: dance, type: Event, name: The dance}
  - {id: opening, type: Event, name: The opening}
statements:
  - {id: flood-2, subject: flood, predicate: OCCURRED_ON, value: {date: 2019-03-02, text: Saturday},
     claims: [{by: echo, stance: asserts, at: "echo#p1s1"}]}
  - {id: flood-3, subject: flood, predicate: OCCURRED_ON, value: {date: 2019-03-03},
     claims: [{by: ada, stance: asserts, at: "echo#p1s2"}]}
  - {id: flood-4, subject: flood, predicate: OCCURRED_ON, value: {date: 2019-03-04},
     claims: [{by: bo, stance: denies, at: "echo#p1s3"}]}
  - {id: flood-about, subject: flood, predicate: OCCURRED_ON, value: {date: 2019-04~},
     claims: [{by: bo, stance: asserts, at: "letter#p1s1"}]}
  - {id: founded, subject: founding, predicate: OCCURRED_ON, value: {date: "-0044"},
     claims: [{by: echo, stance: asserts, at: "echo#p2s1"}]}
  - {id: opened, subject: opening, predicate: OCCURRED_ON, value: {date: Y12000},
     claims: [{by: echo, stance: asserts, at: "echo#p2s2"}]}
  - {id: fair-day, subject: fair, predicate: OCCURRED_ON, value: {date: XXXX-12-18},
     claims: [{by: echo, stance: asserts, at: "echo#p2s3"}]}
  - {id: ada-died, subject: ada, predicate: DIED_ON, value: {date: 2019-05/.., inferred: true, basis: She is mourned.},
     claims: [{inferred: true, because: She is mourned in May., at: "echo#p3s1"}]}
  - {id: flood-at, subject: flood, predicate: LOCATED_IN, object: mill,
     claims: [{by: echo, stance: asserts, at: "echo#p1s1"}]}
  - {id: ada-accused, subject: ada, predicate: ACCUSED_OF, object: flood,
     claims: [{by: bo, via: [echo], stance: asserts, says: She opened the gate., at: "letter#p1s2"}]}
"""


@pytest.fixture(scope="module")
def mill() -> CaseTimeline:
    return CaseTimeline(CaseGraph(from_yaml(MILL)))


def ids(line: Timeline) -> tuple[list[str], list[str]]:
    return [event.id for event in line.events], [event.id for event in line.undated]


def test_events_come_by_their_dates_and_what_has_none_apart(mill: CaseTimeline) -> None:
    assert ids(mill.timeline()) == (
        ["founded", "flood-2", "flood-3", "flood-4", "flood-about", "ada-died", "opened"],
        # a day in an unknown year is no date of the fair; the dance has none at all
        ["dance", "fair", "fair-day"],
    )


def test_an_event_says_what_is_known_of_it(mill: CaseTimeline) -> None:
    events = {event.id: event for event in mill.timeline().events}
    reported, alleged, inferred = events["flood-2"], events["flood-3"], events["ada-died"]
    assert (reported.name, reported.when, reported.status) == ("The flood", "“Saturday”, 2 March 2019", "reported")
    assert reported.text == "Reported by The Echo: The flood — occurred on — Saturday (2 March 2019)."
    assert reported.passages == (("echo#p1s1", "The Echo, paragraph 1, sentence 1"),)
    assert (alleged.name, alleged.status) == ("The flood — occurred (alleged)", "alleged")
    assert inferred.inferred
    assert inferred.name == "Ada Quill — died (inferred)"
    assert (inferred.days and inferred.days.last) is None


def test_dates_that_exclude_each_other_are_joined_and_no_others(mill: CaseTimeline) -> None:
    disputes = [(a.id, b.id) for a, b in mill.timeline().disputes]
    # what is denied gives no date, and what is about April may be any day
    assert disputes == [("flood-2", "flood-3")]


@pytest.mark.parametrize("path", [HARBOUR_FIRE, PETITIONS])
def test_joined_dates_of_the_seeds_are_those_that_exclude_each_other(path) -> None:
    line = CaseTimeline(CaseGraph(read(path))).timeline()
    for event in line.events:
        for other in line.events:
            if event.date and other.date and event.subject == other.subject and "OCCURRED" in event.text:
                assert (other.id in event.disputed_by) == (could_agree(event.date, other.date) is False)
    joined = [(a.id, b.id) for a, b in line.disputes]
    assert joined == ([("fire-date", "fire-date-alarm-book")] if path == HARBOUR_FIRE else [])


def test_what_was_said_has_the_date_of_its_source(mill: CaseTimeline) -> None:
    said = mill.timeline("said")
    dated, undated = ids(said)
    assert dated == sorted(dated, key=lambda id: {event.id: event for event in said.events}[id].name)
    assert {event.printed for event in said.events} == {"Wednesday"}
    assert [event.id for event in said.undated] == ["ada-accused.1", "flood-about.1"]
    accused = said.undated[0]
    assert accused.name == (
        "Bo Reed asserts that Ada Quill is accused of The flood, saying: She opened the gate (by way of The Echo)"
    )
    assert accused.status == "alleged"
    assert "ada-died.1" not in dated + undated, "an inference is said by nobody"


@pytest.mark.parametrize(
    ("kept", "dated", "undated", "name"),
    [
        ({"about": ("ada",)}, ["flood-2", "flood-3", "flood-4", "flood-about", "ada-died"], [], "with Ada Quill"),
        (
            {"about": ("ada", "mill")},
            ["flood-2", "flood-3", "flood-4", "flood-about"],
            [],
            "with Ada Quill and The mill",
        ),
        ({"types": {"Person"}}, ["ada-died"], [], "of type Person"),
        ({"sources": {"letter"}}, ["flood-about"], [], "by A letter"),
        ({"statuses": {"denied", "alleged"}}, ["flood-3", "flood-4", "flood-about"], [], "denied or alleged"),
        ({"since": "2019-04", "until": "2019-05"}, ["flood-about", "ada-died"], [], "since April 2019, until May 2019"),
        ({"until": "0001"}, ["founded"], [], "until AD 1"),
        ({"since": "9999"}, ["ada-died", "opened"], [], "since 9999"),
    ],
)
def test_a_filter_leaves_a_named_timeline(
    mill: CaseTimeline, kept: dict[str, Any], dated: list[str], undated: list[str], name: str
) -> None:
    dates: dict[str, Any] = {key: EdtfDate.parse(kept[key]) for key in ("since", "until") if key in kept}
    frozen: dict[str, Any] = {
        key: value if key == "about" else frozenset(value) for key, value in kept.items() if key not in dates
    }
    line = mill.timeline(kept=Kept(**frozen, **dates))
    assert (ids(line), line.name) == ((dated, undated), name)


def test_there_is_a_timeline_for_each(mill: CaseTimeline) -> None:
    assert [(line.name, len(line.events)) for line in mill.timelines("happened", "person")] == [("Ada Quill", 5)]
    assert [line.name for line in mill.timelines("happened", "place")] == ["The mill"]
    assert [line.name for line in mill.timelines("happened", "type")] == ["Event", "Person"]
    assert [line.name for line in mill.timelines("said", "source")] == ["The Echo", "A letter"]
    assert {line.name for line in mill.timelines("happened", "status")} == {"reported", "alleged", "denied", "inferred"}


@pytest.mark.parametrize(
    ("kept", "what"),
    [
        (
            Kept(about=("nobody",)),
            "entity 'nobody'. It has ada, bo, dance, fair, flood, founding, mill and opening.",
        ),
        (Kept(types=frozenset(["Ship"])), "type 'Ship'. It has Event, Person and Place."),
        (Kept(sources=frozenset(["post"])), "source 'post'. It has echo and letter."),
        (Kept(statuses=frozenset(["true"])), f"status 'true'. It has {joined_with_and(sorted(STATUSES))}."),
    ],
)
def test_a_filter_by_what_is_not_there_is_refused(mill: CaseTimeline, kept: Kept, what: str) -> None:
    with pytest.raises(NotFoundError) as refused:
        mill.timeline(kept=kept)
    assert str(refused.value) == f"The case mill-case has no {what}"


@pytest.mark.parametrize(
    ("id", "sentence"),
    [
        ("priya-ragunathan", "Did you mean priya-raghunathan?"),
        ("Okafor", "Did you mean okafor-team, ines-okafor?"),
        ("zzzz", "Look for its name in the search."),
        ("Ines Okafor", "Did you mean ines-okafor?"),
    ],
)
def test_of_many_ids_those_are_named_that_are_spelt_nearly_so(id: str, sentence: str) -> None:
    of_case = CaseTimeline(CaseGraph(read(HARBOUR_FIRE)))
    with pytest.raises(NotFoundError) as refused:
        of_case.timeline(kept=Kept(about=(id,)))
    assert str(refused.value) == f"The case harbour-fire has no entity {id!r}. {sentence}"


@pytest.mark.parametrize(
    ("since", "until", "what"),
    [
        ("2019-03", "2018", "no day is between since '2019-03' and until '2018': turn the two around"),
        ("2019-03-02", "2019-03-01", "no day is between"),
        ("XXXX-12-18", None, "since says of no day when it is: name a year"),
        (None, "XXXX-12-18", "until says of no day when it is"),
    ],
)
def test_a_filter_between_whose_dates_no_day_is_is_refused(
    mill: CaseTimeline, since: str | None, until: str | None, what: str
) -> None:
    kept = Kept(since=EdtfDate.parse(since) if since else None, until=EdtfDate.parse(until) if until else None)
    with pytest.raises(ModelError, match=f"^{what}"):
        mill.timeline(kept=kept)


@pytest.mark.parametrize(
    ("since", "until"), [("2019", "2019-03"), ("2019-03", "2019"), ("../2019", "2018"), ("2019", "2018/..")]
)
def test_dates_of_a_filter_may_overlap(mill: CaseTimeline, since: str, until: str) -> None:
    mill.timeline(kept=Kept(since=EdtfDate.parse(since), until=EdtfDate.parse(until)))


def test_what_is_denied_or_disputed_ties_nobody_to_a_date_and_an_accusation_does() -> None:
    of_case = CaseTimeline(CaseGraph(read(HARBOUR_FIRE)))
    hers = {event.subject for event in of_case.timeline(kept=Kept(about=("priya-raghunathan",))).events}
    # a quarrel that she denies is her only tie to the firm
    assert not {"halcyon-storage", "coast-mutual"} & hers
    assert {"warehouse-fire", "court-ruling"} <= hers
    [his] = of_case.timeline(kept=Kept(about=("viktor-salo",))).events
    assert his.id == "ruling-date"


def test_what_began_on_an_unknown_day_may_be_of_any_day_before() -> None:
    line = CaseTimeline(CaseGraph(read(HARBOUR_FIRE)))
    kept = {
        event.id
        for event in line.timeline(kept=Kept(until=EdtfDate.parse("2018"), types=frozenset(["Organization"]))).events
    }
    assert "firm-paid-on" in kept
    events = [event.id for event in line.timeline().events]
    assert events.index("letter-date") < events.index("firm-paid-on") < events.index("inquiry-dates")


def test_as_json(mill: CaseTimeline) -> None:
    found = json.loads(json.dumps(to_json([mill.timeline()], "mill-case")))
    events = {event["id"]: event for event in found["events"]}
    first = events["founded"]
    assert {"id", "name", "edtf", "earliest", "latest", "precision", "lane"} <= first.keys()
    assert (first["earliest"], first["latest"], first["precision"]) == ("-0044-01-01", "-0044-12-31", "year")
    assert (events["opened"]["earliest"], events["opened"]["edtf"]) == ("+12000-01-01", "Y12000")
    assert (events["ada-died"]["latest"], events["ada-died"]["basis"]) == (None, "She is mourned.")
    assert events["flood-3"]["disputed_by"] == ["flood-2"]
    assert [event["id"] for event in found["undated"]] == ["dance", "fair", "fair-day"]
    [line] = found["timelines"]
    assert line["events"] == list(events)


def test_as_text(mill: CaseTimeline) -> None:
    lines = to_lines(mill.timelines("happened", "place"))
    assert lines[0] == "The mill"
    assert "2019-03-03" not in lines[0]
    assert "3 March 2019: The flood — occurred (alleged)" in lines
    assert "    Excluded by flood-2, which gives it another date." in lines
    assert to_lines([mill.timeline(kept=Kept(types=frozenset(["Place"])))]) == [
        "Of type Place",
        "Nothing here has a date.",
    ]


def test_nothing_depends_on_the_order_of_a_file() -> None:
    case = read(HARBOUR_FIRE)
    shuffled = _shuffled(case)
    assert shuffled.statements != case.statements
    for lane in ("happened", "said"):
        one, other = (CaseTimeline(CaseGraph(each)).timeline(lane) for each in (case, shuffled))
        assert to_json([one], case.id) == to_json([other], case.id)


def _shuffled(case: Case) -> Case:
    random = Random(7)

    def shuffle[Row](rows: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(random.sample(rows, len(rows)))

    statements = shuffle(tuple(replace(each, claims=shuffle(each.claims)) for each in case.statements))
    return replace(case, statements=statements, entities=shuffle(case.entities), sources=shuffle(case.sources))


def test_no_alleged_event_is_told_without_its_status() -> None:
    for path in (HARBOUR_FIRE, PETITIONS):
        of_case = CaseTimeline(CaseGraph(read(path)))
        for event in of_case.timeline().events:
            if event.status not in ("found", "reported"):
                assert f"({event.status})" in event.name
            assert event.text.split(":")[0].split()[0] in {
                "Found", "Reported", "Alleged", "Disputed,", "Denied", "Questioned", "Inferred",
            }  # fmt: skip


def test_a_store_tells_the_same_as_the_file(loaded: Store) -> None:
    case = as_stored(read(HARBOUR_FIRE))
    held, of_file = case_timeline(loaded), CaseTimeline(CaseGraph(case))
    for lane in ("happened", "said"):
        assert to_json([held.timeline(lane)], case.id) == to_json([of_file.timeline(lane)], case.id)


def test_a_case_that_is_not_there_is_named(loaded: Store) -> None:
    with pytest.raises(NotFoundError, match="The case 'mill' is not in this store"):
        case_timeline(loaded, "mill")
    loaded.execute("MATCH (n:Claim) WHERE n.id = 'fire-date.1' REMOVE n.stance")
    with pytest.raises(StoreError, match="'harbour-fire' cannot be read back from this store"):
        case_timeline(loaded)


def test_an_empty_store_has_no_timeline(store: Store) -> None:
    with pytest.raises(NotFoundError, match="A timeline is of one case, and the store holds none: load one"):
        case_timeline(store)
