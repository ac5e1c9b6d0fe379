from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graph.elements import Node, Relationship
from graph.formats.portable import Names, kinds, labels_text, names_of, xml_ids

NAMES = ["id", "ID", "label", "Label", "casegraph_id", "property_label", "x", "x\x00", "x\x01", "x#2", ""]


def test_a_property_keeps_its_name_and_ours_gets_a_prefix() -> None:
    rows: list[dict[str, Any]] = [{"x": 1}, {"labels": "a", "casegraph_x": 2}]
    names = names_of(rows, {"x": [0.5, 0.5], "labels": ["T", "T"], "type": ["", ""]})
    assert names.ours == {"x": "casegraph_casegraph_x", "labels": "casegraph_labels", "type": "type"}
    assert names.own == {"casegraph_x": "casegraph_x", "labels": "labels", "x": "x"}


def test_what_both_say_is_there_once() -> None:
    assert names_of([{"id": "a"}, {"id": "b"}], {"id": ["a", "b"]}) == Names({"id": "id"}, {})
    others: list[list[dict[str, Any]]] = [
        [{"id": "a"}, {}],
        [{"id": "a"}, {"id": "c"}],
        [{"id": "a"}, {"id": 5}],
        [{"ID": "a"}, {"id": "b"}],
    ]
    for rows in others:
        assert names_of(rows, {"id": ["a", "b"]}, any_case=True).ours == {"id": "casegraph_id"}, rows
    # nothing and no text look alike in a table
    assert names_of([{"Status": "found"}, {}], {"status": ["found", ""]}, any_case=True) == Names(
        {"status": "status"}, {}
    )


def test_null_is_no_property() -> None:
    assert names_of([{"x": None}], {"x": [1]}) == Names({"x": "x"}, {})


def test_a_name_of_the_format_is_left_to_it() -> None:
    said = {"label": ["A"]}
    assert names_of([{"label": "A"}], {}, said).own == {}
    assert names_of([{"label": "B"}], {}, said).own == {"label": "property_label"}
    assert names_of([{"Label": "B"}], {}, said).own == {"Label": "Label"}
    assert names_of([{"Label": "B"}], {}, said, any_case=True).own == {"Label": "property_Label"}
    assert names_of([{"key": "B"}], {}, {"key": None}).own == {"key": "property_key"}


@given(
    st.lists(st.dictionaries(st.sampled_from(NAMES), st.integers(0, 1)), min_size=1, max_size=3),
    st.sets(st.sampled_from(["id", "label", "x"])),
    st.sets(st.sampled_from(["label", "x"])),
    st.booleans(),
)
def test_no_name_stands_for_two_things(
    rows: list[dict[str, int]], ours: set[str], kept: set[str], any_case: bool
) -> None:
    said: dict[str, Any] = {name: [0] * len(rows) for name in sorted(ours)}
    names = names_of(rows, said, {name: [1] * len(rows) for name in sorted(kept - ours)}, any_case=any_case)
    written = [*names.ours.values(), *names.own.values()]
    assert len(set(written)) == len(written)
    for name in {name for row in rows for name in row}:
        if name not in names.own:  # another column says it
            assert {row.get(name) for row in rows} in ({0}, {1})
        elif name not in kept and not any_case and "\x00" not in name and "\x01" not in name:
            assert names.own[name] in (name, f"{name}#2")


def test_ids_that_xml_cannot_tell_apart_are_told_apart() -> None:
    assert xml_ids({"1": "a\x00", "2": "a\x01", "3": "a"}) == {"1": "a\ufffd", "2": "a\ufffd#2", "3": "a"}


def test_parallel_relationships_have_kinds_of_their_own() -> None:
    a, b = (Node(key, key, (), {}) for key in "ab")
    ends = [("T", a, b), ("T (2)", a, b), ("T", a, b), ("T", b, a), ("U", a, b), ("T", a, b)]
    found = kinds([Relationship(str(n), str(n), *end, {}) for n, end in enumerate(ends)])
    assert found == ["T", "T (2)", "T (3)", "T", "U", "T (4)"]


def test_labels_can_be_told_apart() -> None:
    assert labels_text(("A", "B")) == "A;B"
    assert labels_text(("A;B",)) == '["A;B"]'
