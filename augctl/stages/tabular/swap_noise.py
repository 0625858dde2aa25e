"""Replace some cells by those of other rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import numpy as np

from augctl.params import Probability
from augctl.stages.rows import Drawn, RowStage, State
from augctl.stages.tabular._others import From, codes_taken, drawn_others, numbers_taken
from augctl.tables.block import Block
from augctl.tables.draws import Draws
from augctl.tables.schema import Schema
from augctl.tables.table import Training


class SwapNoise(RowStage):
    """Replace each cell, by chance, by the same column's cell of a random other row.

    Use for mixed columns, and to train denoising autoencoders: all values are real ones, and each
    column keeps its distribution. Not where columns hang on each other, such as a sum and its
    parts: a row with cells of another may contradict itself.
    Each cell has a row of its own that it comes from. Texts, ids and targets are the anchor's. A
    cell is missing where the anchor's is; where only the other's is, the anchor's value stays.

    References:
        Jahrer, 2017: 1st place solution of Porto Seguro's Safe Driver Prediction, Kaggle.
    """

    example: ClassVar[dict[str, Any]] = {"p_cell": 0.15}

    p_cell: Probability = 0.15
    """Chance of each cell to be replaced."""

    partner: From = "same_class"
    """Whether cells may come from rows of another class, whose label they do not bring."""

    def unfit(self, schema: Schema) -> str:
        """Refuse tables of texts alone, which all stay."""
        if schema.numbers or schema.codes:
            return ""
        return (
            "it swaps numbers and categories, and no column has any: use tabular.random_oversample"
        )

    def draw(self, block: Block, draws: Draws, training: Training, state: State) -> Drawn:
        """Draw the row that each cell comes from: first of numbers, then of categories."""
        cells = block.numbers.shape[1] + block.codes.shape[1]
        swapped = draws.uniform(cells) < self.p_cell
        others = drawn_others(block, draws, training, self.partner, cells)
        return {"from": np.where(swapped, others, -1)}

    def apply(self, block: Block, drawn: Drawn, training: Training, state: State) -> Block:
        """Replace the cells."""
        rows = drawn["from"]
        split = block.numbers.shape[1]
        numbers, codes = block.numbers.copy(), block.codes.copy()
        row, column = np.nonzero(rows[:, :split] >= 0)
        found = training.table.numbers[rows[row, column], column]
        numbers[row, column] = numbers_taken(numbers[row, column], found)
        row, column = np.nonzero(rows[:, split:] >= 0)
        names = training.table.codes[rows[row, split + column], column]
        codes[row, column] = codes_taken(codes[row, column], names)
        return replace(block, numbers=numbers, codes=codes).with_partners(rows)
