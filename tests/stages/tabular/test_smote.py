"""SMOTE against imbalanced-learn's; the family's tests say the rest."""

from __future__ import annotations

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE

from augctl.stages.tabular.smote import Smote
from tabular.oracle import BASE, Replay, near_of_class, places_in, strategy


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
