"""Rings: closed lines around what is marked, one or many at a time.

Many rings lie in one array, one behind the other, and `owner` says for each point which ring it is
of. So an image with thirty boxes costs hardly more than one with a single box.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from augctl.marks import Boxes, Points

Owners = NDArray[np.intp]
"""The number of each point's ring: shape (n,), never falling."""


def ring_area(ring: Points) -> float:
    """Return the area of a ring in square pixels, whichever way around it goes.

    >>> ring_area(np.array([(0, 0), (4, 0), (4, 3)], dtype=float))
    6.0
    """
    return float(ring_areas(ring, np.zeros(len(ring), np.intp), 1)[0])


def bounds(points: Points) -> tuple[float, float, float, float]:
    """Return the smallest box around points."""
    low, high = points.min(axis=0), points.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def rectangle(points: Points) -> Points:
    """Return the corners of the smallest turned rectangle around points: shape (4, 2)."""
    import cv2

    # Single precision is enough for a pixel only near the origin.
    origin = points.min(axis=0)
    found = cv2.minAreaRect((points - origin).astype(np.float32))
    corners: Points = cv2.boxPoints(found).astype(np.float64) + origin
    return corners


def joined(rings: Sequence[Points]) -> Points:
    """Return one ring that goes around all: lines there and back lead from each to the next.

    Its area is theirs, as the lines have none. The lines are short, though not always the shortest,
    which would take the square of the time.
    """
    whole = rings[0]
    for ring in rings[1:]:
        here = _nearest(whole, ring.mean(axis=0))
        there = _nearest(ring, whole[here])
        around = np.concatenate([ring[there:], ring[: there + 1]])
        whole = np.concatenate([whole[: here + 1], around, whole[here:]])
    return whole


def _nearest(points: Points, place: NDArray[np.float64]) -> int:
    return int(((points - place) ** 2).sum(axis=1).argmin())


def clip_ring(ring: Points, width: float, height: float) -> Points:
    """Cut one ring to the image; see `clip_rings`."""
    return clip_rings(ring, np.zeros(len(ring), np.intp), width, height)[0]


def clip_rings(points: Points, owner: Owners, width: float, height: float) -> tuple[Points, Owners]:
    """Cut rings to the image; what is left of one may have no points.

    Where the image cuts a ring into several parts, they stay one ring, joined along the edge.

    Args:
        points: Shape (n, 2), pixels from the edge of the image.
        owner: Shape (n,).
        width: Of the image, in pixels.
        height: Of the image, in pixels.

    Returns:
        The points that are left, and their owners.

    References:
        Sutherland and Hodgman 1974: Reentrant polygon clipping.
    """
    for axis, limit, sign in ((0, 0.0, 1.0), (0, width, -1.0), (1, 0.0, 1.0), (1, height, -1.0)):
        depth = sign * (points[:, axis] - limit)
        inside = depth >= 0
        if inside.all():
            continue
        following = _following(owner)
        crosses = inside != inside[following]
        share = depth / np.where(crosses, depth - depth[following], 1.0)
        between = points + (points[following] - points) * share[:, None]
        between[:, axis] = limit
        # Each point that is inside, and behind it the place where its ring crosses the edge.
        both = np.stack([points, between], axis=1).reshape(-1, 2)
        kept = np.stack([inside, crosses], axis=1).reshape(-1)
        points, owner = both[kept], np.repeat(owner, 2)[kept]
    return points, owner


def ring_areas(points: Points, owner: Owners, count: int) -> NDArray[np.float64]:
    """Return the area of each of `count` rings in square pixels, whichever way around it goes.

    Of a ring that crosses itself, loops that go around the other way are taken off; see
    `augctl.surfaces`.

    >>> triangle = np.array([(0, 0), (4, 0), (4, 3)], dtype=float)
    >>> ring_areas(triangle, np.zeros(3, dtype=np.intp), 2).tolist()
    [6.0, 0.0]
    """
    if len(points) == 0:
        return np.zeros(count)
    # From a point of its own, or far from the origin little would be left of a small ring's digits.
    origins = np.zeros((count, 2))
    starts = _starts(owner)
    origins[owner[starts]] = points[starts]
    x, y = (points - origins[owner]).T
    following = _following(owner)
    cross = x * y[following] - x[following] * y
    areas: NDArray[np.float64] = np.abs(np.bincount(owner, cross, count)) / 2
    return areas


def ring_bounds(points: Points, owner: Owners, count: int) -> Boxes:
    """Return the smallest box around each of `count` rings, shape (count, 4); 0 without points."""
    boxes = np.zeros((count, 4))
    if len(points):
        starts = _starts(owner)
        there = owner[starts]
        boxes[there, :2] = np.minimum.reduceat(points, starts)
        boxes[there, 2:] = np.maximum.reduceat(points, starts)
    return boxes


def _starts(owner: Owners) -> Owners:
    """Return where each ring that has points begins; there is at least one."""
    return np.concatenate([[0], np.flatnonzero(owner[1:] != owner[:-1]) + 1])


def _following(owner: Owners) -> Owners:
    """Return for each point which one follows it; the first of its ring follows the last."""
    following = np.arange(1, len(owner) + 1)
    starts = _starts(owner)
    following[starts[1:] - 1] = starts[:-1]
    following[-1] = starts[-1]
    return following
