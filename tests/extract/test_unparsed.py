"""Texts of other languages: quotations, digits and capitalised names, and a sentence that says so."""

import pytest

from graph.extract.parsing import installed_model
from graph.extract.propose import propose

GERMAN = """Brand am Hafen

Der Bürgermeister Hans Müller sagte am 5.3.2019: „Wir haben nichts gesehen und nichts gehört.“ Die Feuerwehr kam mit
12 Wagen. Es war dunkel.

Am Abend sprach Müller mit der ABC Versicherung über den Schaden von 40 % und 12.500 Euro am 6. März 2019.
"""
FRENCH = """Incendie au port

Le maire, Jean Dupont, a parlé : « Nous n’avons rien vu cette nuit-là. » Les pompiers sont venus de Tillebourg.

Selon Marie Lefèvre, le bateau a brûlé.
"""


def proposed(text: str, language: str, **others):
    return propose(text, source="paper", sha256="0", language=language, **others)


def words(found, kind: str) -> list[str]:
    return [row.exact for row in found.rows if row.kind == kind]


def test_a_text_of_another_language():
    found = proposed(GERMAN, "de")
    assert words(found, "mention") == ["Hans Müller", "Müller", "ABC Versicherung"]
    assert [row.value["name"] for row in found.rows if row.kind == "entity"] == ["Hans Müller", "ABC Versicherung"]
    assert words(found, "claim") == ["Wir haben nichts gesehen und nichts gehört."]
    # 12.500 is twelve and a half in English; the sixth of March is in words
    assert words(found, "quantity") == ["12", "40 %"]
    dates = [row.value["edtf"] for row in found.rows if row.kind == "date"]
    assert dates == ["[2019-03-05,2019-05-03]", "2019"]
    [note] = found.notes
    assert note.startswith("Proposed are only quotations, dates and numbers in digits, and capitalised names")
    assert "(de)" in note


@pytest.mark.skipif(bool(installed_model("fr")), reason="the French model finds more")
def test_french_without_its_model():
    found = proposed(FRENCH, "fr")
    assert words(found, "mention") == ["Jean Dupont", "Tillebourg", "Marie Lefèvre"]
    assert words(found, "claim") == ["Nous n’avons rien vu cette nuit-là."]
    assert found.notes


def test_a_script_without_capitals():
    found = proposed("قال الشاهد «لم أر شيئا في تلك الليلة» يوم 2019-03-05 أمام 200 شخص.\n" * 3, "ar")
    assert words(found, "claim") == ["لم أر شيئا في تلك الليلة"] * 3
    assert words(found, "quantity") == ["200"] * 3
    assert not words(found, "mention")
    assert found.notes


def test_an_english_text_says_nothing_of_itself():
    pytest.importorskip("spacy")
    assert proposed("Ada Quill said that it was late.", "en").notes == ()


def test_english_by_rules_alone_where_it_is_asked_for():
    found = proposed("“I saw nothing at all,” said Ada Quill on 2 March 2019.\n\n— Ida Hale", "en", method="rules")
    assert words(found, "mention") == ["Ada Quill", "Ida Hale"]
    assert [row.value["edtf"] for row in found.rows if row.kind == "date"] == ["2019-03-02"]
    assert "not English" not in found.notes[0]


@pytest.mark.parametrize(
    "text",
    ["", " \n", "🔥👩‍👩‍👧‍👦" * 200, "«" * 5_000, "قال " * 2_000, "(" * 40_000, "A. " * 5_000],
    ids=lambda text: ascii(text[:4]),
)
def test_odd_texts_are_read_without_a_model(text):
    for row in proposed(text, "").rows:
        assert row.exact == " … ".join(text[start:end] for start, end in row.spans)
