from __future__ import annotations

from pathlib import Path

import numpy as np
from table_stores import store, training_of, units

from augctl.stages.tabular.random_oversample import RandomOversample


def test_rows_are_the_anchors(tmp_path: Path) -> None:
    table = store(
        tmp_path, [[1.0], [np.nan], [3]], [[0], [1], [-1]], [0, 0, 1], words=[["a"], [None], ["c"]]
    )
    block, draws = units(table, [2, 1, 2])
    training = training_of(table)
    stage = RandomOversample()
    assert stage.draw(block, draws, training, {}) == {}
    made = stage.apply(block, {}, training, {})
    np.testing.assert_array_equal(made.numbers, table.numbers[[2, 1, 2]])
    assert made.codes.tolist() == [[-1], [1], [-1]]
    assert made.words.tolist() == [["c"], [None], ["c"]]
    assert made.labels.tolist() == [1, 0, 1]
    assert made.partners.shape == (3, 0)
