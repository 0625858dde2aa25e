"""Borderline SMOTE against imbalanced-learn's; the family's tests say the rest."""

from __future__ import annotations

import numpy as np
import pytest
from imblearn.over_sampling import BorderlineSMOTE

from augctl.stages.tabular.borderline_smote import BorderlineSmote
from tabular.oracle import BASE, Replay, near_of_class, places_in, strategy


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
