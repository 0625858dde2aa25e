"""Interpolate numbers, and let near rows vote on categories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.stages.rows import Drawn, State
from augctl.stages.tabular._neighbours import nearest_by, number_gaps, without_self
from augctl.stages.tabular._scale import scaler
from augctl.stages.tabular._smote import NumericSmote, near_of, near_rows
from augctl.stages.tabular._votes import codes_of, majority
from augctl.tables.block import Block, Codes, Floats, Ints
from augctl.tables.schema import Schema
from augctl.tables.table import Training


class SmoteNc(NumericSmote):
    """Make a row whose numbers lie between two of a class and whose categories most near rows have.

    Use with `balance` for tables of numbers and categories. Made rows have fewer rare categories
    than the originals. In distances a category that differs counts as the median of the deviations
    of the class's numbers, and a missing one as a category of its own. Where votes are equal, the
    anchor's category wins, and else the nearest row's. Every pair of a class is looked at: slow
    for classes of more than 100,000 rows.

    References:
        Chawla, Bowyer, Hall, Kegelmeyer, 2002: SMOTE: Synthetic Minority Over-sampling Technique,
        section 6.1.
    """

    def unfit(self, schema: Schema) -> str:
        """Refuse tables without numbers, or without categories."""
        if not schema.numbers:
            return "it needs a column of numbers, and there is none; use tabular.smote_n"
        if not schema.codes:
            return "it needs a column of categories, and there is none; use tabular.smote"
        return ""

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """Find the near rows of every row of the classes used."""
        scaled = scaler(training, self.scale)
        found = []
        for label in used:
            rows = self.rows_of(training, label)
            points = scaled.of_rows(training, rows)
            found.append((rows, rows[self._near(points, training.table.codes[rows])]))
        return near_rows(found)

    def _near(self, points: Floats, codes: Codes) -> Ints:
        numbers = number_gaps(points, points)
        # Numbers that are all alike tell nothing; then categories alone count.
        weight = float(np.median(points.std(axis=0))) or 1.0

        def gaps(part: slice) -> Iterator[NDArray[Any]]:
            yield from numbers(part)
            for column in codes.T:
                yield (column[part, None] != column) * weight

        count = len(points)
        near = nearest_by(gaps, count, count, min(self.neighbors + 1, count), self.metric)
        return without_self(near, np.arange(count))

    def apply(self, block: Block, drawn: Drawn, training: Training, state: State) -> Block:
        """Move the numbers, and take the vote; all near rows are partners, nearest first."""
        near = near_of(block, state)
        moved = super().apply(block, drawn, training, state)
        codes = majority(block, codes_of(near, training), own_vote=False)
        return replace(moved, codes=codes, partners=block.partners).with_partners(near)
