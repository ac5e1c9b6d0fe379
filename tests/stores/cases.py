"""Small cases as rows, for the tests of the stores."""

from collections.abc import Iterator, Sequence
from typing import Any

from graph.stores import CaseRows, LoadedCase, NodeRow, RelationshipRow


class Rows(CaseRows):
    """A case in two lists; ``sha256`` stands for the content of its file."""

    def __init__(
        self, case: str, nodes: Sequence[NodeRow], relationships: Sequence[RelationshipRow] = (), *, sha256: str = "1"
    ) -> None:
        self.case = LoadedCase(case, f"The case {case}", "2019-05", sha256, loading=False)
        self._nodes = nodes
        self._relationships = relationships
        self.node_count = len(nodes)
        self.relationship_count = len(relationships)

    def nodes(self) -> Iterator[NodeRow]:
        yield from self._nodes

    def relationships(self) -> Iterator[RelationshipRow]:
        yield from self._relationships


def node(case: str, id: str, *labels: str, **properties: Any) -> NodeRow:
    return NodeRow(labels or ("Entity", "Person"), {"id": id, "case_id": case, **properties})


def relationship(case: str, id: str, type: str, start: str, end: str, **properties: Any) -> RelationshipRow:
    return RelationshipRow(type, start, end, {"id": id, "case_id": case, **properties})


def chain(case: str, length: int, *, sha256: str = "1") -> Rows:
    """People in a row, each of whom knows the next."""
    people = [node(case, f"p{i:05}", name=f"Person {i}", n=i) for i in range(length)]
    ties = [relationship(case, f"r{i:05}", "KNOWS", f"p{i:05}", f"p{i + 1:05}") for i in range(length - 1)]
    return Rows(case, people, ties, sha256=sha256)


def harbour(case: str = "harbour", *, sha256: str = "1") -> Rows:
    """A fictional case with entities, values, claims, passages and mentions."""

    def person(id: str, name: str, **properties: Any) -> NodeRow:
        return node(case, id, "Entity", "Person", name=name, **properties)

    nodes = [
        person("priya", "Priya Raghunathan", aliases=["Raghunathan", "P. R."], age=41),
        person("tomas", "Tomás Ő. 🜁", aliases=[], age=29),
        person("lena", "Lena Okafor", age=29),
        node(case, "court", "Entity", "Agency", "Organization", name="Harbour court", decides=True),
        node(case, "port", "Entity", "Agency", "Organization", name="Port Authority", decides=False),
        node(case, "pier", "Entity", "Place", name="Pier nine", lat=-12.5),
        node(case, "fire", "Entity", "Event", name="Warehouse fire", kind="fire"),
        node(case, "trial", "Entity", "Event", name="The trial", kind="trial"),
        node(case, "d1", "Value", "Date", edtf="2019-03-02", start="2019-03-02", end="2019-03-02", inferred=False),
        node(case, "d2", "Value", "Date", edtf="2019-04", start="2019-04-01", end="2019-04-30", inferred=True),
        node(case, "q1", "Value", "Quantity", text="nearly 200", low=180, high=200, unit="people"),
        node(case, "gazette", "Source", title="Fire at pier nine", publisher="Harbour Gazette"),
        node(case, "gazette-p1s1", "Passage", source="gazette", paragraph=1, sentence=1, start=0, end=90),
        node(case, "gazette-p3s2", "Passage", source="gazette", paragraph=3, sentence=2, start=310, end=420),
        node(case, "m1", "Mention", text="Ragunathan"),
        node(case, "c1", "Claim", stance="asserts", verb="said", says="She was seen leaving the pier."),
        node(case, "c2", "Claim", stance="denies", verb="told", says='She was "at home", all evening.'),
    ]
    ties: list[tuple[str, str, str, str, dict[str, Any]]] = [
        ("s1", "ACCUSED_OF", "priya", "fire", {"status": "disputed", "claims": ["c1", "c2"]}),
        ("s2", "OCCURRED_ON", "fire", "d1", {"status": "reported", "claims": []}),
        ("s3", "OCCURRED_ON", "trial", "d2", {"status": "reported"}),
        ("s4", "LOCATED_AT", "fire", "pier", {"status": "reported"}),
        ("s5", "WITNESSED_BY_COUNT", "fire", "q1", {"status": "alleged"}),
        ("s6", "KNOWS", "priya", "tomas", {"status": "alleged"}),
        ("s7", "KNOWS", "tomas", "lena", {"status": "alleged"}),
        ("s8", "KNOWS", "tomas", "lena", {"status": "denied"}),
        ("s9", "KNOWS", "lena", "lena", {"status": "alleged"}),
        ("s10", "TRIED_BY", "trial", "court", {"status": "found"}),
        ("e1", "MADE", "port", "c1", {}),
        ("e2", "MADE", "priya", "c2", {}),
        ("e3", "ABOUT", "c1", "priya", {"role": "subject"}),
        ("e4", "ABOUT", "c1", "fire", {"role": "object"}),
        ("e5", "ABOUT", "c2", "priya", {"role": "subject"}),
        ("e6", "CITES", "c1", "gazette-p3s2", {}),
        ("e7", "CITES", "c2", "gazette-p1s1", {}),
        ("e8", "PART_OF", "gazette-p1s1", "gazette", {}),
        ("e9", "PART_OF", "gazette-p3s2", "gazette", {}),
        ("e10", "VIA", "c2", "gazette", {"order": 0}),
        ("e11", "REFERS_TO", "m1", "priya", {}),
        ("e12", "PRINTED_IN", "m1", "gazette-p3s2", {}),
        ("e13", "CONTRADICTS", "c1", "c2", {"rule": "stance", "basis": "s1"}),
    ]
    relationships = [relationship(case, id, type, a, b, **more) for id, type, a, b, more in ties]
    return Rows(case, nodes, relationships, sha256=sha256)
