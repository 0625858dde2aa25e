"""What gates share that ask who is near a row: the distance, and the training rows in its unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.stages.rows import RowGate, State
from augctl.stages.tabular._neighbours import Metric, nearest_by, search
from augctl.stages.tabular._scale import Scale, Scaler, scaler
from augctl.tables.block import Block, Codes, Floats, Ints
from augctl.tables.schema import Schema
from augctl.tables.table import Training

# With more columns of categories than these, they would take too much memory as numbers.
_WIDEST = 64

# Two categories differ in two of their columns, and that is to be as far as 1.
_ONE: Mapping[Metric, float] = {"euclidean": 0.5**0.5, "manhattan": 0.5, "chebyshev": 1.0}


@dataclass(frozen=True, slots=True)
class Points:
    """Rows as points: scaled numbers, shape (m, d), and categories, shape (m, c)."""

    numbers: Floats
    codes: Codes

    def __len__(self) -> int:
        return len(self.numbers)

    def take(self, rows: Any) -> Points:
        """Return some of them, by numbers or by a mask."""
        return Points(self.numbers[rows], self.codes[rows])

    def embedded(self, training: Training, metric: Metric) -> Points:
        """Return categories as numbers that are as far apart, if that takes few columns.

        One column for each category and one for missing: among numbers alone, search is fast.
        """
        counts = [len(column.categories) + 1 for column in training.schema.codes]
        if self.numbers.shape[1] + sum(counts) > _WIDEST:
            return self
        columns = [
            np.where(cells[:, None] == np.arange(-1, count - 1), _ONE[metric], 0.0)
            for cells, count in zip(self.codes.T, counts, strict=True)
        ]
        return Points(np.concatenate([self.numbers, *columns], axis=1), self.codes[:, :0])

    def gaps(self, others: Points) -> Iterable[NDArray[Any]]:
        """Walk the columns: how far each row is from the same one of the others, shape (m,)."""
        yield from np.abs(self.numbers - others.numbers).T
        yield from (self.codes != others.codes).T.astype(np.float64)

    def all_gaps(self, others: Points) -> Iterable[NDArray[Any]]:
        """Walk the columns: how far each row is from all others, shape (m, n)."""
        for own, theirs in zip(self.numbers.T, others.numbers.T, strict=True):
            yield own[:, None] - theirs
        for code, codes in zip(self.codes.T, others.codes.T, strict=True):
            yield (code[:, None] != codes).astype(np.float64)


class NeighbourGate(RowGate):
    """Scores a row by the classes of the training rows near it.

    Numbers are scaled, and medians stand in for missing ones. A category that differs is as far as
    one unit of a scaled number; a missing one is a category of its own. Texts and ids do not count.
    """

    scale: Scale = "standard"
    """How columns come to one unit: by standard deviation, by quartiles, or as they are."""

    metric: Metric = "euclidean"
    """How the differences of columns make a distance."""

    def unfit(self, schema: Schema) -> str:
        """Refuse tables without classes, or without columns to compare."""
        if schema.regression:
            return "it compares classes, and the target is a number: leave it out"
        if schema.target is None:
            return "it compares classes, and no column is the target: name it as input.target"
        if schema.numbers or schema.codes:
            return ""
        return "it compares numbers and categories, and no column has any: leave it out"

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """Bring the training rows to one unit."""
        learned = scaler(training, self.scale)
        codes = np.asarray(training.table.codes[training.rows])
        points = Points(learned.of_rows(training, training.rows), codes)
        points = points.embedded(training, self.metric)
        return {
            "numbers": points.numbers,
            "codes": points.codes,
            "labels": np.asarray(training.table.labels[training.rows]),
            "scale": np.stack([learned.medians, learned.centres, learned.spreads]),
        }

    def points(self, block: Block, training: Training, state: State) -> Points:
        """Return rows of a block in the unit of the training rows."""
        points = Points(Scaler(*state["scale"]).transform(block.numbers), block.codes)
        return points.embedded(training, self.metric)

    def training_points(self, state: State) -> Points:
        """Return the training rows."""
        return Points(state["numbers"], state["codes"])

    def ready(self, state: State) -> State:
        """Prepare the training rows to be searched."""
        if state["codes"].shape[1]:
            return state
        return {**state, "search": search(np.asarray(state["numbers"]), self.metric)}

    def near(self, points: Points, count: int, state: State) -> Ints:
        """Return positions of the nearest training rows: shape (m, count), nearest first."""
        among = self.training_points(state)
        if not among.codes.shape[1]:
            found: Ints = state["search"].nearest(points.numbers, count)
            return found
        return nearest_by(
            lambda part: points.take(part).all_gaps(among),
            len(points),
            len(among),
            count,
            self.metric,
        )

    def distances(self, first: Points, second: Points) -> Floats:
        """Return how far each row is from the same one of others, shape (m,); maybe squared."""
        total = np.zeros(len(first))
        for gap in first.gaps(second):
            if self.metric == "chebyshev":
                total = np.maximum(total, gap)
            else:
                total += gap * gap if self.metric == "euclidean" else gap
        return total
