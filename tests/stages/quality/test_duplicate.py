from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from table_stores import store, training_of, units

from augctl.seeds import rng_for
from augctl.stages.quality import duplicate
from augctl.stages.quality.duplicate import Duplicate
from augctl.tables.block import Block, Floats
from augctl.tables.finish import finished
from augctl.tables.schema import Column
from augctl.tables.table import Training

NAN = np.nan
COLUMNS = (
    Column("whole", "integer", "number", 0, 9),
    Column("part", "numeric", "number", -5, 5, decimals=1),
    Column("code", "categorical", "code", categories=("a", "b")),
    Column("id", "id", "word", fresh=3),
    Column("note", "text", "word"),
    Column("class", "target", "code", categories=("x", "y")),
)


@pytest.fixture
def training(tmp_path: Path) -> Training:
    numbers = [[1, 0.5], [2, NAN], [2, 0.0], [2, 0.0]]
    words = [("1", "a"), ("2", None), ("3", "None"), ("4", "None")]
    table = store(tmp_path, numbers, [[0], [-1], [1], [1]], [0, 1, 0, 0], None, words, COLUMNS)
    return training_of(table, [0, 1, 2])


def scores(block: Block, training: Training) -> Floats:
    gate = Duplicate()
    return gate.scores(block, training, gate.fit(training, [0, 1], rng_for(7, "fit")))


def test_every_cell_but_the_id_counts(training: Training) -> None:
    block, _ = units(training.table, [0, 1, 2, 3])
    assert scores(block, training).tolist() == [1, 1, 1, 1]
    changed = [
        replace(block, numbers=block.numbers + np.array([1, 0])),
        replace(block, codes=1 - block.codes),
        replace(block, words=np.full((4, 2), "other", dtype=object)),
        replace(block, labels=1 - block.labels),
        replace(block, numbers=np.full((4, 2), NAN)),
    ]
    for other in changed:
        assert scores(other, training).tolist() == [0, 0, 0, 0]


def test_cells_are_compared_as_they_are_written(training: Training) -> None:
    block, _ = units(training.table, [0, 1, 2])
    ordinals = np.arange(3)
    nearly = replace(block, numbers=block.numbers + np.array([0.4, -0.04]))
    nearly = finished(nearly, training.schema, ordinals)
    assert scores(nearly, training).tolist() == [1, 1, 1]  # -0.04 becomes 0.0, not -0.0
    farther = replace(block, numbers=block.numbers + np.array([0.4, -0.06]))
    farther = finished(farther, training.schema, ordinals)
    assert scores(farther, training).tolist() == [0, 1, 0]


def test_equal_hashes_are_no_proof(training: Training, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicate, "hashed", lambda block, _: np.ones(len(block), dtype=np.uint64))
    block, _ = units(training.table, [0, 1])
    assert scores(block, training).tolist() == [1, 0]


def test_random_cells_agree_with_a_set(tmp_path: Path) -> None:
    rng = rng_for(3, "duplicate")
    numbers, codes = rng.integers(4, size=(500, 2)).astype(float), rng.integers(3, size=(500, 1))
    training = training_of(store(tmp_path, numbers, codes), np.arange(20))
    seen = {(*numbers[i], *codes[i]) for i in range(20)}
    block, _ = units(training.table, np.arange(500))
    expected = [float((*numbers[i], *codes[i]) in seen) for i in range(500)]
    assert scores(block, training).tolist() == expected
