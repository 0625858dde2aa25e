"""Bring columns of numbers to one unit, so that no column decides by its unit who is near."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from augctl.tables.block import Floats, Ints
from augctl.tables.table import Training

Scale = Literal["standard", "robust", "none"]

# So many rows are looked at at once.
_PART = 1 << 16


@dataclass(frozen=True, slots=True)
class Scaler:
    """Scales numbers and fills missing cells.

    Attributes:
        medians: Shape (d,): stand in for missing cells; NaN where the table has none.
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
    numbers = training.table.numbers
    found = [
        _column(numbers[training.rows, j], kind, has_missing=has_missing)
        for j, has_missing in enumerate(_missing(numbers).tolist())
    ]
    medians, centres, spreads = np.array(found).reshape(-1, 3).T
    return Scaler(medians, centres, spreads)


def _missing(numbers: Floats) -> NDArray[np.bool_]:
    """Say which columns have a missing cell in any row, held out or not: shape (d,)."""
    parts = (numbers[start : start + _PART] for start in range(0, len(numbers), _PART))
    found = np.zeros(numbers.shape[1], dtype=bool)
    for part in parts:
        found |= np.isnan(part).any(axis=0)
    return found


def _column(cells: Floats, kind: Scale, *, has_missing: bool) -> tuple[float, float, float]:
    seen = cells[~np.isnan(cells)]
    if not len(seen):
        return 0.0, 0.0, 1.0
    # It takes longest, and stands in for missing cells alone.
    median = float(np.median(seen)) if has_missing or kind == "robust" else math.nan
    if kind == "none":
        return median, 0.0, 1.0
    # The deviation of a column of one value may be a rounding error instead of 0.
    spread = float(seen.std()) if seen.min() < seen.max() else 1.0
    if kind == "standard":
        return median, float(seen.mean()), spread
    low, high = np.quantile(seen, (0.25, 0.75))
    return median, median, float(high - low) or spread
