"""A small case file with its text, for the tests of reading, checking and loading."""

import hashlib

TEXT = "Fire at pier nine\n\nMs. Brandt saw smoke. “Nearly 200 watched,” she said.\n\nThe Port Authority blames Hale."
CASE = """\
case: {id: small-fire, title: The small fire, as_of: 2019-05}
sources:
  - {id: gazette, title: Fire at pier nine, published: 2019-04-18, text: gazette.txt, text_sha256: HASH}
entities:
  - {id: ida-brandt, type: Person, name: Ida Brandt, aliases: [Brandt], mentions: [MENTION]}
  - {id: port-authority, type: Agency, name: Port Authority}
  - {id: hale, type: Person, name: Hale}
  - {id: court, type: Agency, name: Court, decides: true}
  - {id: fire, type: Event, name: Fire}
statements:
  - id: fire-date
    subject: fire
    predicate: OCCURRED_ON
    value: {date: 2019-03-02}
    claims: [{by: gazette, stance: asserts, at: "gazette#p1s1"}]
  - id: crowd
    subject: fire
    predicate: WITNESSED_BY_COUNT
    value: {quantity: "nearly 200", unit: people, as_of: 2019-03-02}
    claims:
      - {by: ida-brandt, stance: asserts, verb: said, via: [gazette], at: "gazette#p2s2@41-72"}
  - id: hale-accused
    subject: hale
    predicate: ACCUSED_OF
    object: fire
    claims:
      - {by: port-authority, stance: asserts, verb: blames, at: "gazette#p3s1@74-105"}
      - {by: court, stance: denies, kind: finding, at: "gazette#p3s1"}
""".replace("MENTION", '{text: Brandt, at: "gazette#p2s1@23-29"}').replace(
    "HASH", hashlib.sha256(TEXT.encode()).hexdigest()
)
