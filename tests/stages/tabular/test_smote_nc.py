import numpy as np
import pytest
from imblearn.over_sampling import SMOTENC
from table_stores import store, training_of, units

from augctl.seeds import rng_for
from augctl.stages.tabular.smote_nc import SmoteNc
from tabular.oracle import Replay, dataset, places_in


def mixed(count=300, seed=2):
    """Make numbers, categories that hang on them, and classes."""
    rng = np.random.default_rng(seed)
    y = (rng.random(count) < 0.6).astype(int)
    x = rng.normal(size=(count, 4)) * [1, 3, 0.5, 10] + y[:, None]
    codes = (np.abs(x[:, :3] / [1, 3, 0.5] + rng.normal(size=(count, 3))) * 2).astype(int) % 5
    return x, codes, y


def run(folder, x, codes, y, label, **fields):
    table = store(folder, numbers=x, codes=codes, labels=y)
    training = training_of(table)
    stage = SmoteNc(**fields)
    state = stage.fit(training, [label], rng_for(1, "fit"))
    rows = training.of_class(label)
    block, draws = units(table, np.tile(rows, 2))
    drawn = stage.draw(block, draws, training, state)
    return block, drawn, stage.apply(block, drawn, training, state), state


@pytest.mark.parametrize("label", [0, 1])
def test_makes_the_rows_of_imbalanced_learn(label, tmp_path, monkeypatch):
    x, codes, y = mixed()
    block, drawn, made, state = run(tmp_path, x, codes, y, label, scale="none")
    rows, near = state["rows"], state["near"]
    of = np.searchsorted(rows, block.anchors)
    replay = Replay(of, places_in(near[of], drawn["neighbor"]), drawn["step"], 5)
    monkeypatch.setattr("imblearn.over_sampling._smote.base.check_random_state", lambda _: replay)
    sampler = SMOTENC(
        categorical_features=[4, 5, 6],
        sampling_strategy={label: len(rows) + len(of)},
    )
    theirs = sampler.fit_resample(np.hstack([x, codes]), y)[0][len(x) :]
    np.testing.assert_allclose(made.numbers, theirs[:, :4], rtol=1e-6, atol=1e-6)
    votes = np.stack([(codes[near[of]] == c).sum(axis=1) for c in range(5)])
    clear = (votes == votes.max(axis=0)).sum(axis=0) == 1
    assert 0.4 < clear.mean() < 1
    np.testing.assert_array_equal(made.codes[clear], theirs[:, 4:][clear])
    # Where votes are equal, the anchor's own wins, and else the nearest row's.
    voted = np.take_along_axis(votes, made.codes[None], axis=0)[0]
    assert np.all(voted == votes.max(axis=0))
    own = np.take_along_axis(votes, block.codes[None], axis=0)[0] == votes.max(axis=0)
    np.testing.assert_array_equal(made.codes[own], block.codes[own])


def test_a_category_that_differs_counts_as_the_median_deviation(tmp_path):
    # One class: deviations 1, 3 and 2, so a differing category is as far as 2 in a number.
    x = np.array([[0, 0, 0], [2, 6, 4], [1.9, 0, 0], [0, 1.9, 0]])
    codes = np.array([[0], [0], [0], [1]])
    weight = np.median(x.std(axis=0))
    distances = [
        np.hypot(np.linalg.norm(x[0] - x[i]), weight * (codes[i, 0] != 0)) for i in (1, 2, 3)
    ]
    *_, state = run(tmp_path, x, codes, np.zeros(4, int), 0, scale="none")
    np.testing.assert_array_equal(state["near"][0], np.argsort(distances) + 1)


def test_with_numbers_that_are_all_alike_categories_tell(tmp_path):
    codes = np.array([[0, 0], [1, 1], [0, 1], [0, 0]])
    *_, state = run(tmp_path, np.ones((4, 1)), codes, np.zeros(4, int), 0)
    np.testing.assert_array_equal(state["near"][0], [3, 2, 1])


def test_missing_cells_stay_missing_and_cast_no_vote(tmp_path):
    x, codes, y = mixed(60)
    rng = np.random.default_rng(1)
    x[rng.random(x.shape) < 0.2] = np.nan
    codes[rng.random(codes.shape) < 0.3] = -1
    block, _, made, _ = run(tmp_path, x, codes, y, 0)
    np.testing.assert_array_equal(np.isnan(made.numbers), np.isnan(block.numbers))
    np.testing.assert_array_equal(made.codes < 0, block.codes < 0)


def test_all_near_rows_are_partners(tmp_path):
    x, codes, y = mixed(40)
    block, drawn, made, _ = run(tmp_path, x, codes, y, 0, neighbors=3)
    assert made.partners.shape == (len(block), 3)
    assert np.all((made.partners == drawn["neighbor"][:, None]).sum(axis=1) == 1)


def test_needs_both_kinds_of_column(tmp_path):
    x, y = dataset("iris")
    numbers = store(tmp_path / "a", numbers=x, labels=y).schema
    codes = store(tmp_path / "b", codes=x.astype(int), labels=y).schema
    assert "tabular.smote" in SmoteNc().unfit(numbers)
    assert "tabular.smote_n" in SmoteNc().unfit(codes)
