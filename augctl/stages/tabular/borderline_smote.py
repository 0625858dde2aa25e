"""Interpolate from rows that lie at the border of their class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.random import Generator

from augctl.errors import UsageError
from augctl.stages.base import Neighbors
from augctl.stages.rows import Drawn, State
from augctl.stages.tabular import _anchors
from augctl.stages.tabular._scale import scaler
from augctl.stages.tabular._smote import ChoosySmote, near_rows
from augctl.tables.block import Block
from augctl.tables.draws import Draws
from augctl.tables.table import Training


class BorderlineSmote(ChoosySmote):
    """Make rows only of those in danger of being taken for another class.

    Those are rows of whose nearest half or more, but not all, are of other classes. Use where the
    middle of a class is learned well and its border is not. Not for classes that stand apart: one
    without rows in danger is refused. Those in danger are used evenly.

    References:
        Han, Wang, Mao, 2005: Borderline-SMOTE: A New Over-Sampling Method in Imbalanced Data Sets
        Learning.
    """

    m_neighbors: Neighbors = 10
    """How many nearest rows of any class say whether a row is in danger."""

    kind: Literal["borderline-1", "borderline-2"] = "borderline-1"
    """borderline-1 goes to near rows of the class; borderline-2 to near rows of any class, and at
    most half the way to those of others."""

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """Find the rows in danger, and their near rows.

        Raises:
            UsageError: A class has fewer than two rows, or none in danger.
        """
        scaled = scaler(training, self.scale)
        points = scaled.of_rows(training, training.rows)
        groups, found = {}, []
        for label in used:
            rows = self.rows_of(training, label)
            own = training.starts[label] + np.arange(len(rows))
            share = self.share_of_others(training, points, own, label, self.m_neighbors)
            danger = (share >= 0.5) & (share < 1)
            if not danger.any():
                raise UsageError(
                    f"{self.name}: class {training.table.classes[label]!r} has no rows in danger:"
                    f" {(share < 0.5).sum()} are mostly among their own class,"
                    f" {(share == 1).sum()} only among others.",
                    "Use tabular.smote for it, or other m_neighbors.",
                )
            groups[label] = _anchors.Groups.even(rows[danger])
            if self.kind == "borderline-1":
                found.append(self.near_in_class(training, label, scaled, rows[danger]))
            else:
                near = self.near_others(points, own[danger], self.neighbors)
                found.append((rows[danger], training.rows[near]))
        return {**near_rows(found), **_anchors.arrays(groups, rng)}

    def draw(self, block: Block, draws: Draws, training: Training, state: State) -> Drawn:
        """Draw the near row, and how far to go: half as far where it is of another class."""
        drawn = super().draw(block, draws, training, state)
        labels = training.table.labels
        other = labels[drawn["neighbor"]] != labels[block.anchors]
        return {**drawn, "step": np.where(other, 0.5, 1.0) * drawn["step"]}
