"""SVM SMOTE against imbalanced-learn's; the family's tests say the rest."""

from __future__ import annotations

import numpy as np
from imblearn.over_sampling import SVMSMOTE

from augctl.stages.tabular.svm_smote import SvmSmote
from tabular.oracle import strategy


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
