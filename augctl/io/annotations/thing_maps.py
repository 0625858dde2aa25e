"""Masks of the things in one picture as a single map: one number per pixel."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from augctl.io.annotations.class_maps import VOID
from augctl.marks import Bitmap, Marks, Points, Shape
from augctl.rings import bounds

Size = tuple[int, int]
"""Width and height in pixels."""

# Outlines are drawn on a grid so many times as fine, for OpenCV counts every pixel that they touch.
_FINE = 8


def has_masks(marks: Marks | None) -> bool:
    """Say whether any thing has a mask, or an outline that makes one."""
    shapes = () if marks is None else marks.shapes
    return any(s is not None and (s.mask is not None or len(s.rings) > 0) for s in shapes)


def object_map(marks: Marks, size: Size) -> NDArray[np.uint8] | None:
    """Return the map of things: shape (height, width), their places in the annotation from 1.

    Where two overlap, the later one is seen. None if nothing has a mask or an outline.
    """
    return _drawn(marks, size, {n: n + 1 for n in range(min(len(marks), VOID - 1))})


def class_map(marks: Marks, size: Size, numbers: Mapping[str, int]) -> NDArray[np.uint8] | None:
    """Return the map of classes that masks give: shape (height, width).

    Args:
        marks: What is in the picture.
        size: Of the picture.
        numbers: Of the classes; those that do not fit a map are not in it.
    """
    levels = {n: numbers.get(thing.label, VOID) for n, thing in enumerate(marks.things)}
    levels = {n: level for n, level in levels.items() if level < VOID}
    return _drawn(marks, size, levels)


def _drawn(marks: Marks, size: Size, levels: Mapping[int, int]) -> NDArray[np.uint8] | None:
    canvas = None
    for number, level in levels.items():
        shape = marks.shapes[number]
        mask = _bitmap(shape, size) if shape is not None else None
        if mask is not None:
            if canvas is None:
                canvas = np.zeros(size[::-1], np.uint8)
            height, width = mask.values.shape
            part = canvas[mask.y : mask.y + height, mask.x : mask.x + width]
            part[mask.values[: part.shape[0], : part.shape[1]] > 0] = level
    return canvas


def _bitmap(shape: Shape, size: Size) -> Bitmap | None:
    if shape.mask is not None:
        return shape.mask
    return filled(shape.rings, size) if shape.rings else None


def filled(rings: tuple[Points, ...], size: Size) -> Bitmap | None:
    """Return the pixels of which more than half is inside any of some outlines.

    Args:
        rings: Within the picture.
        size: Of the picture.
    """
    left, upper, right, lower = bounds(np.concatenate(rings))
    x, y = max(int(left), 0), max(int(upper), 0)
    width, height = min(int(right) + 1, size[0]) - x, min(int(lower) + 1, size[1]) - y
    if width <= 0 or height <= 0:
        return None
    fine = np.zeros((height * _FINE, width * _FINE), np.uint8)
    for ring in rings:
        points = ((ring - (x, y)) * _FINE - 0.5) * 256
        cv2.fillPoly(fine, [np.rint(points).astype(np.int32)], 255, shift=8)
    share = cv2.resize(fine, (width, height), interpolation=cv2.INTER_AREA)
    return Bitmap(x, y, (share > 127).astype(np.uint8))
