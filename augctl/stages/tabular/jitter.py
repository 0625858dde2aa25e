"""Add noise to numbers, in units of each column's spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.random import Generator

from augctl.params import Factor, Range, constant
from augctl.stages.rows import Drawn, RowStage, State
from augctl.tables.block import Block, Floats
from augctl.tables.draws import Draws
from augctl.tables.schema import Schema
from augctl.tables.table import Training

DIGITS = 6
"""Of a drawn noise, behind the decimal point: far finer than it matters, and short to write."""

_NORMAL_IQR = 1.3489795003921634  # between the quartiles of the standard normal distribution


class Jitter(RowStage):
    """Add normal noise to numbers, its size a share of each column's spread.

    Use after `tabular.random_oversample` or alone, where small differences of a measurement mean
    nothing. Not for columns that are exact, such as counts of rooms; whole numbers stay whole, and
    small noise is rounded away from them.
    Categories, texts and the target stay, and missing cells. A column of one value stays too.

    References:
        Bishop, 1995: Training with Noise is Equivalent to Tikhonov Regularization.
    """

    example: ClassVar[dict[str, Any]] = {"std": [0.02, 0.1]}

    std: Range[Factor] = constant(0.05)
    """Standard deviation of the noise, as a share of the column's spread; one draw for a row."""

    spread: Literal["standard", "robust"] = "standard"
    """Standard deviation of a column, or one from its quartiles, which outliers do not widen; of
    quartiles that are equal, again the first."""

    def unfit(self, schema: Schema) -> str:
        """Refuse tables without numbers."""
        if schema.numbers:
            return ""
        return "it adds noise to numbers, and no column has any: use tabular.swap_noise"

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """Measure the spread of each column, of all classes together."""
        columns = range(training.table.numbers.shape[1])
        found = [self._spread(training.table.numbers[training.rows, j]) for j in columns]
        return {"spread": np.array(found, dtype=np.float64)}

    def _spread(self, cells: Floats) -> float:
        seen = cells[~np.isnan(cells)]
        # The deviation of a column of one value may be a rounding error, not 0.
        if not len(seen) or seen.min() == seen.max():
            return 0.0
        if self.spread == "robust":
            low, high = np.quantile(seen, (0.25, 0.75))
            if high > low:
                return float(high - low) / _NORMAL_IQR
        return float(seen.std())

    def draw(self, block: Block, draws: Draws, training: Training, state: State) -> Drawn:
        """Draw the size for each row, and the noise of each cell, in spreads of its column."""
        std = draws.sample(self.std)
        noise = draws.normal(block.numbers.shape[1]) * std[:, None]
        return {"std": std, "noise": np.round(noise, DIGITS)}

    def apply(self, block: Block, drawn: Drawn, training: Training, state: State) -> Block:
        """Add the noise."""
        return replace(block, numbers=block.numbers + drawn["noise"] * state["spread"])
