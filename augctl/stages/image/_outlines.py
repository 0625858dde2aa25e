"""What is left of outlines and boxes where a mask covers them.

Outlines stay outlines, as a chain that was checked for outlines may not end in masks: what is left
has several parts where there are several. A hole becomes part of the ring around it, by a line
there and back, as formats of rings know no holes. Outlines are cut along the edges of the cover
with the steps of slanted ones straightened; how much is left is measured along its pixels.
"""

from __future__ import annotations

import cv2
import numpy as np
import shapely
from numpy.typing import NDArray

from augctl.marks import Bitmap, Points, Shape
from augctl.rings import bounds, joined
from augctl.stages.image._area import Mask, share_under, window
from augctl.stages.image._box import Box
from augctl.stages.image._marks import edges, tight
from augctl.surfaces import surface

# In pixels. Less straightens the steps that slanted edges of a mask have; more blunts its corners.
_STEP = 0.75

# In square pixels. Straightened, patches that are no larger would lose up to half of their area.
_SPECK = 4.0

# In pixels, on either side. What is thinner than half a pixel fills none by half.
_THIN = 0.25

# Or else the thinning would blunt what is pointed.
_POINTED = 100.0

# Outlines around more patches and gaps than this are of no use, and take seconds.
_PATCHES = 500


def beside(rings: tuple[Points, ...], mask: Mask) -> tuple[tuple[Points, ...], float]:
    """Return what of some rings a mask of the whole canvas does not cover, and its share by area.

    Slivers that fill no pixel by half are no part of any ring; where there is nothing else, nothing
    is left. Rings that are not covered stay as they are; so do those that hundreds of patches
    cover, which then tell the share alone.
    """
    around = np.array(bounds(np.concatenate(rings)))
    part = window(around, (mask.shape[1], mask.shape[0]))
    if not part.area or not part.of(mask).any():
        return rings, 1.0
    if _patches(part.of(mask)) > _PATCHES:
        return rings, 1 - share_under(mask, around, Shape(rings=rings))
    whole = _surface(rings)
    cover = _cover(mask, part)
    if not whole.intersection(cover).area:
        return rings, 1.0
    seen = _thick(whole, whole.difference(_straightened(cover)))
    left = tuple(_ring(each) for each in _polygons(seen))
    return (left, float(whole.difference(cover).area / whole.area)) if left else ((), 0.0)


def box_beside(box: NDArray[np.float64], mask: Mask) -> NDArray[np.float64] | None:
    """Return a box without what a mask covers along whole sides of it; None if all is covered."""
    part = window(box, (mask.shape[1], mask.shape[0]))
    rest = tight(Bitmap(part.x, part.y, 1 - part.of(mask))) if part.area else None
    if rest is None:
        return None
    left, upper, right, lower = edges(rest)
    return np.clip(box, (left, upper, left, upper), (right, lower, right, lower))


def _patches(under: Mask) -> int:
    """Count the patches that are covered, and the gaps between them."""
    return sum(cv2.connectedComponents(each, connectivity=4)[0] - 1 for each in (under, 1 - under))


def _surface(rings: tuple[Points, ...]) -> shapely.Geometry:
    """Return what any of some rings holds."""
    return shapely.union_all([surface(ring) for ring in rings if len(ring) >= 3])


def _cover(mask: Mask, part: Box) -> shapely.Geometry:
    """Return what a mask covers in a part of its canvas, along its pixels."""
    under = np.pad(part.of(mask), ((0, 0), (1, 1))).view(np.int8)
    # Rows that are like the one above belong to the same rectangles.
    changed = np.flatnonzero((under[1:] != under[:-1]).any(axis=1)) + 1
    upper = np.concatenate([[0], changed])
    lower = np.concatenate([changed, [part.height]])
    steps = np.diff(under[upper], axis=1)
    rows, first = np.nonzero(steps > 0)
    behind = np.nonzero(steps < 0)[1]
    x, y = part.x, part.y
    rectangles = shapely.box(first + x, upper[rows] + y, behind + x, lower[rows] + y)
    return shapely.union_all(rectangles)


def _straightened(cover: shapely.Geometry) -> shapely.Geometry:
    """Make lines of the steps that slanted edges of a cover have."""
    parts = shapely.get_parts(cover)
    large = shapely.area(parts) > _SPECK
    parts[large] = shapely.simplify(parts[large], _STEP)
    return shapely.union_all(parts)


def _thick(whole: shapely.Geometry, seen: shapely.Geometry) -> shapely.Geometry:
    """Leave out slivers, but of a thing that never was more."""
    if whole.buffer(-_THIN).is_empty:
        return seen
    mitre = {"join_style": "mitre", "mitre_limit": _POINTED}
    # Where many edges meet, GEOS may give rings that cross themselves, which it refuses later on.
    opened = seen.buffer(-_THIN, **mitre).buffer(_THIN, **mitre)
    return shapely.union_all(_polygons(shapely.make_valid(opened))).intersection(seen)


def _polygons(surface: shapely.Geometry) -> list[shapely.Polygon]:
    """List the parts of a surface that have an area."""
    parts = shapely.get_parts(shapely.get_parts(surface)).tolist()
    return [part for part in parts if isinstance(part, shapely.Polygon) and part.area > 0]


def _ring(polygon: shapely.Polygon) -> Points:
    around = shapely.orient_polygons(polygon)
    rings = [around.exterior, *around.interiors]
    return joined([shapely.get_coordinates(ring)[:-1] for ring in rings])
