"""Nearest rows: exact, in bounded memory, the same whoever asks.

What is nearest to a point depends neither on which others are asked for at once nor on the number
of threads. Points at the same distance come in the order of their numbers; which of very many of
them are found may hang on a tree, see `search`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from augctl.stages.tabular._products import Products
from augctl.tables.block import Floats, Ints

Metric = Literal["euclidean", "manhattan", "chebyshev"]

Gaps = Callable[[slice], Iterable[NDArray[Any]]]
"""Gives how far some points are from all others, column by column: each shape (b, n)."""

# With more columns a tree visits so many points that a product of all pairs is faster.
_TREE_COLUMNS = 8

# As far as a tree is still better than column after column, where there is no product.
_MOST_TREE_COLUMNS = 15

# Candidates beyond what is asked for, so that few are told apart by the error of the search.
_SPARE = 4

# How many cells are held at once: 8 MiB.
_CELLS = 1 << 20


class Search(Protocol):
    """Points, prepared to be searched."""

    def nearest(self, points: Floats, count: int) -> Ints:
        """Find the nearest of them: shape (m, count), their numbers, nearest first.

        Args:
            points: Shape (m, d), without NaN.
            count: How many; at most as many as there are.
        """
        ...


def search(among: Floats, metric: Metric) -> Search:
    """Prepare points to be searched.

    In more than 8 columns every pair is looked at, of other distances than the Euclidean in more
    than 15. In fewer a tree is searched; which of many points at the same distance, more than were
    asked for, are found then hangs on the tree.

    Args:
        among: Shape (n, d), without NaN.
        metric: The distance.
    """
    width = among.shape[1]
    if metric == "euclidean" and width > _TREE_COLUMNS and len(among):
        return Products(among)
    if 0 < width <= _MOST_TREE_COLUMNS:
        return _Tree(among, metric)
    return _Pairs(among, metric)


def nearest(points: Floats, among: Floats, count: int, metric: Metric) -> Ints:
    """Find the nearest points: shape (m, count); see `Search.nearest` and `search`."""
    return search(among, metric).nearest(points, count)


class _Tree:
    """Searches a tree. Not scikit-learn's: to import that takes longer than most searches."""

    def __init__(self, among: Floats, metric: Metric) -> None:
        from scipy.spatial import KDTree

        # Where many points are alike, a tree that is balanced takes long to build.
        self._tree = KDTree(among, balanced_tree=False)
        self._among = among
        self._metric: Metric = metric

    def nearest(self, points: Floats, count: int) -> Ints:
        wanted = count + _SPARE
        width = self._among.shape[1]
        if wanted >= len(self._among):
            return _Pairs(self._among, self._metric).nearest(points, count)
        power = {"euclidean": 2.0, "manhattan": 1.0, "chebyshev": np.inf}[self._metric]
        found = np.empty((len(points), count), dtype=np.int64)
        step = max(1, 4 * _CELLS // (wanted * width))
        for start in range(0, len(points), step):
            asked = points[start : start + step]
            near = np.sort(self._tree.query(asked, wanted, p=power)[1], axis=1)
            columns = (asked[:, j, None] - self._among[near, j] for j in range(width))
            distances = _combined(columns, self._metric, near.shape)
            order = np.argsort(distances, axis=1, kind="stable")
            found[start : start + step] = np.take_along_axis(near, order, axis=1)[:, :count]
        return found


class _Pairs:
    """Looks at all pairs, column after column."""

    def __init__(self, among: Floats, metric: Metric) -> None:
        self._among = among
        self._metric: Metric = metric

    def nearest(self, points: Floats, count: int) -> Ints:
        gaps = number_gaps(points, self._among)
        return nearest_by(gaps, len(points), len(self._among), count, self._metric)


def number_gaps(points: Floats, among: Floats) -> Gaps:
    """Give how far points are from others in each column of numbers, with a sign.

    Args:
        points: Shape (m, d).
        among: Shape (n, d).
    """
    columns = np.ascontiguousarray(among.T)
    return lambda part: (points[part, j, None] - column for j, column in enumerate(columns))


def nearest_by(gaps: Gaps, asked: int, among: int, count: int, metric: Metric) -> Ints:
    """Find the nearest points by looking at all: shape (asked, count), nearest first.

    Args:
        gaps: Gives how far some of the points asked for are from all others in each column.
        asked: How many points are asked for.
        among: How many others there are: n.
        count: How many are to be found; at most n.
        metric: How the gaps of columns make a distance.
    """
    found = np.empty((asked, count), dtype=np.int64)
    step = max(1, _CELLS // max(among, 1))
    for start in range(0, asked, step):
        part = slice(start, min(start + step, asked))
        distances = _combined(gaps(part), metric, (part.stop - start, among))
        found[part] = _least(distances, count)
    return found


def without_self(near: Ints, own: Ints) -> Ints:
    """Take each point out of its own neighbours: shape (m, count - 1), from (m, count).

    Where equal points have displaced it, the last is taken out.

    Args:
        near: Shape (m, count): numbers of points.
        own: Shape (m,): the point's own number.
    """
    itself = near == own[:, None]
    itself[~itself.any(axis=1), -1] = True
    others: Ints = near[~itself].reshape(len(near), near.shape[1] - 1)
    return others


def _combined(gaps: Iterable[NDArray[Any]], metric: Metric, shape: tuple[int, ...]) -> Floats:
    """Make distances of gaps: of this shape, squared ones for `euclidean`.

    Column after column, so that a pair has the same distance to the last bit however many other
    pairs are looked at.
    """
    total = np.zeros(shape)
    for gap in gaps:
        size = np.square(gap) if metric == "euclidean" else np.abs(gap)
        (np.maximum if metric == "chebyshev" else np.add)(total, size, out=total)
    return total


def _least(distances: Floats, count: int) -> Ints:
    """Return the columns of the least distances of each row, those first."""
    limits = np.partition(distances, count - 1, axis=1)[:, count - 1 : count]
    found = np.empty((len(distances), count), dtype=np.int64)
    within = distances <= limits
    for i, row in enumerate(within):
        near = np.flatnonzero(row)
        found[i] = near[np.argsort(distances[i, near], kind="stable")[:count]]
    return found
