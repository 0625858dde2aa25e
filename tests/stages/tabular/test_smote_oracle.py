from itertools import pairwise

import numpy as np
import pytest
from imblearn.over_sampling import ADASYN, SMOTE, SVMSMOTE, BorderlineSMOTE, KMeansSMOTE
from sklearn.cluster import KMeans
from table_stores import store, training_of, units

from augctl.seeds import rng_for
from augctl.stages.tabular.adasyn import Adasyn
from augctl.stages.tabular.borderline_smote import BorderlineSmote
from augctl.stages.tabular.kmeans_smote import KmeansSmote
from augctl.stages.tabular.smote import Smote
from augctl.stages.tabular.svm_smote import SvmSmote
from tabular.oracle import SETS, Replay, dataset, near_of_class, places_in

BASE = "imblearn.over_sampling._smote.base.check_random_state"
IN_ADASYN = "imblearn.over_sampling._adasyn.check_random_state"


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


def strategy(y, label, total):
    return {label: int((y == label).sum()) + total}


@pytest.mark.parametrize("scale", ["none", "standard"])
@pytest.mark.parametrize("label", [0, 1])
def test_smote_makes_the_rows_of_imbalanced_learn(named, scale, label, made, monkeypatch):
    x, y = named
    rows = np.flatnonzero(y == label)
    anchors, drawn, numbers, _ = made(Smote(scale=scale), x, y, label, np.tile(rows, 2))
    mean, std = (x.mean(axis=0), x.std(axis=0)) if scale == "standard" else (0.0, 1.0)
    seen = (x - mean) / std
    rows, near = near_of_class(seen, y, label, 5)
    of = np.searchsorted(rows, anchors)
    replay = Replay(of, places_in(near[of], drawn["neighbor"]), drawn["step"], 5)
    monkeypatch.setattr(BASE, lambda _: replay)
    theirs, _ = SMOTE(sampling_strategy=strategy(y, label, len(anchors))).fit_resample(seen, y)
    np.testing.assert_allclose(numbers, theirs[len(x) :] * std + mean, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("kind", ["borderline-1", "borderline-2"])
def test_borderline_makes_the_rows_of_imbalanced_learn(named, kind, made, monkeypatch):
    x, y = named
    stage = BorderlineSmote(scale="none", kind=kind)
    anchors, drawn, numbers, state = made(stage, x, y, 0)
    sampler = BorderlineSMOTE(kind=kind, sampling_strategy=strategy(y, 0, len(anchors)))
    danger = np.unique(anchors)
    among = np.zeros_like(y) if kind == "borderline-2" else y
    rows, near = near_of_class(x, among, 0, 5)
    of = np.searchsorted(danger, anchors)
    places = places_in(near[np.searchsorted(rows, anchors)], drawn["neighbor"])
    steps = np.where(y[drawn["neighbor"]] != 0, 2, 1) * drawn["step"]
    monkeypatch.setattr(BASE, lambda _: Replay(of, places, steps, 5))
    theirs, _ = sampler.fit_resample(x, y)
    np.testing.assert_array_equal(danger, sampler.in_danger_indices[0])
    np.testing.assert_array_equal(danger, np.sort(state["group_rows"]))
    np.testing.assert_allclose(numbers, theirs[len(x) :], rtol=1e-6, atol=1e-6)


def their_adasyn(x, y, total, monkeypatch, places=None, steps=None):
    """Run ADASYN: the rows it makes. Without steps, its anchors as they are."""

    class Any(Replay):
        def choice(self, count, size):
            return np.zeros(size, dtype=int) if places is None else super().choice(count, size)

        def uniform(self, size):
            return np.zeros(size) if steps is None else super().uniform(size=size)

    monkeypatch.setattr(IN_ADASYN, lambda _: Any(None, places, steps, 5))
    resampled, _ = ADASYN(sampling_strategy=strategy(y, 0, total)).fit_resample(x, y)
    return resampled[len(x) :]


def test_adasyn_makes_the_rows_of_imbalanced_learn(named, made, monkeypatch):
    x, y = named
    rows, near = near_of_class(x, y, 0, 5)
    row_of = {tuple(x[row]): row for row in rows}
    theirs = their_adasyn(x, y, 250, monkeypatch)
    anchors = np.array([row_of[tuple(numbers)] for numbers in theirs])
    _, drawn, numbers, _ = made(Adasyn(scale="none"), x, y, 0, anchors)
    places = places_in(near[np.searchsorted(rows, anchors)], drawn["neighbor"])
    theirs = their_adasyn(x, y, 250, monkeypatch, places, drawn["step"])
    np.testing.assert_allclose(numbers, theirs, rtol=1e-6, atol=1e-6)


def test_adasyn_weighs_as_imbalanced_learn_does(named, made, monkeypatch):
    x, y = named
    total = 100_000
    theirs = their_adasyn(x, y, total, monkeypatch)
    expected = {
        tuple(numbers): n
        for numbers, n in zip(*np.unique(theirs, axis=0, return_counts=True), strict=True)
    }
    stage = Adasyn(scale="none")
    anchors, _, _, _ = made(stage, x, y, 0, total=total)
    used, counts = np.unique(anchors, return_counts=True)
    assert counts.sum() == total
    assert {tuple(x[row]) for row in used} == set(expected)
    assert all(abs(n - expected[tuple(x[row])]) <= 1 for row, n in zip(used, counts, strict=True))


def test_svm_uses_the_support_vectors_of_imbalanced_learn(named, made):
    x, y = named
    # A machine stops when it is near enough: in the same order it stops at the same place.
    order = np.argsort(y, kind="stable")
    x, y = x[order], y[order]
    seen = []

    class Spy(SVMSMOTE):
        def _make_samples(self, points, y_dtype, y_type, data, near, n, step_size=1.0, y=None):
            seen.append((points, data[near], step_size))
            return super()._make_samples(points, y_dtype, y_type, data, near, n, step_size, y)

    Spy(sampling_strategy=strategy(y, 0, 250), random_state=0).fit_resample(x, y)
    stage = SvmSmote(scale="none", out_step=0.5)
    anchors, drawn, numbers, state = made(stage, x, y, 0)
    sides = [(points, near, step) for points, near, step in seen if len(points)]
    reach = dict(zip(state["rows"].tolist(), state["reach"].tolist(), strict=True))
    near_rows = dict(zip(state["rows"].tolist(), state["near"], strict=True))
    assert sum(len(points) for points, _, _ in sides) == len(reach)
    row_of = {tuple(numbers): row for row, numbers in enumerate(x)}
    for points, near, step in sides:
        for point, some in zip(points, near, strict=True):
            row = row_of[tuple(point)]
            assert reach[row] == step
            np.testing.assert_array_equal(x[near_rows[row]], some)
    expected = x[anchors] + drawn["step"][:, None] * (x[drawn["neighbor"]] - x[anchors])
    np.testing.assert_allclose(numbers, expected)
    assert np.all(np.sign(drawn["step"]) == np.sign([reach[row] for row in anchors]))
    assert np.all(np.abs(drawn["step"]) <= np.abs([reach[row] for row in anchors]))


def test_kmeans_weighs_clusters_as_imbalanced_learn_does(named, made, monkeypatch):
    x, y = named
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    clusters = KMeans(5, random_state=0, n_init=3)
    seen = []

    class Spy(KMeansSMOTE):
        def _make_samples(self, points, y_dtype, y_type, data, near, n, step_size=1.0):
            seen.append((points, near, n))
            return super()._make_samples(points, y_dtype, y_type, data, near, n, step_size)

    total = 10_000
    sampler = Spy(
        sampling_strategy=strategy(y, 0, total),
        kmeans_estimator=clusters,
        cluster_balance_threshold=0.3,
        density_exponent=2.5,
        k_neighbors=5,
        random_state=0,
    )
    sampler.fit_resample(x, y)
    labels = np.concatenate([sampler.kmeans_estimator_.labels_[y == c] for c in np.unique(y)])
    monkeypatch.setattr(KmeansSmote, "_clusters", lambda *_: labels)
    stage = KmeansSmote(scale="none", clusters=5, min_share=0.3, density_exponent=2.5)
    anchors, _, _, state = made(stage, x, y, 0, total=total)
    weights = state["group_weights"] / state["group_weights"].sum()
    bounds = state["group_starts"]
    ours = [np.sort(state["group_rows"][a:b]) for a, b in pairwise(bounds)]
    row_of = {tuple(numbers): row for row, numbers in enumerate(x)}
    near = dict(zip(state["rows"].tolist(), state["near"], strict=True))
    assert len(seen) >= 1
    # Clusters of fewer rows than neighbors + 1 are used here, and not there.
    large = [i for i, rows in enumerate(ours) if len(rows) > 5]
    assert len(large) == len(seen)
    kept = weights[large] / weights[large].sum()
    for i, weight, (points, places, n) in zip(large, kept, seen, strict=True):
        rows = np.array([row_of[tuple(point)] for point in points])
        np.testing.assert_array_equal(ours[i], rows)
        assert n == pytest.approx(np.ceil(total * weight), abs=1)
        for row, some in zip(rows, rows[places], strict=True):
            np.testing.assert_array_equal(near[row], some)
    assert len(anchors) == total
