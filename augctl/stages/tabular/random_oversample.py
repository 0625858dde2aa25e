"""Use rows again as they are."""

from __future__ import annotations

from augctl.stages.rows import Drawn, RowStage, State
from augctl.tables.block import Block
from augctl.tables.table import Training


class RandomOversample(RowStage):
    """Repeat rows of the training split as they are.

    Use with `balance` as the plain way to even out classes, the one that others are to beat, or
    before `tabular.jitter` for a smoothed bootstrap. Not where a model can learn rows by heart,
    such as deep trees: it sees the same rows more often, and nothing new. Rows are used evenly:
    none k+2 times while another is used k times.
    """

    def apply(self, block: Block, drawn: Drawn, training: Training, state: State) -> Block:
        """Return the anchors."""
        return block
