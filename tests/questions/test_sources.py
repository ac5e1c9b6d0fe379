"""What is written in a source, asked of the harbour fire on every store."""

from collections import Counter

from graph.case.file import read
from graph.case.model import Locator
from graph.case.schema import load_schema
from graph.questions.sources import claims_in, mentions_in, sources_of
from graph.settings import Settings
from graph.stores import Store
from tests.helpers import HARBOUR_FIRE


def test_a_source_has_the_claims_and_the_names_that_its_case_file_puts_there(loaded: Store) -> None:
    case = read(HARBOUR_FIRE, settings=Settings())
    sources = sources_of(loaded, case.id)
    assert [source.id for source in sources] == sorted(source.id for source in case.sources)
    for source in sources:
        found = claims_in(loaded, source, load_schema(), limit=1_000)
        wanted = {
            (claim.id, statement.id, str(claim.at), case.status(statement))
            for statement in case.statements
            for claim in statement.claims
            if any(place.source == source.id for place in claim.places)
        }
        assert {(claim.id, r.id, claim.at, r.properties["status"]) for claim, r in found} == wanted
        assert len(found) == len(wanted)
        places = [(claim.locator.source, claim.locator.order) for claim, _ in found]
        assert places == sorted(places)
        names = [(text, at, entity.id) for text, at, entity in mentions_in(loaded, source, limit=1_000)]
        assert Counter(names) == Counter(
            (mention.text, str(mention.at), entity.id)
            for entity in case.entities
            for mention in entity.mentions
            if mention.at.source == source.id
        )


def test_what_is_cut_is_the_end_of_the_text(loaded: Store) -> None:
    [source] = [source for source in sources_of(loaded, "harbour-fire") if source.id == "gazette"]
    every = claims_in(loaded, source, load_schema(), limit=1_000)
    first = {
        claim.id: min((at.paragraph, at.sentence) for at in map(Locator.parse, (claim.at, *claim.context))
                      if at.source == source.id)
        for claim, _ in every
    }  # fmt: skip
    cut = claims_in(loaded, source, load_schema(), limit=3)
    assert {claim.id for claim, _ in cut} == set(sorted(first, key=lambda id: (first[id], id))[:3])
    assert mentions_in(loaded, source, limit=4) == mentions_in(loaded, source, limit=1_000)[:4]
