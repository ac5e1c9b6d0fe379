"""An explanation as text and as Markdown."""

import dataclasses

from markdown_it import MarkdownIt

from graph.case.file import read
from graph.case.model import Locator
from graph.case.schema import load_schema
from graph.case.texts import Texts
from graph.formats.explained import to_markdown, to_text
from graph.questions.explain import Explanation, explanation
from graph.review.second_read import Mark, Reading
from graph.settings import Settings
from graph.stores import Store
from tests.helpers import HARBOUR_FIRE

SCHEMA = load_schema()


def explained(store: Store, id: str = "coat-at-gate", *, texts: bool = True) -> Explanation:
    case, at_hand = read(HARBOUR_FIRE, settings=Settings()), Texts([HARBOUR_FIRE.parent])
    hashes = {source.id: source.text_sha256 or "" for source in case.sources}

    def quote(_: str, at: Locator) -> str | None:
        return at_hand.quote(at, hashes[at.source]) if texts else None

    return explanation(store, id, schema=SCHEMA, quote=quote)


def test_a_person_reads_why_and_who_and_where(loaded_embedded: Store) -> None:
    text = to_text(explained(loaded_embedded), SCHEMA)
    unwrapped = " ".join(text.split())
    for said in (
        "Yellow coat — seen at (disputed) → Pier nine",
        "Disputed. Somebody asserts it, and somebody denies or questions it: asserted by Unnamed guard",
        "1. Unnamed guard asserts that Yellow coat was seen at Pier nine, saying: A figure in a yellow coat",
        "In the text “is said to have told”; told to Port Authority, reported by Fire at pier nine (Harbour Gazette).",
        "“The only witness is a guard, whom Mr Vey would not name",
        "Contradicted, by the rule asserted-and-denied: Unnamed guard denies that Yellow coat was seen at Pier nine",
        "MATCH (subject:Entity {case_id: 'harbour-fire', id: 'yellow-coat'})-[statement]->(object)",
    ):
        assert said in unwrapped
    assert "not at hand" not in text
    before_query = text.partition("The query behind it")[0]
    assert max(map(len, before_query.splitlines())) <= 100


def test_what_second_readers_say_stands_at_its_claim(loaded_embedded: Store) -> None:
    of = explained(loaded_embedded)
    line = Reading(
        time="2021-05-04", reader="Ines", claim="coat-at-gate.guard", verdict="overstated", reason="A *coat*."
    )
    marks = {line.claim: [Mark(line), Mark(line, changed=True)]}
    marked = dataclasses.replace(of, marks=marks)
    told = " ".join(to_text(marked, SCHEMA).split())
    first, _, rest = told.partition(" 2. ")
    assert "Second reader: overstated, by Ines: A *coat*. Second reader: overstated, by Ines: A *coat*. (the" in first
    assert "Second reader" not in rest
    text = to_markdown(marked, SCHEMA)
    assert text.count("**Second reader:** overstated, by Ines: A \\*coat\\*.") == 2
    assert text.count("(the claim was changed since: to be read again)") == 1
    [guard, other, *_] = marked.to_json()["claims"]
    assert [(each["verdict"], each["reader"], each["reason"], each["changed"]) for each in guard["verdicts"]] == [
        ("overstated", "Ines", "A *coat*.", False),
        ("overstated", "Ines", "A *coat*.", True),
    ]
    assert other["verdicts"] == []


def test_what_is_not_at_hand_is_said_once(loaded_embedded: Store) -> None:
    found = explained(loaded_embedded, texts=False)
    assert found.without_words == ["gazette", "ledger"]
    lacking = ["The text of *A* is not at hand. Put it somewhere."]
    for text in (to_text(found, SCHEMA, lacking), to_markdown(found, SCHEMA, lacking)):
        assert text.count("is not at hand") == 1
        assert "The only witness" not in text


def test_a_claim_that_was_asked_for_is_marked(loaded_embedded: Store) -> None:
    found = explained(loaded_embedded, "coat-at-gate.guard")
    assert to_text(found, SCHEMA).count("(asked for)") == 1
    assert to_markdown(found, SCHEMA).count("*(asked for)*") == 1
    assert "(asked for)" not in to_text(explained(loaded_embedded), SCHEMA)


def test_names_are_no_markup(loaded_embedded: Store) -> None:
    hostile = "**A** <b>b</b> [c](https://d.example) ``` `e`\n# f"
    plain = explained(loaded_embedded)
    claims = tuple(dataclasses.replace(claim, by_name=hostile, verb=hostile) for claim in plain.claims)
    tellings = dict.fromkeys(plain.tellings, hostile)
    cypher = f"{plain.cypher}\n// ``` {hostile}"
    found = dataclasses.replace(plain, claims=claims, text=hostile, tellings=tellings, cypher=cypher)
    made = MarkdownIt("commonmark").parse(to_markdown(found, SCHEMA))
    headings = [made[n + 1].content for n, token in enumerate(made) if token.type == "heading_open"]
    assert headings == ["Yellow coat — seen at (disputed) → Pier nine", "Claims", "The query behind it"]
    inline = [child for token in made for child in token.children or ()]
    assert {child.type for child in inline} <= {
        "text",
        "strong_open",
        "strong_close",
        "em_open",
        "em_close",
        "code_inline",
        "softbreak",
    }
    assert {child.content for child in inline if child.type == "code_inline"} == set(plain.tellings)
    [query] = [token.content for token in made if token.type == "fence"]
    assert query.strip() == cypher.strip()
