"""Nearest rows: exact, in bounded memory, the same whoever asks.

What is nearest to a point depends neither on which others are asked for at once nor on the number
of threads. Points at the same distance come in the order of their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from augctl.stages.tabular._scale import Scale as Scale
from augctl.stages.tabular._scale import Scaler as Scaler
from augctl.stages.tabular._scale import scaler as scaler
from augctl.tables.block import Floats, Ints

Metric = Literal["euclidean", "manhattan", "chebyshev"]

Gaps = Callable[[slice], Iterable[NDArray[Any]]]
"""Gives how far some points are from all others, column by column: each shape (b, n)."""

# With more columns a tree visits nearly every point, and looking at all at once is faster.
_TREE_COLUMNS = 15

# Candidates beyond what is asked for, so that few searches have to be done again.
_SPARE = 4

# How many cells are held at once: 8 MiB.
_CELLS = 1 << 20


def nearest(points: Floats, among: Floats, count: int, metric: Metric) -> Ints:
    """Find the nearest points: shape (m, count), their numbers, nearest first.

    In more than 15 columns every pair is looked at. In fewer a tree is searched; which of many
    points at the same distance, more than were asked for, are found then hangs on the tree.

    Args:
        points: Shape (m, d), without NaN.
        among: Shape (n, d), without NaN.
        count: How many; at most n.
        metric: The distance.
    """
    width = among.shape[1]
    wanted = count + _SPARE
    tree = width <= _TREE_COLUMNS
    if not width or wanted >= len(among) or not (tree or metric == "euclidean"):
        return nearest_by(number_gaps(points, among), len(points), len(among), count, metric)
    # Distances of all pairs come of a matrix product, which loses digits far from 0.
    centre = np.zeros(width) if tree else among.mean(axis=0)
    centred = among - centre
    farthest = 0.0 if tree else np.square(centred).sum(axis=1).max()
    search = _tree(centred, wanted, metric) if tree else _pairs(centred, wanted)
    found = np.empty((len(points), count), dtype=np.int64)
    step = max(1, 4 * _CELLS // (wanted * width if tree else len(among)))
    for start in range(0, len(points), step):
        asked = points[start : start + step]
        near = np.sort(search(asked - centre), axis=1)
        columns = (asked[:, j, None] - among[near, j] for j in range(width))
        distances = _combined(columns, metric, near.shape)
        order = np.argsort(distances, axis=1, kind="stable")
        best = np.take_along_axis(near, order, axis=1)[:, :count]
        if not tree:
            last, limit = np.take_along_axis(distances, order[:, [count - 1, -1]], axis=1).T
            # Within the error of the search, a point that is no candidate may be as near.
            size = np.square(asked - centre).sum(axis=1) + farthest
            doubtful = last >= limit - 4 * (width + 4) * np.finfo(float).eps * size
            again = number_gaps(asked[doubtful], among)
            best[doubtful] = nearest_by(again, doubtful.sum(), len(among), count, metric)
        found[start : start + step] = best
    return found


Search = Callable[[Floats], Ints]
"""Finds candidates for the nearest points of some, in no order: shape (b, wanted)."""


def _tree(among: Floats, wanted: int, metric: Metric) -> Search:
    """Search a tree. Not scikit-learn's: to import that takes longer than most searches."""
    from scipy.spatial import KDTree

    # Where many points are alike, a tree that is balanced takes long to build.
    tree = KDTree(among, balanced_tree=False)
    power = {"euclidean": 2.0, "manhattan": 1.0, "chebyshev": np.inf}[metric]
    return lambda asked: tree.query(asked, wanted, p=power)[1].reshape(len(asked), wanted)


def _pairs(among: Floats, wanted: int) -> Search:
    """Look at all pairs, by their squared Euclidean distances but for what pairs share."""
    norms = np.square(among).sum(axis=1)

    def search(asked: Floats) -> Ints:
        distances = norms - 2 * (asked @ among.T)
        return np.argpartition(distances, wanted - 1, axis=1)[:, :wanted]

    return search


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
