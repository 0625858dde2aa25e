"""What stages learn is kept under a name of its own for all that it depends on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from people import NUMBERS, recipe, write_people

from augctl.engine.progress import silent
from augctl.engine.row_runner import load_state
from augctl.engine.workspace import RowSpace, opened

SMOTE = {"name": "even", "balance": {"high": 60}, "stages": [{"tabular.smote": {}}]}
BASE = recipe(SMOTE)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_people(tmp_path_factory.mktemp("people") / "people.csv", 200, NUMBERS)


def learned(file: Path, with_recipe: dict[str, Any], seed: int = 5) -> tuple[str, dict[str, Any]]:
    """Return name and arrays of what SMOTE learns."""
    with opened(with_recipe, file, silent, seed=seed) as space:
        assert isinstance(space, RowSpace)
        folder = space.job.states["even", "tabular.smote"]
        return folder.name, {k: np.array(v) for k, v in load_state(folder).items()}


@pytest.mark.parametrize(
    ("changed", "differs"),
    [
        (recipe(SMOTE, {"name": "views", "copies": 1, "stages": ["tabular.jitter"]}), False),
        (recipe(SMOTE | {"balance": {"high": 90}}), False),
        (recipe(SMOTE | {"balance": {"middle": 60}}), True),
        (recipe(SMOTE, input={"target": "kind", "split": {"train": 0.5, "test": 0.5}}), True),
    ],
)
def test_the_name_says_what_it_was_learned_from(
    changed: dict[str, Any], differs: bool, file: Path
) -> None:
    name, state = learned(file, BASE)
    other_name, other = learned(file, changed)
    assert any(not np.array_equal(state[key], other[key]) for key in state) == differs
    assert (other_name != name) == differs


def test_the_same_has_the_same_name(file: Path) -> None:
    assert learned(file, BASE)[0] == learned(file, BASE)[0]


def test_classes_as_large_of_other_rows_are_something_else(file: Path) -> None:
    halves = recipe(SMOTE, input={"target": "kind", "split": {"train": 0.5, "test": 0.5}})
    name, state = learned(file, halves)
    other_name, other = learned(file, halves, seed=6)
    assert state["rows"].shape == other["rows"].shape
    assert set(state["rows"].tolist()) != set(other["rows"].tolist())
    assert name != other_name
