"""What the stages of the SMOTE family share: near rows, and a step towards one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator

from augctl.errors import UsageError
from augctl.stages.base import Neighbors
from augctl.stages.rows import Drawn, RowStage, State
from augctl.stages.tabular import _anchors
from augctl.stages.tabular._interpolation import toward
from augctl.stages.tabular._neighbours import Metric, nearest, without_self
from augctl.stages.tabular._scale import Scale, Scaler, scaler
from augctl.tables.block import Block, Floats, Ints
from augctl.tables.draws import Draws
from augctl.tables.schema import Column, Schema
from augctl.tables.table import Training

# How many columns a message names before it says how many more there are.
_NAMED = 5


class NearRows(RowStage):
    """Makes a row of one and of its near rows.

    A class with no more rows than `neighbors` has all its others as near rows. A class with a
    single row is refused.
    """

    needs_classes = True

    example: ClassVar[Mapping[str, Any]] = {"neighbors": 5}

    neighbors: Neighbors = 5
    """How many near rows a row may be paired with; in a smaller class, all others of it."""

    def rows_of(self, training: Training, label: int) -> Ints:
        """Return the rows of a class.

        Raises:
            UsageError: There are fewer than two.
        """
        rows = training.of_class(label)
        if len(rows) < 2:
            raise UsageError(
                f"{self.name}: class {training.table.classes[label]!r} has"
                f" {'1 row' if len(rows) else 'no rows'} in the training split; a row between two"
                " needs 2.",
                "Leave the class out of this chain, use tabular.random_oversample for it, or add"
                " rows to it.",
            )
        return rows


class NumericSmote(NearRows):
    """Moves the numbers of a row towards a near row of its class.

    Takes no categories, unless `unfit` and `apply` say otherwise. Texts and ids stay the anchor's.
    A missing number counts as the column's median in distances, and stays missing.
    """

    scale: Scale = "standard"
    """What distances measure a column by: its standard deviation, the distance of its quartiles
    (robust), or nothing (none, as imbalanced-learn does)."""

    metric: Metric = "euclidean"
    """The distance that says which rows are near."""

    def unfit(self, schema: Schema) -> str:
        """Refuse tables with columns of categories, or without numbers."""
        if schema.codes:
            return (
                f"it works on numbers, and these columns hold categories: {named(schema.codes)};"
                " use tabular.smote_nc"
            )
        if not schema.numbers:
            return "it works on numbers, and no column has any; use tabular.random_oversample"
        return ""

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """Find the near rows of every row of the classes used."""
        scaled = scaler(training, self.scale)
        return near_rows([self.near_in_class(training, label, scaled) for label in used])

    def near_in_class(
        self, training: Training, label: int, scaled: Scaler, of: Ints | None = None
    ) -> tuple[Ints, Ints]:
        """Find near rows of the same class.

        Args:
            training: Has the class.
            label: The class.
            scaled: The scale of distances.
            of: Shape (a,): rows of the class to look from; None for all.

        Returns:
            The rows looked from, shape (a,), and their near rows, shape (a, k), nearest first.

        Raises:
            UsageError: The class has fewer than two rows.
        """
        rows = self.rows_of(training, label)
        points = scaled.of_rows(training, rows)
        own = np.arange(len(rows)) if of is None else np.searchsorted(rows, of)
        return rows[own], rows[self.near_others(points, own, self.neighbors)]

    def near_others(self, points: Floats, own: Ints, count: int) -> Ints:
        """Find what is near to some of the points, themselves left out: shape (a, k).

        Args:
            points: Shape (n, d): scaled.
            own: Shape (a,): numbers of the points to look from.
            count: How many are to be found; k is less where there are not so many others.
        """
        near = nearest(points[own], points, min(count + 1, len(points)), self.metric)
        return without_self(near, own)

    def share_of_others(
        self, training: Training, points: Floats, own: Ints, label: int, count: int
    ) -> Floats:
        """Say which share of a row's nearest is of other classes: shape (a,).

        Args:
            training: The rows.
            points: Shape (n, d): all of them, scaled.
            own: Shape (a,): positions of rows of the class.
            label: The class.
            count: How many nearest are looked at.
        """
        near = self.near_others(points, own, count)
        same = (near >= training.starts[label]) & (near < training.starts[label + 1])
        share: Floats = 1 - same.mean(axis=1)
        return share

    def draw(self, block: Block, draws: Draws, training: Training, state: State) -> Drawn:
        """Draw the near row, each as likely, and how far to go: 0 is the anchor, 1 the near row."""
        return {"neighbor": one_of(near_of(block, state), draws), "step": draws.uniform(1)[:, 0]}

    def apply(self, block: Block, drawn: Drawn, training: Training, state: State) -> Block:
        """Move the numbers; all else is the anchor's."""
        moved = toward(block, drawn["neighbor"], drawn["step"], training)
        return moved.with_partners(drawn["neighbor"])


class ChoosySmote(NumericSmote):
    """Makes rows of some rows of a class more often than of others."""

    chooses_anchors = True

    def anchors(self, state: State, label: int, ranks: Ints, total: int) -> Ints:
        """Use the groups of rows by weight, and the rows in each evenly."""
        return _anchors.anchors(state, label, ranks, total)


def near_rows(found: Sequence[tuple[Ints, Ints]]) -> State:
    """Write near rows as arrays of a stage's state, for `near_of`.

    Args:
        found: Rows looked from, and their near rows; see `NumericSmote.near_in_class`.
    """
    rows = np.concatenate([of for of, _ in found])
    near = np.full((len(rows), max(n.shape[1] for _, n in found)), -1, dtype=np.int64)
    start = 0
    for of, some in found:
        near[start : start + len(of), : some.shape[1]] = some
        start += len(of)
    order = np.argsort(rows)
    return {"rows": rows[order], "near": near[order]}


def place(block: Block, state: State) -> Ints:
    """Return where each row's anchor stands in the arrays of `near_rows`: shape (m,)."""
    return np.searchsorted(state["rows"], block.anchors)


def near_of(block: Block, state: State) -> Ints:
    """Return the near rows of each row's anchor, nearest first: shape (m, k); -1 for none."""
    return np.asarray(state["near"][place(block, state)])


def one_of(near: Ints, draws: Draws) -> Ints:
    """Draw one of each row's near rows: shape (m,)."""
    chosen = draws.below((near >= 0).sum(axis=1))
    partners: Ints = near[np.arange(len(near)), chosen]
    return partners


def named(columns: Sequence[Column]) -> str:
    """Name columns in a message."""
    names = ", ".join(repr(column.name) for column in columns[:_NAMED])
    more = len(columns) - _NAMED
    return f"{names} and {more} more" if more > 0 else names
