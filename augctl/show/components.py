"""The first two principal components of rows: a table on a sheet of paper."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from augctl.tables.block import Block, Floats

# So many numbers that differ make a plane; with fewer, categories help to tell rows apart.
_ENOUGH = 2

_MOST_CATEGORIES = 12

# What is left of a direction's variance by rounding alone, as a share of the whole.
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """Two directions in which rows differ most.

    Columns of numbers are scaled to a spread of 1, missing cells being the median. Where fewer than
    two of them vary, categories join in: a column of each of the most frequent ones, centred and
    divided by the root of its share, so that the rare ones count for more.

    Attributes:
        shares: Of the whole variance, how much each direction has; empty where rows do not differ.
        with_categories: Whether categories are among the columns.
        columns: How many columns of the table are.

    References:
        Pagès 2004, Analyse factorielle de données mixtes.
    """

    shares: tuple[float, ...]
    with_categories: bool
    columns: int
    _numbers: _Scaled
    _categories: tuple[_Indicator, ...]
    _axes: Floats

    @classmethod
    def of(cls, block: Block) -> Components:
        """Find the directions for some rows."""
        numbers = _Scaled.of(block.numbers)
        varied = int((numbers.spread > 0).sum())
        categories = () if varied >= _ENOUGH else _indicators(block)
        rows = _features(block, numbers, categories)
        values, vectors = np.linalg.eigh(rows.T @ rows / max(len(rows), 1))
        whole = float(values.sum())
        best = [i for i in np.argsort(-values, kind="stable")[:2] if values[i] > _NOTHING * whole]
        axes = vectors[:, best]
        # Of a direction and its opposite, the one along which the heaviest column grows.
        heaviest = np.abs(axes).argmax(axis=0) if axes.size else np.zeros(0, np.int64)
        axes = axes * np.where(axes[heaviest, np.arange(axes.shape[1])] < 0, -1.0, 1.0)
        found = tuple(float(values[i] / whole) for i in best)
        used = varied + len({each.column for each in categories})
        return cls(found, bool(categories), used, numbers, categories, axes)

    def place(self, block: Block) -> Floats:
        """Return where rows lie: shape (m, 2); 0 along a direction that there is not."""
        places = np.zeros((len(block), 2))
        made = _features(block, self._numbers, self._categories) @ self._axes
        places[:, : made.shape[1]] = made
        return places


@dataclass(frozen=True, slots=True, eq=False)
class _Scaled:
    """How columns of numbers are scaled: shape (d,) each; a spread of 0 leaves one out."""

    unit: Floats
    middle: Floats
    mean: Floats
    spread: Floats

    @classmethod
    def of(cls, numbers: Floats) -> _Scaled:
        known = np.where(np.isfinite(numbers), numbers, np.nan)
        # Squares of very great numbers are none.
        unit = np.fmax.reduce(np.abs(known), axis=0, initial=0.0)
        unit[unit == 0] = 1.0
        columns = [column[~np.isnan(column)] for column in (known / unit).T]
        middle = np.array([np.median(column) if len(column) else 0.0 for column in columns])
        filled = np.where(np.isnan(known), middle, known / unit)
        mean = filled.mean(axis=0) if len(filled) else middle
        spread = filled.std(axis=0) if len(filled) else np.zeros(len(middle))
        return cls(unit, middle, mean, np.where(spread > 1e-12, spread, 0.0))

    def __call__(self, numbers: Floats) -> Floats:
        filled = np.where(np.isfinite(numbers), numbers / self.unit, self.middle)
        used = self.spread > 0
        scaled: Floats = (filled[:, used] - self.mean[used]) / self.spread[used]
        return scaled


@dataclass(frozen=True, slots=True)
class _Indicator:
    """One category of a column: which rows have it."""

    column: int
    code: int
    share: float


def _indicators(block: Block) -> tuple[_Indicator, ...]:
    found = []
    for column in range(block.codes.shape[1]):
        codes, counts = np.unique(block.codes[:, column], return_counts=True)
        order = np.argsort(-counts, kind="stable")[:_MOST_CATEGORIES]
        found += [
            _Indicator(column, int(codes[i]), float(counts[i] / len(block)))
            for i in order
            if counts[i] < len(block)
        ]
    return tuple(found)


def _features(block: Block, numbers: _Scaled, categories: tuple[_Indicator, ...]) -> Floats:
    parts = [numbers(block.numbers)]
    for each in categories:
        has = block.codes[:, each.column] == each.code
        parts.append(((has - each.share) / each.share**0.5)[:, None])
    return np.concatenate(parts, axis=1)
