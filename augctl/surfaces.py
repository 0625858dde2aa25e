"""What rings hold as they are drawn: what they go around an odd number of times.

For rings that neither cross nor touch themselves that is what is inside. But annotators draw rings
that cross themselves, and rings of this program do touch themselves: where a line there and back
leads to a hole or to another part, and along an edge of the image that cut them.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from augctl.marks import Points
from augctl.rings import Owners, ring_areas


def surface(ring: Points) -> shapely.Geometry:
    """Return what one ring of at least three points holds: polygons, maybe none."""
    polygon = shapely.Polygon(ring)
    if shapely.is_valid(polygon):
        return polygon
    # Not by make_valid, which counts lines there and back once, and so may fill holes.
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all([polygon.exterior])]))
    return shapely.union_all(faces[_odd(ring, shapely.point_on_surface(faces))])


def drawn_areas(points: Points, owner: Owners, count: int) -> NDArray[np.float64]:
    """Return the area of what each of `count` rings holds, in square pixels.

    `ring_areas` takes several times less, and is right where no ring crosses itself.

    >>> bow = np.array([(0, 0), (4, 4), (4, 0), (0, 4)], dtype=float)
    >>> drawn_areas(bow, np.zeros(4, dtype=np.intp), 1).tolist()
    [8.0]
    """
    areas = ring_areas(points, owner, count)
    polygon = np.bincount(owner, minlength=count) >= 3
    chosen = polygon[owner]
    lines = shapely.linearrings(points[chosen], indices=(np.cumsum(polygon) - 1)[owner[chosen]])
    crossing = np.flatnonzero(polygon)[~shapely.is_valid(shapely.polygons(lines))]
    starts, stops = np.searchsorted(owner, crossing), np.searchsorted(owner, crossing, "right")
    for number, start, stop in zip(crossing, starts, stops, strict=True):
        areas[number] = surface(points[start:stop]).area
    return areas


def _odd(ring: Points, places: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Say which places a ring goes around an odd number of times."""
    x, y = shapely.get_x(places), shapely.get_y(places)
    after = np.roll(ring, -1, axis=0)
    odd = np.zeros(len(places), np.bool_)
    for i, (here, there) in enumerate(zip(x, y, strict=True)):
        crosses = (ring[:, 1] > there) != (after[:, 1] > there)
        first, second = ring[crosses], after[crosses]
        share = (there - first[:, 1]) / (second[:, 1] - first[:, 1])
        odd[i] = np.count_nonzero(first[:, 0] + share * (second[:, 0] - first[:, 0]) < here) % 2
    return odd
