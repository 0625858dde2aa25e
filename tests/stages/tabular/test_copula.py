from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import ks_2samp, norm, spearmanr
from sklearn.covariance import ledoit_wolf
from table_stores import store, training_of, units

from augctl.errors import UsageError
from augctl.seeds import rng_for
from augctl.stages.tabular import copula
from augctl.stages.tabular._normal_scores import correlation, normal_scores, quantiles
from augctl.stages.tabular.copula import Copula
from augctl.tables.block import Block
from augctl.tables.table import Training

NAN = np.nan


def made_of(training: Training, anchors: np.ndarray, used: list[int]) -> Block:
    stage = Copula()
    state = stage.fit(training, used, rng_for(7, "fit"))
    block, draws = units(training.table, anchors)
    return stage.apply(block, stage.draw(block, draws, training, state), training, state)


def test_scores_of_ranks() -> None:
    scores = normal_scores(np.array([30.0, 10, NAN, 20, 40]))
    np.testing.assert_allclose(scores, norm.ppf([0.625, 0.125, NAN, 0.375, 0.875]))
    # A category with 3 of 4 cells has the interval from 0 to 3/4, and its middle.
    np.testing.assert_allclose(
        normal_scores(np.array([0.0, 1, 0, 0])), norm.ppf([0.375, 0.875, 0.375, 0.375])
    )


def test_the_way_back() -> None:
    cells = np.array([1.0, 2, 4, 8])
    shares = np.array([0, 0.125, 0.25, 0.5, 0.875, 1])
    np.testing.assert_allclose(quantiles(shares, cells, steps=False), [1, 1, 1.5, 3, 8, 8])
    assert quantiles(shares, cells, steps=True).tolist() == [1, 1, 2, 4, 8, 8]
    assert quantiles(shares, cells[:1], steps=False).tolist() == [1] * 6
    seen = rng_for(3, "cells").normal(size=50)
    there = norm.cdf(normal_scores(seen))
    np.testing.assert_allclose(quantiles(there, np.sort(seen), steps=False), seen, rtol=1e-9)


def test_the_correlation_is_that_of_ledoit_and_wolf() -> None:
    rng = rng_for(3, "correlation")
    for rows in (8, 49):  # fewer than columns, and still few
        cells = rng.normal(size=(rows, 10)) @ rng.normal(size=(10, 10))
        scores = np.stack([normal_scores(column) for column in cells.T], axis=1)
        expected, _ = ledoit_wolf(scores / scores.std(axis=0), assume_centered=True)
        np.testing.assert_allclose(correlation(scores), expected, atol=1e-12)


def test_enough_rows_leave_the_correlation_as_it_is() -> None:
    rng = rng_for(3, "correlation")
    scores = rng.normal(size=(50, 10)) @ rng.normal(size=(10, 10))
    np.testing.assert_allclose(correlation(scores), np.corrcoef(scores.T), atol=1e-12)
    scores[:, 1] = scores[:, 0]
    twins = correlation(scores)
    assert twins[0, 1] > 1 - 1e-5
    np.linalg.cholesky(twins)


@pytest.mark.parametrize("columns", [5, 13])
def test_strong_correlations_stay(columns: int, tmp_path: Path) -> None:
    # Measures of one thing, with an error of their own each: about 0.95 between any two.
    rng = rng_for(3, "strong")
    numbers = rng.normal(size=(260, 1)) + 0.22 * rng.normal(size=(260, columns))
    training = training_of(store(tmp_path, np.exp(numbers)))
    made = made_of(training, np.tile(np.arange(260), 20), [0])
    pairs = np.triu_indices(columns, 1)
    before, after = (spearmanr(cells).statistic[pairs] for cells in (numbers, made.numbers))
    assert before.min() > 0.9
    assert np.abs(after - before).max() < 0.03


def test_the_correlation_leaves_missing_cells_out_and_can_be_factored() -> None:
    rng = rng_for(3, "gaps")
    scores = rng.multivariate_normal([0, 0], [[1, 0.8], [0.8, 1]], 4000)
    scores[rng.random((4000, 2)) < 0.3] = NAN
    assert abs(correlation(scores)[0, 1] - 0.8) < 0.03
    # Pairs of columns that contradict each other: by themselves no correlation at all.
    odd = np.array([[1, 1, NAN], [-1, -1, NAN], [1, NAN, 1], [-1, NAN, -1], [NAN, 1, -1.0]] * 40)
    odd[4::5] *= np.resize([1, -1], 40)[:, None]
    found = correlation(odd)
    assert np.linalg.eigvalsh(found)[0] > 0
    np.testing.assert_array_equal(np.diag(found), 1)
    constant = correlation(np.zeros((5, 2)))
    np.testing.assert_array_equal(constant, np.eye(2))


@pytest.fixture
def training(tmp_path: Path) -> Training:
    rng = rng_for(3, "copula")
    labels = np.repeat([0, 1], [3000, 1000])
    latent = rng.multivariate_normal([0, 0, 0], [[1, 0.7, 0.5], [0.7, 1, 0], [0.5, 0, 1]], 4000)
    numbers = np.stack([np.exp(latent[:, 0]), latent[:, 1] ** 3 + 10 * labels], axis=1)
    numbers[rng.random((4000, 2)) < 0.1] = NAN
    codes = np.digitize(latent[:, 2], [-1, 0.5])[:, None]
    return training_of(store(tmp_path, numbers, codes, labels))


def test_columns_keep_their_distributions_and_their_ties(training: Training) -> None:
    for label in (0, 1):
        rows = training.of_class(label)
        made = made_of(training, rows, [label])
        table = training.table
        for j in range(2):
            old, new = table.numbers[rows, j], made.numbers[:, j]
            assert ks_2samp(old, new, nan_policy="omit").pvalue > 0.001
            assert np.nanmin(old) <= np.nanmin(new) <= np.nanmax(new) <= np.nanmax(old)
        shares = [np.bincount(of[:, 0]) / len(rows) for of in (table.codes[rows], made.codes)]
        np.testing.assert_allclose(*shares, atol=0.05)
        pairs = [(table.numbers[rows], table.codes[rows]), (made.numbers, made.codes)]
        before, after = (
            spearmanr(np.column_stack(pair), nan_policy="omit").statistic for pair in pairs
        )
        assert abs(before - after).max() < 0.1
        assert (made.labels == label).all()


def test_the_anchor_gives_its_gaps_and_nothing_else(training: Training) -> None:
    rows = training.of_class(1)
    made = made_of(training, rows, [1])
    old = training.table.numbers[rows]
    np.testing.assert_array_equal(np.isnan(made.numbers), np.isnan(old))
    both = ~np.isnan(old).any(axis=1)
    assert abs(np.corrcoef(made.numbers[both, 0], old[both, 0])[0, 1]) < 0.15


def test_the_target_of_a_regression_is_drawn_too(tmp_path: Path) -> None:
    x = rng_for(3, "regression").normal(size=500)
    training = training_of(store(tmp_path, x[:, None], targets=-2 * x))
    made = made_of(training, training.rows, [0])
    assert spearmanr(made.numbers[:, 0], made.targets).statistic < -0.99
    assert made.labels.tolist() == [-1] * 500


def test_a_class_with_fewer_rows_than_columns(tmp_path: Path) -> None:
    cells = rng_for(3, "few").normal(size=(4, 30))
    training = training_of(store(tmp_path, cells, labels=[0] * 4))
    made = made_of(training, np.zeros(50, int), [0])
    assert ((made.numbers >= cells.min(axis=0)) & (made.numbers <= cells.max(axis=0))).all()
    assert len(np.unique(made.numbers, axis=0)) == 50


def test_of_a_large_class_some_rows_are_enough(
    training: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copula, "_MOST", 600)
    state = Copula().fit(training, [0], rng_for(7, "fit"))
    assert np.diff(state["starts_0"]).max() == 600
    whole = training.table.numbers[training.of_class(0), 0]
    part = state["cells_0"][: state["starts_0"][1]]
    assert ks_2samp(whole, part, nan_policy="omit").pvalue > 0.001


def test_a_class_of_one_row_is_refused_by_name(tmp_path: Path) -> None:
    training = training_of(store(tmp_path, [[1.0], [2], [3]], labels=[0, 0, 1]))
    Copula().fit(training, [0], rng_for(7, "fit"))
    with pytest.raises(UsageError, match=r"'class1' has 1 row .* 2 or more.*random_oversample"):
        Copula().fit(training, [0, 1], rng_for(7, "fit"))


def test_a_column_that_is_nearly_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copula, "_MOST", 50)
    numbers = np.stack([np.arange(2000.0), np.full(2000, NAN)], axis=1)
    codes = np.full((2000, 1), -1)
    numbers[1234, 1], codes[777] = 3.5, 1
    table = store(tmp_path, numbers, codes, labels=np.zeros(2000, int))
    made = made_of(training_of(table), np.arange(2000), [0])
    seen = ~np.isnan(made.numbers[:, 1])
    assert np.flatnonzero(seen).tolist() == [1234]
    assert made.numbers[1234, 1] == 3.5
    assert np.flatnonzero(made.codes[:, 0] >= 0).tolist() == [777]
    assert made.codes[777, 0] == 1
    # Of many cells, the thinning keeps the distribution and both ends.
    state = Copula().fit(training_of(table), [0], rng_for(7, "fit"))
    kept = state["cells_0"][: state["starts_0"][1]]
    np.testing.assert_allclose(kept, np.linspace(0, 1999, 50), atol=0.5)
