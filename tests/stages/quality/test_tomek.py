from __future__ import annotations

from pathlib import Path

import pytest
from imblearn.under_sampling import TomekLinks
from row_gates import SETS, as_scaled, kept, made_rows
from table_stores import store, training_of, units

from augctl.seeds import rng_for
from augctl.stages.quality.tomek import Tomek
from augctl.tables.block import Block, Floats
from augctl.tables.table import Training


def scores(gate: Tomek, training: Training, block: Block) -> Floats:
    state = gate.ready(gate.fit(training, [0, 1], rng_for(7, "fit")))
    return gate.scores(block, training, state)


@pytest.mark.parametrize("name", SETS)
def test_links_are_those_of_imbalanced_learn(name: str, tmp_path: Path) -> None:
    training, block = made_rows(name, tmp_path, 150)
    gate = Tomek()
    expected = kept(TomekLinks(sampling_strategy="all"), training, block, as_scaled(training))
    assert gate.keep(scores(gate, training, block)).tolist() == expected
    assert 0 < expected.count(False) < len(expected) / 2


def test_both_must_be_nearest(tmp_path: Path) -> None:
    # Rows at 0 and 10 of one class, at 4 and 5 of the other; the rest are made ones.
    numbers = [[0.0], [10], [4], [5], [3.5], [5.9], [6], [6.1], [3.5]]
    table = store(tmp_path, numbers, labels=[0, 0, 1, 1, 0, 0, 0, 0, 1])
    block, _ = units(table, [4, 5, 6, 7, 8])
    # The row at 5 has another at 4: from 6 on, that one is not farther.
    found = scores(Tomek(scale="none"), training_of(table, [0, 1, 2, 3]), block)
    assert found.tolist() == [1, 1, 1, 0, 0]


def test_categories_keep_rows_apart(tmp_path: Path) -> None:
    table = store(tmp_path, [[0.0], [9], [0.1]], [[0], [1], [1]], [0, 1, 1])
    block, _ = units(table, [2])
    assert scores(Tomek(scale="none"), training_of(table, [0, 1]), block).tolist() == [1]
    near = store(tmp_path / "near", [[0.0], [0.9], [0.1]], [[0], [1], [1]], [0, 1, 1])
    assert scores(Tomek(scale="none"), training_of(near, [0, 1]), block).tolist() == [0]


def test_one_training_row_is_nearest_to_all(tmp_path: Path) -> None:
    table = store(tmp_path, [[0.0], [1], [2]], labels=[0, 0, 1])
    block, _ = units(table, [1, 2])
    assert scores(Tomek(), training_of(table, [0]), block).tolist() == [0, 1]
