"""Data sets, and rows made of them, beside imbalanced-learn."""

from __future__ import annotations

import numpy as np
import pytest
from table_stores import store, training_of, units

from augctl.seeds import rng_for
from tabular.oracle import SETS, dataset


@pytest.fixture(params=SETS)
def named(request):
    return dataset(request.param)


@pytest.fixture
def made(tmp_path):
    """Make rows with a stage: anchors, what was drawn, the numbers; and the state."""

    def make(stage, x, y, label, anchors=None, total=250):
        table = store(tmp_path / "table", numbers=x, labels=y)
        training = training_of(table)
        state = stage.fit(training, [label], rng_for(1, "fit"))
        if anchors is None:
            anchors = stage.anchors(state, label, np.arange(total), total)
        block, draws = units(table, anchors)
        drawn = stage.draw(block, draws, training, state)
        return anchors, drawn, stage.apply(block, drawn, training, state).numbers, state

    return make
