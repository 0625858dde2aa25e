"""Interpolate from the rows that are hardest to learn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from augctl.errors import UsageError
from augctl.stages.rows import State
from augctl.stages.tabular import _anchors
from augctl.stages.tabular._scale import scaler
from augctl.stages.tabular._smote import ChoosySmote, near_rows
from augctl.tables.table import Training


class Adasyn(ChoosySmote):
    """Make the more rows of a row, the more of its nearest rows are of other classes.

    Use where a border is winding. Not where labels are noisy: a row that lies alone among others,
    perhaps mislabelled, is used the most. A class of which no row is near another class is refused.
    The numbers of rows are rounded so that they sum to the quota.

    References:
        He, Bai, Garcia, Li, 2008: ADASYN: Adaptive Synthetic Sampling Approach for Imbalanced
        Learning.
    """

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """Weigh the rows of each class by the others around them, and find their near rows.

        Raises:
            UsageError: A class has fewer than two rows, or none near another class.
        """
        scaled = scaler(training, self.scale)
        points = scaled.of_rows(training, training.rows)
        groups, found = {}, []
        for label in used:
            rows = self.rows_of(training, label)
            own = training.starts[label] + np.arange(len(rows))
            share = self.share_of_others(training, points, own, label, self.neighbors)
            near_others = share > 0
            if not near_others.any():
                raise UsageError(
                    f"{self.name}: no row of class {training.table.classes[label]!r} has one of"
                    f" another class among its {self.neighbors} nearest.",
                    "Use tabular.smote for it, or more neighbors.",
                )
            rows, weights = rows[near_others], share[near_others]
            groups[label] = _anchors.Groups(rows, np.ones(len(rows), dtype=np.int64), weights)
            found.append(self.near_in_class(training, label, scaled, rows))
        return {**near_rows(found), **_anchors.arrays(groups, rng)}
