from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import beta, kstest
from table_stores import store, training_of, units

from augctl.stages.tabular.mixup import Mixup
from augctl.tables.table import Training

NAN = np.nan


@pytest.fixture
def training(tmp_path: Path) -> Training:
    table = store(
        tmp_path,
        [[0.0, 1.0], [10, NAN], [NAN, 5]],
        [[0, 0], [1, -1], [-1, 1]],
        [0, 1, 1],
        words=[["a"], [None], ["c"]],
    )
    return training_of(table)


def test_arithmetic(training: Training) -> None:
    block, _ = units(training.table, [0, 0, 1, 2])
    drawn = {"partner": np.array([1, 1, 0, 0]), "lambda": np.array([0.25, 0.5, 0.25, 1.0])}
    made = Mixup().apply(block, drawn, training, {})
    np.testing.assert_allclose(made.numbers, [[7.5, 1], [5, 1], [2.5, NAN], [NAN, 5]])
    assert made.codes.tolist() == [[1, 0], [0, 0], [0, -1], [-1, 1]]
    assert made.words.tolist() == [["a"], ["a"], [None], ["c"]]
    assert made.soft is not None
    np.testing.assert_allclose(made.soft, [[0.25, 0.75], [0.5, 0.5], [0.75, 0.25], [0, 1]])
    assert made.labels.tolist() == [1, 0, 0, 1]
    assert made.partners.tolist() == [[1], [1], [0], [0]]


def test_of_equal_shares_the_anchor_gives_the_label(training: Training) -> None:
    block, _ = units(training.table, [1])
    drawn = {"partner": np.array([0]), "lambda": np.array([0.5])}
    assert Mixup().apply(block, drawn, training, {}).labels.tolist() == [1]


def test_texts_come_from_the_heavier_row(training: Training) -> None:
    block, _ = units(training.table, [0, 0])
    drawn = {"partner": np.array([2, 2]), "lambda": np.array([0.4, 0.6])}
    assert Mixup().apply(block, drawn, training, {}).words.tolist() == [["c"], ["a"]]


def test_a_second_mixup_mixes_what_is_mixed(training: Training) -> None:
    block, _ = units(training.table, [0])
    soft = replace(block, soft=np.array([[0.6, 0.4]]))
    drawn = {"partner": np.array([1]), "lambda": np.array([0.5])}
    made = Mixup(partner="same_class").apply(soft, drawn, training, {})
    assert made.soft is not None
    np.testing.assert_allclose(made.soft, [[0.3, 0.7]])
    assert made.labels.tolist() == [1]


def test_targets_of_a_regression_are_blended(tmp_path: Path) -> None:
    training = training_of(store(tmp_path, [[0.0], [1], [2]], targets=[10.0, 20, NAN]))
    block, _ = units(training.table, [0, 0, 2])
    drawn = {"partner": np.array([1, 2, 0]), "lambda": np.array([0.9, 0.9, 0.9])}
    made = Mixup().apply(block, drawn, training, {})
    np.testing.assert_allclose(made.targets, [11, 10, NAN])
    assert made.soft is None


def test_the_share_has_a_beta_distribution(tmp_path: Path) -> None:
    training = training_of(store(tmp_path, np.arange(20000.0)[:, None]))
    block, draws = units(training.table, np.arange(20000))
    for alpha in (0.2, 1.0, 8.0):
        share = Mixup(alpha=alpha).draw(block, draws, training, {})["lambda"]
        assert kstest(share, beta(alpha, alpha).cdf).pvalue > 0.001


def test_partners_are_any_other_row_as_likely(tmp_path: Path) -> None:
    labels = [1, 0, 1, 0, 1]
    training = training_of(store(tmp_path, np.arange(5.0)[:, None], labels=labels))
    block, draws = units(training.table, np.repeat(np.arange(5), 4000))
    partner = Mixup().draw(block, draws, training, {})["partner"]
    counts = np.zeros((5, 5), int)
    np.add.at(counts, (block.anchors, partner), 1)
    assert np.diag(counts).tolist() == [0] * 5
    others = counts[~np.eye(5, dtype=bool)]
    assert abs(others - 1000).max() < 120  # 4 standard deviations

    partner = Mixup(partner="same_class").draw(block, draws, training, {})["partner"]
    counts = np.zeros((5, 5), int)
    np.add.at(counts, (block.anchors, partner), 1)
    assert counts[1, 3] == counts[3, 1] == 4000
    assert counts[np.ix_([0, 2, 4], [1, 3])].sum() == 0
    assert np.diag(counts).sum() == 0


def test_the_only_row_of_a_class_is_its_own_partner(tmp_path: Path) -> None:
    training = training_of(store(tmp_path, [[1.0], [2], [4]], labels=[0, 1, 1]))
    block, draws = units(training.table, [0, 0])
    stage = Mixup(partner="same_class")
    drawn = stage.draw(block, draws, training, {})
    assert drawn["partner"].tolist() == [0, 0]
    assert stage.apply(block, drawn, training, {}).numbers.tolist() == [[1], [1]]


def test_rows_out_of_training_are_no_partners(tmp_path: Path) -> None:
    table = store(tmp_path, np.arange(9.0)[:, None], labels=[0, 1, 2] * 3)
    training = training_of(table, [1, 4, 5, 6])
    block, draws = units(table, np.repeat([1, 4, 5, 6], 200))
    found = Mixup().draw(block, draws, training, {})["partner"]
    assert set(found.tolist()) == {1, 4, 5, 6}
