from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from table_stores import store, training_of, units

from augctl.stages.tabular.swap_noise import SwapNoise
from augctl.tables.table import Training

NAN = np.nan


@pytest.fixture
def training(tmp_path: Path) -> Training:
    numbers = [[0.0, 100], [1, NAN], [2, 102], [3, 103]]
    return training_of(store(tmp_path, numbers, [[0], [1], [-1], [3]], [0, 0, 1, 1]))


def test_cells_come_from_the_rows_drawn(training: Training) -> None:
    block, _ = units(training.table, [0, 1, 3])
    drawn = {"from": np.array([[3, -1, 1], [-1, 0, 2], [-1, 1, 0]])}
    made = SwapNoise().apply(block, drawn, training, {})
    # Missing stays missing, and where only the other is missing, the own cell stays.
    np.testing.assert_array_equal(made.numbers, [[3, 100], [1, NAN], [3, 103]])
    assert made.codes.tolist() == [[1], [1], [0]]
    assert made.partners.tolist() == drawn["from"].tolist()
    assert made.labels.tolist() == [0, 0, 1]


def test_each_cell_by_chance_and_from_a_row_of_its_own(training: Training) -> None:
    block, draws = units(training.table, np.repeat(np.arange(4), 3000))
    stage = SwapNoise(p_cell=0.3, partner="any")
    found = stage.draw(block, draws, training, {})["from"]
    assert abs((found >= 0).mean(axis=0) - 0.3).max() < 0.02
    both = found[(found[:, 0] >= 0) & (found[:, 1] >= 0)]
    assert abs(len(both) / len(found) - 0.09) < 0.02
    assert abs((both[:, 0] == both[:, 1]).mean() - 1 / 3) < 0.07
    assert not (found == block.anchors[:, None]).any()


def test_the_chance_may_be_none_or_all(training: Training) -> None:
    block, draws = units(training.table, [0, 1, 2, 3])
    assert (SwapNoise(p_cell=0).draw(block, draws, training, {})["from"] == -1).all()
    found = SwapNoise(p_cell=1).draw(block, draws, training, {})["from"]
    assert found.tolist() == [[1] * 3, [0] * 3, [3] * 3, [2] * 3]  # of the same class
