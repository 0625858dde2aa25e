"""The category that most of some rows have."""

from __future__ import annotations

import numpy as np

from augctl.tables.block import Block, Codes, Ints
from augctl.tables.table import Training


def codes_of(near: Ints, training: Training) -> Codes:
    """Return the categories of near rows: shape (m, k, c); -1 where missing, or there is no row.

    Args:
        near: Shape (m, k): numbers of rows; -1 for none.
        training: Has the rows.
    """
    codes: Codes = np.where(near[:, :, None] >= 0, training.table.codes[near], -1)
    return codes


def majority(block: Block, voters: Codes, own_vote: bool) -> Codes:
    """Return the category that most voters have in each column: shape (m, c).

    Where several have as many votes, the anchor's own wins if it is one of them, and else the
    nearest voter's. A missing category casts no vote, and one of the anchor's stays missing.

    Args:
        block: The rows, with categories of their own.
        voters: Shape (m, k, c): the categories of near rows, nearest first.
        own_vote: Whether the anchor votes too.
    """

    def votes(codes: Codes) -> Ints:
        counted: Ints = (voters == codes[:, None]).sum(axis=1)
        return counted + (codes == block.codes) if own_vote else counted

    best = block.codes.copy()
    most = votes(best)
    for nearest_first in range(voters.shape[1]):
        codes = voters[:, nearest_first]
        counted = votes(codes)
        better = (counted > most) & (codes >= 0) & (block.codes >= 0)
        best[better], most[better] = codes[better], counted[better]
    return best
