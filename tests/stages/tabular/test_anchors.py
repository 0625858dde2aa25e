"""Rows that begin units, by groups: as often as their weights say, and else by chance alone."""

from __future__ import annotations

import numpy as np
from scipy.stats import chisquare

from augctl.seeds import rng_for
from augctl.stages.tabular._anchors import Groups, anchors, arrays

ROWS = np.arange(100, 140)


def uses(groups: dict[int, Groups], label: int, total: int, seed: int) -> np.ndarray:
    state = arrays(groups, rng_for(seed, "anchors"))
    return np.bincount(anchors(state, label, np.arange(total), total), minlength=200)


def test_chance_says_which_rows_are_used_once_more() -> None:
    groups = {0: Groups.even(np.arange(30)), 1: Groups.even(ROWS)}
    each = [uses(groups, 1, 50, seed) for seed in range(400)]
    assert all(set(found[ROWS]) == {1, 2} for found in each)
    assert all(found.sum() == 50 for found in each)
    once_more = np.sum(each, axis=0)[ROWS] - 400
    # Of 40 rows that share 10 each time, a count varies three quarters as much as chisquare says.
    assert chisquare(once_more).pvalue > 1e-3
    assert once_more.min() > 50


def test_rows_stay_in_their_groups() -> None:
    groups = {1: Groups(ROWS, np.array([10, 30]), np.array([3.0, 1.0]))}
    for seed in range(20):
        found = uses(groups, 1, 64, seed)
        assert found[ROWS[:10]].sum() == 48
        assert found[ROWS[10:]].sum() == 16
        assert set(found[ROWS[:10]]) == {4, 5}


def test_units_of_any_block_are_those_of_all() -> None:
    state = arrays({1: Groups.even(ROWS)}, rng_for(7, "anchors"))
    whole = anchors(state, 1, np.arange(90), 90)
    part = np.array([77, 3, 41])
    assert (anchors(state, 1, part, 90) == whole[part]).all()
