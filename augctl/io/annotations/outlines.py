"""Outlines of masks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from augctl.marks import Bitmap, Points

# Headings, each a turn to the right from the one before.
_RIGHT, _DOWN, _LEFT, _UP = range(4)

Corner = tuple[int, int]


def traced(mask: Bitmap) -> tuple[Points, ...]:
    """Return the rings around the pixels of a mask, along their edges; rings of holes go backwards.

    Pixels that touch only at a corner are in rings of their own.

    >>> [ring.tolist() for ring in traced(Bitmap(3, 2, np.ones((1, 2), np.uint8)))]
    [[[3.0, 2.0], [5.0, 2.0], [5.0, 3.0], [3.0, 3.0]]]
    """
    inside = np.pad(mask.values.astype(np.int8), 1)
    # The thing is to the right of every edge: where it begins below, the edge goes to the right.
    ends: dict[tuple[Corner, int], Corner] = {}
    for y, first, last, sign in _runs(np.diff(inside, axis=0)[:, 1:-1]):
        if sign > 0:
            ends[(first, y), _RIGHT] = last, y
        else:
            ends[(last, y), _LEFT] = first, y
    for x, first, last, sign in _runs(np.diff(inside, axis=1)[1:-1].T):
        if sign > 0:
            ends[(x, last), _UP] = x, first
        else:
            ends[(x, first), _DOWN] = x, last
    rings = []
    while ends:
        start = next(iter(ends))
        ring, edge = [], start
        while edge in ends:
            corner, heading = edge
            ring.append(corner)
            end = ends.pop(edge)
            right = end, (heading + 1) % 4
            edge = right if right in ends or right == start else (end, (heading + 3) % 4)
        rings.append(np.array(ring, dtype=np.float64) + np.array((mask.x, mask.y)))
    return tuple(rings)


def _runs(changes: NDArray[np.int8]) -> Iterator[tuple[int, int, int, int]]:
    """Walk the runs of equal values that are not 0: row, first column, last column + 1, value."""
    borders = np.pad(changes, ((0, 0), (1, 1)))
    rows, columns = np.nonzero(np.diff(borders, axis=1))
    values = borders[rows, columns + 1]
    # A run ends where the next change is, which is in the same row.
    found = zip(
        rows.tolist(), columns.tolist(), columns[1:].tolist(), values.tolist(), strict=False
    )
    return (run for run in found if run[3])
