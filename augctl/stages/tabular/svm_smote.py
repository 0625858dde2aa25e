"""Interpolate or extrapolate from the support vectors of a class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator

from augctl.errors import UsageError
from augctl.params import Count, Share
from augctl.stages.base import Neighbors
from augctl.stages.rows import Drawn, State
from augctl.stages.tabular import _anchors
from augctl.stages.tabular._scale import scaler
from augctl.stages.tabular._smote import ChoosySmote, near_rows, place
from augctl.tables.block import Block, Floats, Ints
from augctl.tables.draws import Draws
from augctl.tables.table import Training


class SvmSmote(ChoosySmote):
    """Make rows of the support vectors of a class, the rows that decide where its border is.

    Where half or more of the nearest rows are of other classes, a row is made towards a near row of
    the class; elsewhere away from one, outwards, so that the class grows. Use where classes overlap
    a little and the border matters. Slow on many rows. Support vectors are used evenly; those with
    none of their own class around are left out as noise. What goes beyond the bounds of a column is
    brought back to them.

    References:
        Nguyen, Cooper, Kamei, 2011: Borderline Over-sampling for Imbalanced Data Classification.
    """

    example: ClassVar[Mapping[str, Any]] = {"neighbors": 5, "out_step": 0.5}

    m_neighbors: Neighbors = 10
    """How many nearest rows of any class say whether others crowd in."""

    out_step: Share = 0.5
    """How far outwards at most, as a share of the way to the near row."""

    svm_rows: Count = 20_000
    """How many rows the support vector machine sees at most; of more, the largest classes are
    thinned first, by chance."""

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """Find the support vectors, their sides of the border, and their near rows.

        Raises:
            UsageError: There is one class only. A class has fewer than two rows, or no support
                vectors but noise.
        """
        for label in used:
            self.rows_of(training, label)
        scaled = scaler(training, self.scale)
        points = scaled.of_rows(training, training.rows)
        support = self._support(training, points, rng)
        groups, found, reach = {}, [], []
        for label in used:
            start, stop = training.starts[label : label + 2]
            own = support[(support >= start) & (support < stop)]
            share = self.share_of_others(training, points, own, label, self.m_neighbors)
            own, share = own[share < 1], share[share < 1]
            if not len(own):
                raise UsageError(
                    f"{self.name}: class {training.table.classes[label]!r} has no support vector"
                    f" with a row of the class among its {self.m_neighbors} nearest.",
                    "Use tabular.smote for it, or more m_neighbors.",
                )
            rows = training.rows[own]
            groups[label] = _anchors.Groups.even(rows)
            found.append(self.near_in_class(training, label, scaled, rows))
            reach.append(np.where(share >= 0.5, 1.0, -self.out_step))
        # As `near_rows` sorts them.
        order = np.argsort(np.concatenate([rows for rows, _ in found]))
        near = {**near_rows(found), "reach": np.concatenate(reach)[order]}
        return {**near, **_anchors.arrays(groups, rng)}

    def _support(self, training: Training, points: Floats, rng: Generator) -> Ints:
        """Return the positions of all support vectors, sorted."""
        from sklearn.svm import SVC

        sizes = np.diff(training.starts)
        if np.count_nonzero(sizes) < 2:
            raise UsageError(
                f"{self.name} needs rows of two classes, and all of the training split are of one.",
                "Use tabular.smote.",
            )
        limit = _level(sizes, self.svm_rows)
        seen = np.concatenate(
            [
                start + np.sort(rng.permutation(size)[:limit])
                for start, size in zip(training.starts, sizes, strict=False)
            ]
        )
        labels = np.repeat(np.arange(len(sizes)), np.minimum(sizes, limit))
        support: Ints = seen[np.sort(SVC(gamma="scale").fit(points[seen], labels).support_)]
        return support

    def draw(self, block: Block, draws: Draws, training: Training, state: State) -> Drawn:
        """Draw the near row, and how far to go: less than 0 is away from it."""
        drawn = super().draw(block, draws, training, state)
        return {**drawn, "step": state["reach"][place(block, state)] * drawn["step"]}


def _level(sizes: Ints, total: int) -> int:
    """Return the greatest limit for which sizes, each cut to it, sum to no more than a total.

    At least 2: no class is thinned to nothing.

    >>> _level(np.array([100, 10, 40]), 60)
    25
    """
    low, high = 2, max(2, int(sizes.max()))
    while low < high:
        middle = (low + high + 1) // 2
        if np.minimum(sizes, middle).sum() <= total:
            low = middle
        else:
            high = middle - 1
    return low
