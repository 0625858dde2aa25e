"""Gate on agreement with the nearest rows."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from augctl.params import Share
from augctl.stages.base import Neighbors
from augctl.stages.quality._rows import NeighbourGate
from augctl.stages.rows import State
from augctl.tables.block import Block, Floats
from augctl.tables.table import Training


class Enn(NeighbourGate):
    """Score by the share of the nearest training rows that are of the row's class, 0 to 1.

    Use after `tabular.smote` and its kin, to leave out rows that lie among those of another class.
    Not where classes overlap everywhere: what is rare is then always among others, and few rows
    are kept.
    The row's own parents are among the training rows. As the edited nearest neighbours of
    imbalanced-learn, `min: 1` is `kind_sel="all"`, and of two classes `min: 0.5` is
    `kind_sel="mode"`.
    Of 200,000 training rows and 12 columns, 10,000 rows take about 2 seconds. A category counts as
    a column for each of its values; with more than 64 columns, or more than 15 by another metric
    than `euclidean`, it takes minutes.

    References:
        Wilson, 1972: Asymptotic Properties of Nearest Neighbor Rules Using Edited Data.
    """

    example: ClassVar[dict[str, Any]] = {"neighbors": 3}

    neighbors: Neighbors = 3
    """How many nearest training rows are asked; all of them, where there are fewer."""

    min: Share | None = 0.5
    """The least share that is kept."""

    max: Share | None = None
    """The greatest share that is kept."""

    def scores(self, block: Block, training: Training, state: State) -> Floats:
        """Return the share of each row."""
        count = min(self.neighbors, len(training))
        near = self.near(self.points(block, training, state), count, state)
        agree = state["labels"][near] == block.labels[:, None]
        return np.asarray(agree.mean(axis=1), dtype=np.float64)
