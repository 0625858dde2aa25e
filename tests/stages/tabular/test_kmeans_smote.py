"""k-means SMOTE against imbalanced-learn's; the family's tests say the rest."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from imblearn.over_sampling import KMeansSMOTE
from sklearn.cluster import KMeans

from augctl.stages.tabular.kmeans_smote import KmeansSmote
from tabular.oracle import strategy


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
