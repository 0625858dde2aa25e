"""What a stage for tables is. It works on a block of rows at once; see `augctl.tables.block`.

The rules of `augctl.stages.base` hold: `draw` makes all random choices, `apply` is pure, nothing is
changed in place, no state between calls. And one more: what becomes of a row does not depend on
which other rows are in its block, or how many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.stages.base import Gate, Stage
from augctl.tables.block import Block, Floats, Ints
from augctl.tables.draws import Draws
from augctl.tables.schema import Schema
from augctl.tables.table import Training

Drawn = Mapping[str, NDArray[Any]]
"""What one use of a stage drew: arrays of m rows. The manifest has a row's own values of each."""

State = Mapping[str, Any]
"""What a stage learned: plain arrays, read from disk, and what its `ready` made of them."""


class RowStage(Stage):
    """Changes rows of a table.

    Attributes:
        needs_classes: Whether it works by class, and refuses data without classes.
        chooses_anchors: Whether `anchors` says which rows of a class are used, and how often. Such
            a stage stands first in its chain, once, and the quota is by class.
        starts_anew: Whether nothing is left of what stages before it did. Such a stage has none
            before it.
    """

    slot: ClassVar[str | None] = "row"
    needs_classes: ClassVar[bool] = False
    chooses_anchors: ClassVar[bool] = False
    starts_anew: ClassVar[bool] = False

    def unfit(self, schema: Schema) -> str:
        """Say why it cannot work on a table, with the way out; empty where it can."""
        return ""

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """Learn from the training split, once, before rows are made; deterministic.

        All that it returns are plain arrays.

        Args:
            training: What it may look at.
            used: The classes of which the chain makes rows, as their numbers in `Table.classes`; 0
                alone where there are none.
            rng: A generator of its own.

        Raises:
            UsageError: There is not enough to learn from: which class, how many rows it has, how
                many are needed, and the way out.
        """
        return {}

    def ready(self, state: State) -> State:
        """Add what cannot be kept as arrays, such as a tree; called once in each process."""
        return state

    def anchors(self, state: State, label: int, ranks: Ints, total: int) -> Ints:
        """Say which rows the units of a class begin as: shape (m,), numbers of rows.

        Rows are used evenly, or by weights that the method gives them.

        Args:
            state: What `fit` learned.
            label: The class.
            ranks: Shape (m,): which of the class's units they are, 0 to total - 1.
            total: How many units the chain has in the class.
        """
        raise NotImplementedError

    def drawn_again(self, values: Mapping[str, Any]) -> Drawn:
        """Return what one row drew, from its row of the manifest: arrays of one row."""
        return {name: np.array([value]) for name, value in values.items()}

    def draw(self, block: Block, draws: Draws, training: Training, state: State) -> Drawn:
        """Make all random choices for the rows of a block."""
        return {}

    def apply(self, block: Block, drawn: Drawn, training: Training, state: State) -> Block:
        """Return the changed rows; pure."""
        raise NotImplementedError


class RowGenerator(RowStage):
    """Makes rows from nothing but a class. It stands first in its chain, once.

    Rows come to it with the class that the quota asks for, and with -1 where that asks for none:
    then it draws a class, too.
    """

    starts_anew: ClassVar[bool] = True

    def origin(self) -> Path | None:
        """Name the file that it draws from, which stands for the input where none is named."""
        return None

    def shares(self, folder: Path) -> Mapping[str, float]:
        """Say how likely each class is, where the quota asks for none; the shares sum to 1.

        Args:
            folder: Where the table of the input is.
        """
        raise NotImplementedError


class RowGate(Gate):
    """Keeps or rejects finished rows by a score; its limits have defaults."""

    slot: ClassVar[str | None] = "row"

    def unfit(self, schema: Schema) -> str:
        """Say why it cannot work on a table, with the way out; empty where it can."""
        return ""

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """Learn from the training split; see `RowStage.fit`."""
        return {}

    def ready(self, state: State) -> State:
        """Add what cannot be kept as arrays; see `RowStage.ready`."""
        return state

    def scores(self, block: Block, training: Training, state: State) -> Floats:
        """Return a score for each row of a block: shape (m,), finite.

        The rows are as they can be written, within the bounds and decimals of their columns.
        """
        raise NotImplementedError

    def keep(self, scores: Floats) -> NDArray[np.bool_]:
        """Say which scores lie within the limits: shape (m,)."""
        kept = np.ones(len(scores), dtype=bool)
        if self.min is not None:
            kept &= scores >= self.min
        if self.max is not None:
            kept &= scores <= self.max
        return kept
