"""Gate on Tomek links."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from augctl.params import Share
from augctl.stages.quality._rows import NeighbourGate
from augctl.stages.rows import State
from augctl.stages.tabular._neighbours import without_self
from augctl.tables.block import Block, Floats
from augctl.tables.table import Training


class Tomek(NeighbourGate):
    """Score 1 where a row and a training row of another class form a Tomek link, else 0.

    Two rows of different classes form one where each is the other's nearest: no training row is
    nearer to either. Use after `tabular.smote` and its kin, to leave out rows that stand at the
    border, right beside another class. Milder than `quality.enn`, which asks several neighbours.
    Of 200,000 training rows and 12 columns, 10,000 rows take about 2 seconds. A category counts as
    a column for each of its values; with more than 64 columns, or more than 15 by another metric
    than `euclidean`, it takes minutes.

    References:
        Tomek, 1976: Two Modifications of CNN.
    """

    example: ClassVar[dict[str, Any]] = {"max": 0}

    min: Share | None = None
    """The least score that is kept; 1 keeps nothing but links."""

    max: Share | None = 0
    """The greatest score that is kept."""

    def scores(self, block: Block, training: Training, state: State) -> Floats:
        """Return 1 for rows that form a link."""
        points, others = self.points(block, training, state), self.training_points(state)
        mate = self.near(points, 1, state)[:, 0]
        found = np.zeros(len(block))
        doubtful = np.flatnonzero(state["labels"][mate] != block.labels)
        if not len(doubtful):
            return found
        mate = mate[doubtful]
        if len(others) == 1:
            found[doubtful] = 1.0
            return found
        # Many rows may have the same mate.
        each, places = np.unique(mate, return_inverse=True)
        rival = without_self(self.near(others.take(each), 2, state), each)[places, 0]
        mates = others.take(mate)
        link = self.distances(points.take(doubtful), mates) <= self.distances(
            others.take(rival), mates
        )
        found[doubtful[link]] = 1.0
        return found
