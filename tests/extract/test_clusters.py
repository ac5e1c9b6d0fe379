"""Clusters: what is one without asking, and what is only proposed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.case.near import Near
from graph.extract.clusters import KnownEntity, Merge, cluster, name_key
from graph.extract.found import Name, NameType


def named(*parts: str | tuple[str, NameType]) -> tuple[str, list[Name]]:
    """A text of its parts with blanks between, and its names: a part with a type."""
    text = ""
    names: list[Name] = []
    for part in parts:
        words, kind = part if isinstance(part, tuple) else (part, None)
        text += " " if text else ""
        if kind:
            names.append(Name((len(text), len(text) + len(words)), kind, "model"))
        text += words
    return text, names


def clustered(*parts: str | tuple[str, NameType], known=()):
    text, names = named(*parts)
    return [(each.name, [text[slice(*span)] for span in each.mentions]) for each in cluster(text, names, known)]


def person(words: str) -> tuple[str, NameType]:
    return words, "Person"


def body(words: str) -> tuple[str, NameType]:
    return words, "Organization"


def test_one_string_in_any_case_and_with_any_ending():
    assert clustered(body("VELM ROPES"), "and", body("Velm Ropes"), "and", body("Velm Ropes plc")) == [
        ("Velm Ropes plc", ["VELM ROPES", "Velm Ropes", "Velm Ropes plc"])
    ]
    assert clustered(person("Pádraig Orr"), "and", person("Padraig Orr")) == [
        ("Pádraig Orr", ["Pádraig Orr", "Padraig Orr"])
    ]


@pytest.mark.parametrize("short", ["Brock", "BROCK", "Ida", "I. Brock", "I Brock", "Ida M. Brock"])
def test_what_is_short_for_one_person(short):
    assert len(clustered(person("Ida May Brock"), "and", person(short))) == 1


@pytest.mark.parametrize("other", ["Brook", "Tay", "May", "A. Brock", "Ada Brock", "Brock-Tay"])
def test_what_is_another_person(other):
    assert len(clustered(person("Ida May Brock"), "and", person(other))) == 2


def test_a_surname_of_two_is_proposed_to_both():
    text, names = named(person("Ida Brock"), person("Tom Brock"), "and", person("Brock"))
    ida, tom, brock = cluster(text, names)
    assert (ida.mentions, tom.mentions, brock.mentions) == (((0, 9),), ((10, 19),), ((24, 29),))
    assert brock.merges == (Merge("shared surname", 0.6, cluster=1), Merge("shared surname", 0.4, cluster=0))


def test_a_title_or_kin_tells_which_of_two():
    found = clustered(person("Helen Brock"), person("Tom Brock"), "Ms", person("Brock"), "Mr", person("Brock"))
    assert found == [("Helen Brock", ["Helen Brock", "Brock"]), ("Tom Brock", ["Tom Brock", "Brock"])]
    found = clustered(person("Ulu Brock"), "his daughter,", person("Oma Brock"), "Mr", person("Brock"))
    assert found == [("Ulu Brock", ["Ulu Brock", "Brock"]), ("Oma Brock", ["Oma Brock"])]


def test_a_surname_before_the_other_bearer_is_introduced_is_the_first_ones():
    found = clustered(person("Ida Brock"), "and", person("Brock"), "and", person("Tom Brock"))
    assert found == [("Ida Brock", ["Ida Brock", "Brock"]), ("Tom Brock", ["Tom Brock"])]


def test_acronyms():
    assert len(clustered(body("Velm Harbour Users"), "(", body("VHU"))) == 1
    assert len(clustered(body("Union of Velm Ropers"), "or", body("UVR"))) == 1
    assert len(clustered(body("Union of Velm Ropers"), "or", body("UXR"))) == 2
    text = "Tarn Rope Forum (TROF) met; TROF left."
    names = [Name((0, 15), "Organization", "model"), *(Name((a, a + 4), "Agency", "model") for a in (17, 28))]
    (only,) = cluster(text, names)
    assert (only.name, only.type, len(only.mentions)) == ("Tarn Rope Forum", "Agency", 3)


def test_two_with_one_acronym_are_proposed():
    text, names = named(body("Velm Harbour Users"), body("Velm Hotel Union"), body("VHU"))
    assert [merge.rule for merge in cluster(text, names)[2].merges] == ["acronym", "acronym"]


def test_what_everybody_knows_by_two_names():
    assert clustered(("US", "Place"), "and", ("United States", "Place")) == [("United States", ["US", "United States"])]


def test_near_spelling_is_only_proposed():
    text, names = named(person("Ida Marchetti"), "and", person("Marcheti"), "and", ("Marchetti", "Place"))
    ida, near, place = cluster(text, names)
    assert [(merge.rule, merge.cluster) for merge in near.merges] == [("near-spelling", 0)]
    assert ida.merges == place.merges == ()


def test_a_part_of_a_bodys_name_is_only_proposed():
    text, names = named(body("Velm Harbour Board"), "and", body("Harbour Board"))
    _, part = cluster(text, names)
    assert part.merges == (Merge("part of the name", 0.5, cluster=0),)


KNOWN = [
    KnownEntity("ida-brock", "Person", "Ida Brock", ("Ida Tay",)),
    KnownEntity("tom-brock", "Person", "Tom Brock"),
    KnownEntity("velm-ropers", "Organization", "Union of Velm Ropers"),
    KnownEntity("velm", "Place", "Velmouth"),
]


@pytest.mark.parametrize(
    ("part", "merges"),
    [
        (person("Ida Brock"), [("same name", "ida-brock")]),
        (person("IDA TAY"), [("same name", "ida-brock")]),
        (person("Brock"), [("surname", "ida-brock"), ("surname", "tom-brock")]),
        (("UVR", "Agency"), [("acronym", "velm-ropers")]),
        (("Velmouth", "Place"), [("same name", "velm")]),
        (("Velmoth", "Place"), [("near-spelling", "velm")]),
        (person("Velmouth"), []),
        (("Velmouth", "Group"), None),
    ],
)
def test_an_entity_of_another_document_is_only_proposed(part, merges):
    text, names = named(part)
    found = cluster(text, names, KNOWN)
    if merges is None:
        assert found == []
    else:
        assert [(merge.rule, merge.entity) for merge in found[0].merges] == merges


def test_known_entities_may_be_plain_tuples():
    text, names = named(person("Ida Brock"))
    assert cluster(text, names, [("x", "Person", "Ida Brock", [])])[0].merges[0].entity == "x"


def test_keys():
    assert name_key("The Velm’s  Ropes!") == name_key("velms ropes") == "velms ropes"
    assert name_key("The") == "the"
    assert name_key("—") == "—"


WORDS = st.sampled_from(
    ["Ida", "Tom", "Brock", "Brook", "Marchetti", "Marcheti", "M.", "VHU", "Velm", "plc", "Jr", "-", "é", "—", "🙏"]
)
PARTS = st.tuples(
    st.lists(WORDS, min_size=1, max_size=3).map(" ".join),
    st.sampled_from(["Person", "Agency", "Organization", "Place", "Work", "Group", "Other"]),
)


@given(st.lists(PARTS, max_size=12), st.lists(st.tuples(PARTS, st.lists(PARTS, max_size=1)), max_size=4))
def test_every_mention_is_in_one_cluster_and_merges_point_somewhere(parts, entities):
    text, names = named(*parts)
    known = [(f"e{i}", kind, name, [other for other, _ in more]) for i, ((name, kind), more) in enumerate(entities)]
    found = cluster(text, names, known)
    assert found == cluster(text, list(names), known)
    mentions = sorted(span for each in found for span in each.mentions)
    assert mentions == [name.span for name in names if name.type not in ("Group", "Other")]
    assert [each.mentions[0] for each in found] == sorted(each.mentions[0] for each in found)
    for index, each in enumerate(found):
        assert list(each.mentions) == sorted(each.mentions)
        assert each.name
        for merge in each.merges:
            assert 0 <= merge.score <= 1
            assert (merge.cluster is None) != (merge.entity is None)
            assert merge.cluster != index
            assert merge.cluster is None or 0 <= merge.cluster < len(found)


def test_words_one_letter_apart():
    near = Near(["marchetti", "abcde", "brandvold", "brandvald"])
    assert [word for word, _ in near.find("marcheti")] == ["marchetti"]
    assert [word for word, _ in near.find("marhcetti")] == ["marchetti"]
    assert [word for word, _ in near.find("brandvuld")] == ["brandvald", "brandvold"]
    assert near.find("marchetti") == near.find("abcdf") == near.find("marketti-") == []
