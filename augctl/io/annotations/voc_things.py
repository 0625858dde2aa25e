"""The objects of a Pascal VOC annotation as marks.

VOC counts pixels from 1 and includes both ends: `xmin` 1 and `xmax` 10 are the first ten pixels,
so the left edge is at `xmin - 1` and the right one at `xmax`. Some tools write edges, from 0, to
the same names; a dataset where any `xmin` or `ymin` is 0 is one of theirs, for in VOC none can be.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from augctl.errors import BadInput
from augctl.io.annotations.class_maps import VOID
from augctl.io.annotations.faults import ROUNDING_PX, Faults, box_fault
from augctl.io.annotations.voc_xml import Element, values
from augctl.marks import Bitmap, Marks, Shape, Thing

Size = tuple[int, int]
"""Width and height in pixels."""

SIDES = ("xmin", "ymin", "xmax", "ymax")


def marks_of(
    objects: list[Element],
    picture: str,
    size: Size | None,
    first_pixel: int,
    masks: Mapping[int, Bitmap],
    faults: Faults,
) -> Marks:
    """Read the objects of one picture; what cannot be used is reported and left out.

    Args:
        objects: As they stand in the annotation.
        picture: Path of the picture.
        size: Of the picture, if it is known.
        first_pixel: The number of the first pixel: 1, or 0 where numbers are edges.
        masks: Masks of the objects by their place in the annotation, from 1.
        faults: Takes what is wrong.
    """
    things: list[Thing] = []
    boxes: list[list[float]] = []
    shapes: list[Shape | None] = []
    for place, element in enumerate(objects, 1):
        name = element.find("name")
        if name is None or not name.text:
            faults.at(element.line, "no_name", "expected a <name> in this <object>; it is left out")
            continue
        try:
            box = _box(element, first_pixel)
            inside = _cut(box, size)
        except BadInput as error:
            faults.at(element.line, error.reason, f"{name.text!r}: {error.message}; it is left out")
            continue
        if size is not None and _farthest(inside, box) >= ROUNDING_PX:
            faults.mended(
                element.line,
                "box_cut",
                f"{name.text!r}: the box leaves the picture of {size[0]} x {size[1]} pixels; "
                "it is cut",
            )
        rest = [child for child in element.children if child.tag not in ("name", "bndbox")]
        things.append(Thing(name.text, picture, len(things), values(rest)))
        boxes.append(inside)
        shapes.append(Shape(mask=masks[place]) if place in masks else None)
    return Marks.of(things, boxes, shapes)


def sides(element: Element) -> list[float]:
    """Return the four numbers of an object's box, as they are written.

    Raises:
        BadInput: `no_box` or `box_not_a_number`.
    """
    box = element.find("bndbox")
    if box is None:
        raise BadInput("no_box", "expected a <bndbox>")
    texts = {child.tag: child.text for child in box.children}
    found = []
    for side in SIDES:
        if side not in texts:
            raise BadInput("no_box", f"expected <{side}> in its <bndbox>")
        try:
            number = float(texts[side])
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise BadInput(
                "box_not_finite", f"expected a number in <{side}>, found {texts[side]!r}"
            )
        found.append(number)
    return found


def _box(element: Element, first_pixel: int) -> list[float]:
    """Return the edges of an object's box."""
    xmin, ymin, xmax, ymax = sides(element)
    box = [xmin - first_pixel, ymin - first_pixel, xmax, ymax]
    fault = box_fault(box)
    if fault is not None:
        reason, message = fault
        # One less is no width of 0, but a box whose ends were taken for each other.
        inverted = xmax < xmin or ymax < ymin
        raise BadInput("box_inverted" if inverted else reason, f"{message}: {_words(element)}")
    return box


def _farthest(one: list[float], other: list[float]) -> float:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _words(element: Element) -> str:
    return ", ".join(
        f"{side} {number:g}" for side, number in zip(SIDES, sides(element), strict=True)
    )


def _cut(box: list[float], size: Size | None) -> list[float]:
    """Cut a box to the picture."""
    if size is None:
        return box
    width, height = size
    left, upper = max(box[0], 0.0), max(box[1], 0.0)
    right, lower = min(box[2], float(width)), min(box[3], float(height))
    if left >= right or upper >= lower:
        raise BadInput("box_outside", f"the box is outside of the picture of {width} x {height}")
    return [left, upper, right, lower]


def bitmaps(numbers: NDArray[np.uint8]) -> dict[int, Bitmap]:
    """Take a map of objects apart: shape (height, width), 0 where there is none."""
    found = {}
    for number in np.flatnonzero(np.bincount(numbers.reshape(-1))).tolist():
        if number in (0, VOID):
            continue
        own = (numbers == number).view(np.uint8)
        x, y, width, height = cv2.boundingRect(own)
        found[number] = Bitmap(x, y, own[y : y + height, x : x + width].copy())
    return found
