"""Moves what is marked in an image by the mapping that moves its pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from augctl.marks import Bitmap, Boxes, Marks, Points, Shape
from augctl.rings import (
    Owners,
    bounds,
    clip_ring,
    clip_rings,
    rectangle,
    ring_areas,
    ring_bounds,
)
from augctl.sample import Image, Sample
from augctl.stages.image._affine import Affine, Size, shift, warp
from augctl.stages.image._warp import Warp
from augctl.surfaces import drawn_areas

Mapping = Affine | Warp

# Lines bend between points that are farther apart than this many pixels.
_STEP = 6.0


def carried(sample: Sample, image: Image, mapping: Mapping, fill: Any) -> Sample:
    """Return a sample with its image moved, and all that is marked in it moved alike.

    Args:
        sample: The sample before.
        image: The image after.
        mapping: What moved it.
        fill: What stands where the image had no pixel; a class map continues likewise, and is 0
            where a colour stands.
    """
    result = sample.with_image(image)
    if sample.class_map is not None:
        result = result.with_class_map(moved_map(sample.class_map, mapping, fill))
    if sample.marks is not None:
        result = result.with_marks(moved(sample.marks, mapping))
    return result


def moved_map(classes: Image, mapping: Mapping, fill: Any) -> Image:
    """Move a map of classes, shape (height, width, 1); no class is made between two others."""
    border = fill if isinstance(fill, str) else (0.0,)
    if isinstance(mapping, Affine):
        return warp(classes, mapping, border, nearest=True)
    return mapping.move(classes, border, nearest=True)


def moved(marks: Marks, mapping: Mapping) -> Marks:
    """Move marks and cut them to the canvas; those that are wholly outside of it go.

    Boxes become the smallest ones around what they held: the outline or the mask of a thing where
    there is one, else the four edges of the box.
    """
    if len(marks) == 0:
        return marks
    boxes, visible = _moved_boxes(marks.boxes, marks.visible, mapping)
    shapes = list(marks.shapes)
    outlines = _moved_outlines(shapes, mapping)
    for i, shape in enumerate(shapes):
        if shape is not None:
            shapes[i], box, share = _moved_shape(shape, outlines.get(i), mapping)
            if box is not None:
                boxes[i], visible[i] = box, marks.visible[i] * share
    result = Marks(marks.things, boxes, visible, tuple(shapes))
    return result.where((visible > 0) & (boxes[:, 2:] > boxes[:, :2]).all(axis=1))


def forward(points: Points, mapping: Mapping) -> Points:
    """Return where points go that count from the edge of the image, as marks do."""
    return mapping.forward(points - 0.5) + 0.5


def _moved_boxes(
    boxes: Boxes, visible: NDArray[np.float64], mapping: Mapping
) -> tuple[Boxes, NDArray[np.float64]]:
    count = 2
    if not isinstance(mapping, Affine):
        longest = float((boxes[:, 2:] - boxes[:, :2]).max())
        count = min(64, max(2, math.ceil(longest / _STEP) + 1))
    rings = forward(_edges(boxes, count).reshape(-1, 2), mapping).reshape(len(boxes), -1, 2)
    whole = np.concatenate([rings.min(axis=1), rings.max(axis=1)], axis=1)
    width, height = mapping.size
    cut = np.clip(whole, 0.0, (width, height, width, height))
    crossing = np.flatnonzero((cut != whole).any(axis=1))
    if len(crossing) == 0:
        return cut, visible
    # What the canvas cuts of a turned box is no longer the corner of anything.
    n, points = len(crossing), rings[crossing].reshape(-1, 2)
    owner = np.repeat(np.arange(n), rings.shape[1])
    seen, theirs = clip_rings(points, owner, width, height)
    areas, left = ring_areas(points, owner, n), ring_areas(seen, theirs, n)
    cut[crossing] = np.where(left[:, None] > 0, ring_bounds(seen, theirs, n), 0.0)
    shares = np.ones(len(boxes))
    shares[crossing] = np.minimum(left / np.where(areas > 0, areas, np.inf), 1.0)
    return cut, visible * shares


def _edges(boxes: Boxes, count: int) -> NDArray[np.float64]:
    """Return points around each box: shape (n, 4, count - 1, 2)."""
    corners = boxes[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 4, 1, 2)
    if count == 2:
        return corners
    along = np.linspace(0.0, 1.0, count)[:-1]
    following = np.roll(corners, -1, axis=1)
    return corners + (following - corners) * along[:, None]


def _moved_shape(
    shape: Shape, outline: _Outline | None, mapping: Mapping
) -> tuple[Shape, _Box | None, float]:
    """Return a shape after, the box around it, if it tells one, and how much of it was not cut."""
    box: _Box | None = None
    rings: tuple[Points, ...] = ()
    share = 1.0
    corners, mask = shape.corners, shape.mask
    if corners is not None:
        corners, box, share = _moved_corners(corners, mapping)
    if outline is not None:
        rings, box, share = outline
    if mask is not None:
        mask, box, share = _moved_mask(mask, mapping)
    keypoints = shape.keypoints
    if keypoints is not None:
        keypoints = _moved_keypoints(keypoints, shape.mirrored, mapping)
    return Shape(rings, mask, corners, keypoints, shape.mirrored), box, share


_Box = tuple[float, float, float, float]
_Outline = tuple[tuple[Points, ...], _Box, float]
"""The rings of a thing, the box around them, and how much of them was not cut."""

_NOWHERE: _Box = (0.0, 0.0, 0.0, 0.0)


def _moved_outlines(shapes: Sequence[Shape | None], mapping: Mapping) -> dict[int, _Outline]:
    """Move the outlines of all things at once; returns them by number of thing."""
    rings = [ring for shape in shapes if shape is not None for ring in shape.rings]
    if not rings:
        return {}
    if not isinstance(mapping, Affine):
        rings = [_dense(ring) for ring in rings]
    count = len(rings)
    owner = np.repeat(np.arange(count), [len(ring) for ring in rings])
    there = forward(np.concatenate(rings), mapping)
    seen, theirs = clip_rings(there, owner, *mapping.size)
    thing = np.repeat(np.arange(len(shapes)), [0 if s is None else len(s.rings) for s in shapes])
    around = ring_bounds(there, owner, count)
    crossing = ((around[:, :2] < 0) | (around[:, 2:] > mapping.size)).any(axis=1)
    measured = np.isin(thing, thing[crossing])
    whole = _areas(there, owner, measured)
    cut = _areas(seen, theirs, measured)
    boxes = ring_bounds(seen, theirs, count).tolist()
    parts = np.split(seen, np.searchsorted(theirs, np.arange(1, count)))
    result: dict[int, _Outline] = {}
    stop = 0
    for i, shape in enumerate(shapes):
        if shape is None or not shape.rings:
            continue
        start, stop = stop, stop + len(shape.rings)
        left = [ring for ring in range(start, stop) if cut[ring] > 0]
        if not left:
            result[i] = (), _NOWHERE, 0.0
            continue
        x0, y0, x1, y1 = zip(*[boxes[ring] for ring in left], strict=True)
        share = min(sum(cut[start:stop]) / sum(whole[start:stop]), 1.0)
        box = min(x0), min(y0), max(x1), max(y1)
        result[i] = tuple(parts[ring] for ring in left), box, share
    return result


def _areas(points: Points, owner: Owners, measured: NDArray[np.bool_]) -> list[float]:
    """Return the area of each ring; 1 of those that are not cut, which need no measuring."""
    chosen = measured[owner]
    areas = drawn_areas(points[chosen], owner[chosen], len(measured))
    found: list[float] = np.where(measured, areas, 1.0).tolist()
    return found


def _moved_corners(corners: Points, mapping: Mapping) -> tuple[Points | None, _Box, float]:
    there = forward(corners, mapping)
    seen = clip_ring(there, *mapping.size)
    both, first = np.concatenate([seen, there]), len(seen)
    area, whole = drawn_areas(both, (np.arange(len(both)) >= first).astype(np.intp), 2).tolist()
    if area == 0:
        return None, _NOWHERE, 0.0
    return rectangle(seen), bounds(seen), min(area / whole, 1.0)


def _moved_mask(mask: Bitmap, mapping: Mapping) -> tuple[Bitmap | None, _Box, float]:
    height, width = mask.values.shape
    x, y = mask.x + np.array([0, width, width, 0.0]), mask.y + np.array([0, 0, height, height])
    frame = np.stack([x, y], axis=1)
    there = forward(frame if isinstance(mapping, Affine) else _dense(frame), mapping)
    x0, y0, x1, y1 = bounds(there)
    # One more pixel around, for what interpolation rounds up.
    left, upper = max(math.floor(x0) - 1, 0), max(math.floor(y0) - 1, 0)
    right = min(math.ceil(x1) + 1, mapping.size[0])
    lower = min(math.ceil(y1) + 1, mapping.size[1])
    if right <= left or lower <= upper:
        return None, _NOWHERE, 0.0
    white = (mask.values * np.uint8(255))[..., None]
    if isinstance(mapping, Affine):
        here = shift(mapping.size, mask.x, mask.y)
        local = shift((right - left, lower - upper), -left, -upper).after(mapping.after(here))
        values = warp(white, local, (0.0,))[..., 0]
    else:
        canvas = np.zeros((*_before(mask, mapping), 1), np.uint8)
        canvas[mask.y : mask.y + height, mask.x : mask.x + width] = white
        # All of the canvas: a mapping that tears takes pixels beyond where the frame goes.
        left = upper = 0
        values = mapping.move(canvas, (0.0,))[..., 0]
    found = tight(Bitmap(left, upper, (values > 127).astype(np.uint8)))
    if found is None:
        return None, _NOWHERE, 0.0
    box = edges(found)
    if x0 >= 0 and y0 >= 0 and x1 <= mapping.size[0] and y1 <= mapping.size[1]:
        return found, box, 1.0
    expected = int(mask.values.sum()) * _scale(frame.mean(axis=0), mapping)
    return found, box, min(int(found.values.sum()) / expected, 1.0)


def _before(mask: Bitmap, mapping: Warp) -> Size:
    """Return height and width of a canvas that holds a mask; bent mappings keep the size."""
    height, width = mask.values.shape
    return max(mapping.size[1], mask.y + height), max(mapping.size[0], mask.x + width)


def _scale(point: Points, mapping: Mapping) -> float:
    """Return how many times larger areas become about a point."""
    steps = np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)])
    here, right, below = forward(point + steps, mapping)
    return abs(float(np.linalg.det(np.stack([right - here, below - here]))))


def tight(mask: Bitmap) -> Bitmap | None:
    """Cut a mask to the smallest box around what it holds; None if it is empty."""
    x, y, width, height = cv2.boundingRect(mask.values)
    if width == 0:
        return None
    values = np.ascontiguousarray(mask.values[y : y + height, x : x + width])
    return Bitmap(mask.x + x, mask.y + y, values)


def edges(mask: Bitmap) -> _Box:
    """Return the box that a mask covers."""
    height, width = mask.values.shape
    return float(mask.x), float(mask.y), float(mask.x + width), float(mask.y + height)


def _moved_keypoints(
    keypoints: NDArray[np.float64], mirrored: tuple[int, ...], mapping: Mapping
) -> NDArray[np.float64]:
    result = keypoints.copy()
    result[:, :2] = forward(keypoints[:, :2], mapping)
    width, height = mapping.size
    x, y, seen = result.T
    inside = (x >= 0) & (x <= width) & (y >= 0) & (y <= height)
    result[~inside | (seen == 0)] = 0.0
    mirrors = isinstance(mapping, Affine) and np.linalg.det(mapping.matrix[:, :2]) < 0
    return result[list(mirrored)] if mirrors and mirrored else result


def _dense(ring: Points) -> Points:
    """Put points on the edges of a ring, close enough to bend with them."""
    following = np.roll(ring, -1, axis=0)
    parts = []
    for start, stop in zip(ring, following, strict=True):
        count = max(1, math.ceil(float(np.abs(stop - start).max()) / _STEP))
        share = np.arange(count)[:, None] / count
        parts.append(start + (stop - start) * share)
    return np.concatenate(parts)
