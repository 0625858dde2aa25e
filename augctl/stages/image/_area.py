"""The pixels of what is marked, and how many of them lie under a mask."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from augctl.marks import Bitmap, Marks, Points, Shape
from augctl.rings import bounds
from augctl.stages.image._affine import Size
from augctl.stages.image._box import Box

Mask = NDArray[np.uint8]
"""Shape (height, width): 1 where something is, else 0."""

# OpenCV's outlines are fat by half a pixel, so they are drawn larger: up to this size.
_FINE = 4
_PIXELS = 1 << 22


def mask_of(boxes: list[Box], size: Size) -> Mask:
    """Return where rectangles, which may overlap, lie on a canvas of this width and height."""
    mask = np.zeros(size[::-1], np.uint8)
    for box in boxes:
        box.of(mask)[...] = 1
    return mask


def window(box: NDArray[np.float64], size: Size) -> Box:
    """Return the whole pixels of a canvas that a box reaches; maybe none."""
    left, upper = (min(max(math.floor(v), 0), m) for v, m in zip(box[:2], size, strict=True))
    right, lower = (min(max(math.ceil(v), 0), m) for v, m in zip(box[2:], size, strict=True))
    return Box(left, upper, max(right - left, 0), max(lower - upper, 0))


def pixels(shape: Shape | None, size: Size) -> Bitmap | None:
    """Return the pixels of a thing on a canvas: its mask, or what its outlines hold.

    None for a thing that has a box alone, or is too thin to hold the middle of a pixel.
    """
    if shape is None:
        return None
    if shape.mask is not None:
        return shape.mask
    rings = _outlines(shape)
    if not rings:
        return None
    found = _reach(rings, size)
    values = filled(rings, found) if found.area else None
    return None if values is None or not values.any() else Bitmap(found.x, found.y, values)


def _outlines(shape: Shape) -> tuple[Points, ...]:
    return shape.rings or (() if shape.corners is None else (shape.corners,))


def _reach(rings: tuple[Points, ...], size: Size) -> Box:
    return window(np.array(bounds(np.concatenate(rings))), size)


def thing_of(mark: Marks, size: Size) -> Bitmap | None:
    """Return the pixels of a single mark on a canvas: of a box alone, those in it by half."""
    own = pixels(mark.shapes[0], size) if len(mark) else None
    if own is not None or not len(mark):
        return own
    left, upper, right, lower = np.clip(np.rint(mark.boxes[0]), 0, np.tile(size, 2)).astype(int)
    if left == right or upper == lower:
        return None
    return Bitmap(int(left), int(upper), np.ones((lower - upper, right - left), np.uint8))


def filled(rings: tuple[Points, ...], part: Box) -> Mask:
    """Return 1 for the pixels of a part of a canvas that lie in any of some rings by half."""
    fine = max(1, min(_FINE, math.isqrt(_PIXELS // part.area)))
    canvas = np.zeros((part.height * fine, part.width * fine), np.uint8)
    for ring in rings:
        # Corners count from the edge, and OpenCV's from the centre of the first pixel.
        corners = (ring - (part.x, part.y)) * fine - 0.5
        cv2.fillPoly(canvas, [np.rint(corners * 256).astype(np.int32)], (255,), shift=8)
    small = cv2.resize(canvas, part[2:], interpolation=cv2.INTER_AREA)
    result: Mask = (small > 127).astype(np.uint8)
    return result


def place(bitmap: Bitmap) -> Box:
    """Return the part of its canvas that a bitmap covers."""
    height, width = bitmap.values.shape
    return Box(bitmap.x, bitmap.y, width, height)


def share_under(mask: Mask, box: NDArray[np.float64], shape: Shape | None) -> float:
    """Return the share of a thing that lies under a mask of the whole canvas."""
    size = mask.shape[1], mask.shape[0]
    rings = () if shape is None or shape.mask is not None else _outlines(shape)
    # Most things are not touched, and to draw outlines takes longer than all else.
    if rings and not _reach(rings, size).of(mask).any():
        return 0.0
    own = pixels(shape, size)
    if own is None:
        return share_of_box(box, mask)
    both = cv2.countNonZero(own.values & place(own).of(mask))
    return both / cv2.countNonZero(own.values)


def share_of_box(box: NDArray[np.float64], mask: Mask) -> float:
    """Return the share of a box, whose edges may cut pixels, that lies under a mask; exact."""
    part = window(box, (mask.shape[1], mask.shape[0]))
    width, height = box[2:] - box[:2]
    if not part.area or width <= 0 or height <= 0:
        return 0.0
    under = part.of(mask)
    above, below = box[1] - part.y, part.y + part.height - box[3]
    columns = cv2.reduce(under, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[0]
    columns = columns - max(above, 0.0) * under[0] - max(below, 0.0) * under[-1]
    before, behind = box[0] - part.x, part.x + part.width - box[2]
    area = columns.sum() - max(before, 0.0) * columns[0] - max(behind, 0.0) * columns[-1]
    return min(float(area / (width * height)), 1.0)
