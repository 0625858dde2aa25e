"""Outlines of masks: along the edges of pixels, or smoothed to a few points."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from augctl.marks import Bitmap, Points
from augctl.rings import ring_area

# Headings, each a turn to the right from the one before.
_RIGHT, _DOWN, _LEFT, _UP = range(4)

Corner = tuple[int, int]

# So far from a step, in pixels, a slope is taken to leave a side at most.
_FAR = 1.5
# So far from the slopes, in pixels, a smoothed outline may go, the first of these that will do.
_TOLERANCES = (0.25, 0.15, 0.05)
_AREA = 0.01
# What has less area than so many pixels for each of its outline keeps its steps: of something thin,
# a slope beside a step is a large part.
_THIN = 1.5


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


def smoothed(mask: Bitmap) -> tuple[Points, ...]:
    """Return rings as `traced` does, without the stairs that pixels make of slopes.

    They are at most 0.8 pixels from those, with the same area to within 1 %.

    References:
        Douglas and Peucker 1973: Algorithms for the reduction of the number of points required to
        represent a digitized line or its caricature.
    """
    return tuple(map(_smooth, traced(mask)))


def _smooth(ring: Points) -> Points:
    """Leave out what points of a ring along the edges of pixels can be done without."""
    import cv2

    area = ring_area(ring)
    if area < _THIN * np.abs(np.roll(ring, -1, axis=0) - ring).sum():
        return ring
    slopes = _slopes(ring)
    # Single precision is exact for halves near the origin.
    origin = ring.min(axis=0)
    near = (slopes - origin).astype(np.float32)
    for tolerance in _TOLERANCES:
        kept: Points = cv2.approxPolyDP(near, tolerance, True)[:, 0].astype(np.float64) + origin
        if len(kept) >= 3 and abs(ring_area(kept) - area) <= _AREA * area:
            return kept
    return ring


def _slopes(ring: Points) -> Points:
    """Return points on the sides of a ring, where slopes cross them, and the corners of no slope.

    A step of a slope is one pixel high or wide, and the slope goes through its middle.
    """
    following = np.roll(ring, -1, axis=0)
    length = np.abs(following - ring).sum(axis=1)
    corner = np.minimum(length, np.roll(length, 1)) > 1
    along = (following - ring) / length[:, None] * np.minimum(length / 2, _FAR)[:, None]
    after, before = ring + along, following - along
    both = np.stack([ring, after, before], axis=1).reshape(-1, 2)
    # Of a short side both are its middle.
    apart = ~np.roll(corner, -1) & ((length > 2 * _FAR) | corner)
    slopes: Points = both[np.stack([corner, ~corner, apart], axis=1).reshape(-1)]
    return slopes


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
