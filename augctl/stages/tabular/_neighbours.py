"""Nearest rows by their numbers: scaled, exact, in bounded memory, the same whoever asks.

What is nearest to a point depends neither on which other points are asked for at once nor on the
number of threads. Points at the same distance come in the order of their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from augctl.tables.block import Floats, Ints
from augctl.tables.table import Training

Scale = Literal["standard", "robust", "none"]

Metric = Literal["euclidean", "manhattan", "chebyshev"]

_CDIST: Mapping[Metric, str] = {
    "euclidean": "euclidean",
    "manhattan": "cityblock",
    "chebyshev": "chebyshev",
}

# With more columns a tree visits nearly every point, and looking at all at once is faster.
_TREE_COLUMNS = 15

# Further candidates of a fast search, so that few searches are to be done again.
_SPARE = 4

_QUERIES = 8192
_DISTANCES = 1 << 20
"""How many distances are held at once: 8 MiB of them, so that they stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Scaler:
    """Brings columns to one unit, so that no column decides by its unit who is near.

    Attributes:
        medians: Shape (d,): stand in for missing cells.
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
        kind: `standard` for mean and standard deviation. `robust` for median and the distance of
            the quartiles; of a column where that is 0, the standard deviation. `none` for the
            numbers as they are. A column of one value has spread 1.
    """
    columns = range(training.table.numbers.shape[1])
    found = [_column(training.table.numbers[training.rows, j], kind) for j in columns]
    medians, centres, spreads = np.array(found).reshape(-1, 3).T
    return Scaler(medians, centres, spreads)


def _column(cells: Floats, kind: Scale) -> tuple[float, float, float]:
    seen = cells[~np.isnan(cells)]
    if not len(seen):
        return 0.0, 0.0, 1.0
    median = float(np.median(seen))
    if kind == "none":
        return median, 0.0, 1.0
    centre, spread = float(seen.mean()), float(seen.std())
    if kind == "robust":
        low, high = np.quantile(seen, (0.25, 0.75))
        centre, spread = median, float(high - low) or spread
    # The deviation of a column of one value may be a rounding error, not 0.
    constant = seen.min() == seen.max()
    return median, centre, 1.0 if constant or not spread else spread


def nearest(points: Floats, among: Floats, count: int, metric: Metric) -> Ints:
    """Find the nearest points: shape (m, count), their numbers, nearest first.

    Args:
        points: Shape (m, d), without NaN.
        among: Shape (n, d), without NaN.
        count: How many; at most n.
        metric: The distance.
    """
    from sklearn.neighbors import NearestNeighbors

    columns = among.shape[1]
    tree = columns <= _TREE_COLUMNS
    if not columns or count == len(among):
        return _nearest_of_all(points, among, count, metric)
    # Distances by way of a matrix product lose digits far from 0.
    centre = 0.0 if tree else among.mean(axis=0)
    candidates = min(count + _SPARE, len(among))
    search = NearestNeighbors(
        n_neighbors=candidates, algorithm="kd_tree" if tree else "brute", metric=metric
    ).fit(among - centre)
    found = np.empty((len(points), count), dtype=np.int64)
    for start in range(0, len(points), _QUERIES):
        asked = points[start : start + _QUERIES]
        near = np.sort(search.kneighbors(asked - centre, return_distance=False), axis=1)
        distances = _distances(asked, among[near], metric)
        order = np.argsort(distances, axis=1, kind="stable")
        near = np.take_along_axis(near, order, axis=1)[:, :count]
        distances = np.take_along_axis(distances, order, axis=1)
        if candidates < len(among):
            error = _product_error(asked - centre, among - centre) if not tree else 0.0
            doubtful = distances[:, count - 1] ** 2 >= distances[:, -1] ** 2 - error
            near[doubtful] = _nearest_of_all(asked[doubtful], among, count, metric)
        found[start : start + _QUERIES] = near
    return found
