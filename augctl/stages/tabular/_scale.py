"""Bring columns of numbers to one unit, so that no column decides by its unit who is near."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from augctl.tables.block import Floats, Ints
from augctl.tables.table import Training

Scale = Literal["standard", "robust", "none"]


@dataclass(frozen=True, slots=True)
class Scaler:
    """Scales numbers and fills missing cells.

    Attributes:
        medians: Shape (d,): stand in for missing cells; of no meaning where none is missing.
        centres: Shape (d,): taken away.
        spreads: Shape (d,): divided by; positive.
    """

    medians: Floats
    centres: Floats
    spreads: Floats

    def transform(self, numbers: Floats) -> Floats:
        """Scale cells: shape (m, d), NaN where missing; returns the same shape without NaN."""
        scaled: Floats = np.where(np.isnan(numbers), self.medians, numbers)
        scaled -= self.centres
        scaled /= self.spreads
        return scaled

    def of_rows(self, training: Training, rows: Ints) -> Floats:
        """Scale rows of the table: shape (m, d)."""
        return self.transform(training.table.numbers[rows])


def scaler(training: Training, kind: Scale) -> Scaler:
    """Learn a scale from the training split, missing cells left out.

    Args:
        training: Its rows.
        kind: `standard` for mean and standard deviation. `robust` for the median and the distance
            of the quartiles; in a column where that is 0, the standard deviation. `none` for the
            numbers as they are. A column of one value has spread 1.
    """
    columns = range(training.table.numbers.shape[1])
    found = [_column(training.table.numbers[training.rows, j], kind) for j in columns]
    medians, centres, spreads = np.array(found).reshape(-1, 3).T
    return Scaler(medians, centres, spreads)


def _column(cells: Floats, kind: Scale) -> tuple[float, float, float]:
    there = ~np.isnan(cells)
    seen = cells[there]
    if not len(seen):
        return 0.0, 0.0, 1.0
    # It takes longest, and stands in for missing cells alone.
    median = 0.0 if there.all() and kind != "robust" else float(np.median(seen))
    if kind == "none":
        return median, 0.0, 1.0
    # The deviation of a column of one value may be a rounding error instead of 0.
    spread = float(seen.std()) if seen.min() < seen.max() else 1.0
    if kind == "standard":
        return median, float(seen.mean()), spread
    low, high = np.quantile(seen, (0.25, 0.75))
    return median, median, float(high - low) or spread
