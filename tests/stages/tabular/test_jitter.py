from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError
from scipy.stats import iqr, kstest
from table_stores import store, training_of, units

from augctl.seeds import rng_for
from augctl.stages.tabular.jitter import Jitter
from augctl.tables.table import Training

NAN = np.nan


@pytest.fixture
def training(tmp_path: Path) -> Training:
    rng = rng_for(3, "jitter")
    numbers = np.stack(
        [rng.normal(5, 2, 400), rng.normal(-1e6, 1e4, 400), np.full(400, 0.1), np.zeros(400)],
        axis=1,
    )
    numbers[-30:, 3] = 1e3  # outliers, and quartiles that are equal
    numbers[::9, 1] = NAN
    table = store(tmp_path, numbers, np.ones((400, 1)), np.arange(400) % 2, words=[["a"]] * 400)
    return training_of(table, np.arange(380))


def learned(stage: Jitter, training: Training) -> dict[str, np.ndarray]:
    return dict(stage.fit(training, [0, 1], rng_for(7, "fit")))


def test_spreads_are_those_of_the_training_split(training: Training) -> None:
    numbers = training.table.numbers[:380]
    spread = learned(Jitter(), training)["spread"]
    np.testing.assert_allclose(spread, [*np.nanstd(numbers[:, :2], axis=0), 0, numbers[:, 3].std()])
    robust = learned(Jitter(spread="robust"), training)["spread"]
    expected = iqr(numbers[:, :2], axis=0, scale="normal", nan_policy="omit")
    np.testing.assert_allclose(robust, [*expected, 0, numbers[:, 3].std()])


def test_noise_has_the_size_of_its_share(training: Training) -> None:
    stage = Jitter(std=0.25)
    state = learned(stage, training)
    block, draws = units(training.table, np.repeat(training.rows, 20))
    drawn = stage.draw(block, draws, training, state)
    made = stage.apply(block, drawn, training, state)
    noise = (made.numbers - block.numbers) / np.where(state["spread"], state["spread"], 1)
    assert kstest(noise[:, 0] / 0.25, "norm").pvalue > 0.001
    assert abs(np.nanstd(noise[:, 1]) - 0.25) < 0.01
    assert abs(np.corrcoef(noise[:, 0], noise[:, 3])[0, 1]) < 0.05
    assert (made.numbers[:, 2] == 0.1).all()
    assert (np.isnan(made.numbers) == np.isnan(block.numbers)).all()
    assert (made.codes is block.codes, made.words is block.words) == (True, True)


def test_the_share_may_vary_from_row_to_row(training: Training) -> None:
    stage = Jitter(std=[0.1, 0.3])
    block, draws = units(training.table, np.repeat(training.rows, 5))
    std = stage.draw(block, draws, training, learned(stage, training))["std"]
    assert kstest(std, "uniform", (0.1, 0.2)).pvalue > 0.001


def test_no_noise_changes_nothing(training: Training) -> None:
    stage = Jitter(std=0)
    state = learned(stage, training)
    block, draws = units(training.table, [0, 1, 2])
    made = stage.apply(block, stage.draw(block, draws, training, state), training, state)
    np.testing.assert_array_equal(made.numbers, block.numbers)


def test_a_negative_share_is_refused() -> None:
    with pytest.raises(ValidationError, match="greater than or equal to 0"):
        Jitter(std=-0.1)
