"""Pronouns: whom they are likely to mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.extract.clusters import cluster
from graph.extract.coref import PronounFinder
from graph.extract.found import Name, NameType
from tests.extract.reading import names_of, paragraphs


def meant(text: str, *names: tuple[str, NameType]) -> list[tuple[str, str]]:
    """The pronouns with whom they mean, given the names."""
    finder = PronounFinder()
    for paragraph in paragraphs(text):
        finder.add(paragraph)
    found: list[Name] = []
    for words, kind in names:
        start = text.find(words)
        while start >= 0:
            if not any(a < start + len(words) and start < b for a, b in (name.span for name in found)):
                found.append(Name((start, start + len(words)), kind, "model"))
            start = text.find(words, start + 1)
    clusters = cluster(text, sorted(found, key=lambda name: name.span))
    return [(text[slice(*each.span)], clusters[each.cluster].name) for each in finder.pronouns(text, clusters)]


def test_the_nearest_subject_that_fits():
    text = "Helen Brock met Tom Fenwick. She said that he had slept."
    assert meant(text, ("Helen Brock", "Person"), ("Tom Fenwick", "Person")) == [
        ("She", "Helen Brock"),
        ("he", "Tom Fenwick"),
    ]


def test_subjects_before_others():
    text = "Orla Tay wrote to Ulu Fenwick. She said that it was late."
    assert meant(text, ("Orla Tay", "Person"), ("Ulu Fenwick", "Person")) == [("She", "Orla Tay")]


def test_the_same_paragraph_before_the_one_above():
    text = "Ulu Fenwick slept.\n\nOrla Tay rose. She said that it was late."
    assert meant(text, ("Orla Tay", "Person"), ("Ulu Fenwick", "Person")) == [("She", "Orla Tay")]


def test_a_title_or_kin_tells():
    text = "Ms Tay met Mr Fenwick. He said that it was late."
    assert meant(text, ("Tay", "Person"), ("Fenwick", "Person")) == [("He", "Fenwick")]


def test_a_body_is_it():
    text = "Velm Ropes denied the charge. It said that it welcomed the inquiry."
    assert set(meant(text, ("Velm Ropes", "Organization"))) <= {("It", "Velm Ropes"), ("it", "Velm Ropes")}


def test_nobody_before_is_nobody():
    assert meant("He said that Tom Fenwick slept.", ("Tom Fenwick", "Person")) == []
    assert meant("It rained on Velm. They said so.") == []


@pytest.mark.parametrize("text", ["", "🙏 he\r\nshe", "HE SAID IT", "he " * 2_000, "مرحبا she"])
def test_any_text(text):
    assert isinstance(meant(text, ("SAID", "Person"), ("she", "Person")), list)


WORDS = [
    *("Ida", "Brock", "Velm", "he", "she", "it", "they", "him", "her", "his", "their", "said", "that"),
    *(".", ",", "\n", "“", "”", "Mr", "Ms", "🙏"),
]


@given(st.lists(st.sampled_from(WORDS), max_size=25))
def test_hints_point_back_and_come_out_the_same(words):
    text = " ".join(words)
    parsed = paragraphs(text)
    clusters = cluster(text, names_of(text, parsed))
    results = []
    for _ in range(2):
        finder = PronounFinder()
        for paragraph in parsed:
            finder.add(paragraph)
        results.append(finder.pronouns(text, clusters))
    assert results[0] == results[1]
    for each in results[0]:
        assert each.antecedent[1] <= each.span[0]
        assert 0 <= each.cluster < len(clusters)
        assert 0 <= each.score <= 1
        assert text[slice(*each.span)].lower() in {"he", "she", "it", "they", "him", "her", "his", "their"}
