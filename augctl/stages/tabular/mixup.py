"""Blend two rows and their targets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import numpy as np

from augctl.params import Concentration
from augctl.stages.rows import Drawn, RowStage, State
from augctl.stages.tabular._interpolation import toward
from augctl.stages.tabular._mixing import labels_mixed
from augctl.stages.tabular._others import From, codes_taken, drawn_others
from augctl.tables.block import Block
from augctl.tables.draws import Draws
from augctl.tables.schema import Schema
from augctl.tables.table import Training


class Mixup(RowStage):
    """Blend the numbers of two rows, and their classes or targets in the same shares.

    Use for networks, with a trainer that reads soft labels, and for regressions. Not for trees,
    which take one class a row: for them, `partner: same_class`.
    Numbers and targets of a regression are blended; categories and texts are those of the row with
    the greater share. A cell is missing where the anchor's is; where only the partner's is, the
    anchor's value stays.

    References:
        Zhang, Cisse, Dauphin, Lopez-Paz, 2018: mixup: Beyond Empirical Risk Minimization.
    """

    example: ClassVar[dict[str, Any]] = {"alpha": 0.2}

    alpha: Concentration = 0.4
    """Of the beta distribution of the anchor's share: 1 is uniform, less is mostly near 0 or 1."""

    partner: From = "any"
    """Whether the other row may be of another class than the anchor."""

    def mixes_classes(self) -> bool:
        """Say whether a row may go to another class than its anchor's."""
        return self.partner == "any"

    def unfit(self, schema: Schema) -> str:
        """Refuse tables without numbers, whose cells it would not blend but the labels."""
        if schema.numbers:
            return ""
        return "it blends numbers, and no column has any: use tabular.swap_noise"

    def draw(self, block: Block, draws: Draws, training: Training, state: State) -> Drawn:
        """Draw the other row, and the anchor's share."""
        from scipy.special import betaincinv

        partner = drawn_others(block, draws, training, self.partner)[:, 0]
        share = betaincinv(self.alpha, self.alpha, draws.uniform(1)[:, 0])
        return {"partner": partner, "lambda": share}

    def apply(self, block: Block, drawn: Drawn, training: Training, state: State) -> Block:
        """Blend the cells, and mix the labels."""
        partner, share = drawn["partner"], drawn["lambda"]
        other = training.table.block(partner)
        heavier = share >= 0.5
        mixed = replace(
            toward(block, partner, 1 - share, training),
            codes=np.where(heavier[:, None], block.codes, codes_taken(block.codes, other.codes)),
            words=np.where(
                heavier[:, None] | (block.words == None) | (other.words == None),  # noqa: E711
                block.words,
                other.words,
            ),
        ).with_partners(partner)
        classes = len(training.table.classes)
        return labels_mixed(mixed, block, other, share, classes, self.partner)
