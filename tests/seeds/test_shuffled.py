"""The order of a case file's lists says nothing: any order gives the same graph, and the same files from it."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from graph.case.file import from_yaml
from graph.case.load import load
from graph.case.model import Case
from graph.case.schema import load_schema
from graph.explore.drawing import open_view
from graph.explore.view import View
from graph.formats import to_bytes
from graph.questions.survey import count
from graph.settings import Settings
from tests.helpers import HARBOUR_FIRE, PETITIONS
from tests.helpers.stores import BOTH

SEEDS = (HARBOUR_FIRE, PETITIONS)


def shuffled(file: Path, seed: int) -> Case:
    """Read a case file with its lists in another order: in the file itself, so that ids are given anew."""
    dice = random.Random(seed)
    # BaseLoader keeps every scalar as the text it is
    data = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    for name in ("sources", "entities", "statements"):
        dice.shuffle(data[name])
    for entity in data["entities"]:
        dice.shuffle(entity.get("mentions", []))
        dice.shuffle(entity.get("aliases", []))
    for statement in data["statements"]:
        dice.shuffle(statement["claims"])
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    return from_yaml(text.encode(), name=file.name, folder=file.parent)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("store", "file"),
    # what differs between the stores, one case shows
    [*((*BOTH[0].values, file) for file in SEEDS), pytest.param(*BOTH[1].values, HARBOUR_FIRE, marks=BOTH[1].marks)],
    indirect=["store"],
    ids=lambda value: value.parent.name if isinstance(value, Path) else None,
)
def test_loading_in_any_order_gives_the_same_graph_and_files(store, file):
    seen = []
    for seed in range(3):
        case = shuffled(file, seed)
        [report] = load(store, case)
        assert report.changed == (seed == 0)
        # forgotten, so that the rows are written again and not only recognised
        store.remove_case(case.id)
        [report] = load(store, case)
        assert report.changed
        gathered, shown = open_view(
            store, replace(View(case=case.id), off=frozenset()), schema=load_schema(), settings=Settings()
        )
        files = [to_bytes(shown.graph, ending, scene=shown.scene) for ending in (".svg", ".graphml", ".csv", ".json")]
        seen.append((count(store), store.cases(), gathered.graph, files))
    assert seen[0] == seen[1] == seen[2]
