"""Nearest rows in many columns: all pairs by a matrix product, and exact where that is in doubt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from augctl.tables.block import Floats, Ints

# Candidates beyond what is asked for, so that few points have to be looked at again.
_SPARE = 4

# Points are compared in groups first: to choose among so many fewer is what takes the time.
_GROUP = 64

# How many cells are held at once: 16 MiB.
_CELLS = 1 << 22

# Squares of numbers farther out might leave the range of a float32.
_FARTHEST = 1e30


class Products:
    """Finds nearest points by squared Euclidean distance, points at the same one by their numbers.

    Products in single precision find candidates, whose distances are then computed as they are. An
    error of a product is no more than a share of the squares of both points' distances from the
    centre. Where another point may be as near within that, all such points are looked at.
    """

    def __init__(self, among: Floats) -> None:
        """Prepare points.

        Args:
            among: Shape (n, d), without NaN.
        """
        self._among = among
        self._centre = among.mean(axis=0)
        centred = among - self._centre
        squares = np.square(centred).sum(axis=1)
        self._sound = bool(squares.max() < _FARTHEST)
        self._groups = -(-len(among) // _GROUP)
        # One product gives all of a distance that hangs on both: square - 2 * point . other.
        self._factors = np.zeros((among.shape[1] + 1, self._groups * _GROUP), dtype=np.float32)
        if self._sound:
            self._factors[:-1, : len(among)] = -2 * centred.T
        self._factors[-1] = np.inf
        self._factors[-1, : len(among)] = squares if self._sound else 0
        self._error = 4 * (among.shape[1] + 8) * float(np.finfo(np.float32).eps)

    def nearest(self, points: Floats, count: int) -> Ints:
        """Find the nearest points: shape (m, count), their numbers, nearest first.

        Args:
            points: Shape (m, d), without NaN.
            count: How many; at most n.
        """
        found = np.empty((len(points), count), dtype=np.int64)
        step = max(1, _CELLS // self._factors.shape[1])
        for start in range(0, len(points), step):
            found[start : start + step] = self._some(points[start : start + step], count)
        return found

    def _some(self, asked: Floats, count: int) -> Ints:
        centred = asked - self._centre
        squares = np.square(centred).sum(axis=1)
        sound = self._sound & (squares < _FARTHEST)
        centred[~sound] = 0
        ones = np.ones((len(asked), 1))
        factors = np.concatenate([centred, ones], axis=1).astype(np.float32)
        products = factors @ self._factors
        wanted = min(count + _SPARE, len(self._among))
        near = np.sort(self._candidates(products, wanted), axis=1)
        distances = self._distances(asked[:, None], near)
        order = np.argsort(distances, axis=1, kind="stable")
        best: Ints = np.take_along_axis(near, order, axis=1)[:, :count]
        last, limit = np.take_along_axis(distances, order[:, [count - 1, -1]], axis=1).T
        # The least float32 is for products that are too small to have any digits.
        tiny = len(self._factors) * float(np.finfo(np.float32).tiny)
        error = self._error * (squares + limit) + tiny
        doubtful = ~sound | ((last >= limit - 2 * error) & (wanted < len(self._among)))
        for i in np.flatnonzero(doubtful):
            within = products[i, : len(self._among)] <= last[i] + error[i] - squares[i]
            maybe = np.flatnonzero(within) if sound[i] else np.arange(len(self._among))
            exact = self._distances(asked[i], maybe)
            best[i] = maybe[_least(exact, count)]
        return best

    def _candidates(self, products: NDArray[np.float32], wanted: int) -> Ints:
        """Return the columns of the least products, in no order: shape (b, wanted)."""
        if self._groups <= wanted:
            return np.argpartition(products, wanted - 1, axis=1)[:, :wanted]
        grouped = products.reshape(len(products), _GROUP, self._groups)
        # The least of all are in the groups that have the least ones.
        least = np.argpartition(grouped.min(axis=1), wanted - 1, axis=1)[:, :wanted]
        columns = (np.arange(_GROUP)[:, None] * self._groups + least[:, None]).reshape(
            len(products), -1
        )
        some = np.take_along_axis(products, columns, axis=1)
        chosen = np.argpartition(some, wanted - 1, axis=1)[:, :wanted]
        return np.take_along_axis(columns, chosen, axis=1)

    def _distances(self, asked: Floats, near: Ints) -> Floats:
        """Return squared distances, column after column, so that each pair's is always the same."""
        total = np.zeros(near.shape)
        for j in range(self._among.shape[1]):
            total += np.square(asked[..., j] - self._among[near, j])
        return total


def _least(distances: Floats, count: int) -> Ints:
    """Return the places of the least distances, those first: shape (count,)."""
    limit = np.partition(distances, count - 1)[count - 1]
    near = np.flatnonzero(distances <= limit)
    return near[np.argsort(distances[near], kind="stable")[:count]]
