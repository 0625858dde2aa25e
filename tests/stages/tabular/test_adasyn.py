"""ADASYN against imbalanced-learn's; the family's tests say the rest."""

from __future__ import annotations

import numpy as np
from imblearn.over_sampling import ADASYN

from augctl.stages.tabular.adasyn import Adasyn
from tabular.oracle import Replay, near_of_class, places_in, strategy

IN_ADASYN = "imblearn.over_sampling._adasyn.check_random_state"


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
