import numpy as np
import pytest
from imblearn.metrics.pairwise import ValueDifferenceMetric
from imblearn.over_sampling import SMOTEN
from scipy.stats import mode
from table_stores import store, training_of, units

from augctl.seeds import rng_for
from augctl.stages.tabular.smote_n import SmoteN


def categories(count=200, seed=4):
    """Make categories, and three classes that they tell something of."""
    rng = np.random.default_rng(seed)
    y = rng.choice(3, count, p=[0.2, 0.5, 0.3])
    codes = (rng.random((count, 5)) * [3, 4, 2, 6, 9]).astype(int)
    codes = np.where(rng.random(codes.shape) < 0.4, y[:, None] % [3, 4, 2, 6, 9], codes)
    return codes, y


def run(folder, codes, y, label, **fields):
    table = store(folder, codes=codes, labels=y)
    training = training_of(table)
    stage = SmoteN(**fields)
    state = stage.fit(training, [label], rng_for(1, "fit"))
    block, draws = units(table, training.of_class(label))
    drawn = stage.draw(block, draws, training, state)
    return block, stage.apply(block, drawn, training, state), state


@pytest.mark.parametrize("label", [0, 1, 2])
def test_near_rows_are_as_near_as_those_of_imbalanced_learn(label, tmp_path):
    codes, y = categories()
    _, _, state = run(tmp_path, codes, y, label)
    seen = []

    class Spy(SMOTEN):
        def _make_samples(self, points, klass, y_dtype, near, n):
            seen.append((points, near))
            return super()._make_samples(points, klass, y_dtype, near, n)

    Spy(sampling_strategy={label: (y == label).sum() + 9}).fit_resample(codes, y)
    ((points, near),) = seen
    distances = ValueDifferenceMetric().fit(codes, y).pairwise(codes)
    rows = np.flatnonzero(y == label)
    np.testing.assert_array_equal(points, codes[rows])
    theirs = np.sort(distances[rows[:, None], rows[near]], axis=1)
    ours = distances[rows[:, None], state["near"]]
    assert np.all(state["near"] != state["rows"][:, None])
    assert np.all(np.diff(ours, axis=1) >= -1e-12)
    # Theirs count the row itself, which is as near as can be.
    np.testing.assert_allclose(ours, theirs[:, 1:], atol=1e-12)


def test_a_row_and_its_near_rows_vote(tmp_path):
    codes, y = categories()
    block, made, state = run(tmp_path, codes, y, 1)
    voters = np.concatenate([block.codes[:, None], codes[state["near"]]], axis=1)
    votes = np.stack([(voters == c).sum(axis=1) for c in range(9)])
    clear = (votes == votes.max(axis=0)).sum(axis=0) == 1
    assert 0.4 < clear.mean() < 1
    np.testing.assert_array_equal(made.codes[clear], mode(voters, axis=1).mode[clear])
    first = np.take_along_axis(votes, voters.transpose(1, 0, 2), axis=0) == votes.max(axis=0)
    nearest = np.take_along_axis(voters.transpose(1, 0, 2), first.argmax(axis=0)[None], axis=0)
    np.testing.assert_array_equal(made.codes, nearest[0])
    np.testing.assert_array_equal(made.partners, state["near"])


def test_missing_categories_stay_missing_and_cast_no_vote(tmp_path):
    codes = np.array([[0, -1], [-1, 1], [-1, 1], [-1, 1], [-1, 1], [-1, 1]])
    _, made, _ = run(tmp_path, codes, np.zeros(6, int), 0)
    np.testing.assert_array_equal(made.codes, codes)


def test_needs_categories_only(tmp_path):
    codes, y = categories(20)
    both = store(tmp_path / "a", numbers=codes, codes=codes, labels=y).schema
    reason = SmoteN().unfit(both)
    assert "'n0', 'n1', 'n2', 'n3', 'n4';" in reason
    assert "tabular.smote_nc" in reason
    assert SmoteN().unfit(store(tmp_path / "b", words=[["a"]] * 20, labels=y).schema)
