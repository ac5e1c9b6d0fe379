"""``docs/asking.md``: the questions that come with Case Graph, each with its Cypher."""

from pathlib import Path
from textwrap import fill

from graph.questions.ask import Asked, questions

ASKING = Path(__file__).parents[1] / "asking.md"

_HEAD = """\
# Asking

Questions that come with Case Graph: `python -m graph ask NAME`, and buttons on the page *Query* of the app. Each is
plain Cypher, the same on both stores, in one file (`graph/questions/asked.cypher`): press its button and it stands in
the editor, to be read and changed. All take `$case`, the id of a case (`--case`, where a store holds several); the
predicates that accuse somebody come from the schema by themselves.

```sh
python -m graph ask
python -m graph ask who-says --case harbour-fire -p statement=raghunathan-set-fire
python -m graph ask between-sources --case harbour-fire -p earlier=gazette -p later=ledger --format csv
```

What rests on something, and what is left without it, is told by `python -m graph rests-on ID`: of a source, a
speaker, a passage or a claim, every statement of which nothing is left, and every status that would be another one.
A claim falls with whom it was made by, with everybody it passed through and with every passage that it cites, so
three papers that have something from one agency fall with the agency. In the app the inspector tells it under *What
falls without it*, and marks it in the picture.
"""


def asking_page() -> str:
    """Return ``docs/asking.md``: what each question means, what it takes, and its Cypher."""
    return _HEAD + "".join(map(_section, questions().values()))


def _section(asked: Asked) -> str:
    takes = "\n".join(f"- `${name}`: {help_}" for name, help_ in asked.parameters.items())
    about = fill(f"`ask {asked.name}`. {asked.about}", 120, break_long_words=False, break_on_hyphens=False)
    lines = [f"## {asked.title}", about, takes, f"```cypher\n{asked.cypher}\n```\n"]
    return "\n" + "\n\n".join(filter(None, lines))
