"""A new row on the line through two."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from augctl.tables.block import Block, Floats, Ints
from augctl.tables.table import Training


def toward(block: Block, partners: Ints, steps: Floats, training: Training) -> Block:
    """Move the numbers of rows towards other rows; all else stays the anchor's.

    A missing cell stays missing. Where only the partner's is missing, the anchor's stays.

    Args:
        block: The rows: m.
        partners: Shape (m,): number in the table of the row that each moves to.
        steps: Shape (m,): how far: 0 stays, 1 arrives, less than 0 goes away from it.
        training: Gives the partners, as the table has them.
    """
    goals = training.table.numbers[partners]
    ways = np.where(np.isnan(goals), 0.0, goals - block.numbers)
    return replace(block, numbers=block.numbers + steps[:, None] * ways)
