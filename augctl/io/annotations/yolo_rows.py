"""YOLO's label files to marks: a row per thing, a class and numbers from 0 to 1.

A row is known by how many numbers follow its class: 4 are a box (middle, width, height), 8 in a
dataset of rotated boxes are their corners, other even numbers from 6 on are an outline. In a
dataset of keypoints they follow the box. All count from the edge of the image, as marks do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from augctl.io.annotations.faults import ROUNDING_PX, Faults, beyond, box_fault
from augctl.io.annotations.model import Category
from augctl.io.annotations.yolo_config import Config, Kind
from augctl.marks import Marks, Points, Shape, Thing
from augctl.rings import bounds, clip_ring

Size = tuple[int, int]
Box = tuple[float, float, float, float]


class Row(NamedTuple):
    """A row of numbers.

    Attributes:
        line: Where it stands, from 1.
        values: Class, and what follows.
    """

    line: int
    values: list[float]


def rows_of(text: str, faults: Faults) -> list[Row]:
    """Read rows; those that are not numbers are reported, and left out."""
    rows = []
    for line, words in enumerate(map(str.split, text.splitlines()), 1):
        if not words:
            continue
        try:
            values = list(map(float, words))
        except ValueError:
            faults.at(line, "row_malformed", "a row that is not all numbers; left out")
            continue
        if not math.isfinite(sum(values)):
            faults.at(line, "row_not_finite", "a number that is not finite; the row is left out")
            continue
        rows.append(Row(line, values))
    return rows


def kind_of_row(count: int, config: Config, kind: Kind) -> Kind | None:
    """Say what a row is by the number of its values, its class among them; None if nothing."""
    if count == 5:
        return "detect"
    if config.points:
        return "pose" if count == 5 + config.points * config.point_size else None
    if count == 9 and kind == "obb":
        return "obb"
    return "segment" if count >= 7 and count % 2 else None


def marks_of(
    rows: Sequence[Row], config: Config, kind: Kind, size: Size, path: str, faults: Faults
) -> Marks:
    """Make marks of rows; what is wrong is reported, and left out.

    Args:
        rows: Of one image.
        config: Of the dataset.
        kind: What the rows of the dataset are.
        size: Width and height of the image in pixels.
        path: Of the image, below the folder of the dataset.
        faults: Of the label file.
    """
    things: list[Thing] = []
    boxes: list[Box] = []
    shapes: list[Shape | None] = []
    mixed = 0
    for row in rows:
        category = _category(row, config, faults)
        if category is None:
            continue
        own = kind_of_row(len(row.values), config, kind)
        if own is None:
            faults.at(row.line, "row_malformed", _malformed(len(row.values), config))
            continue
        if own != kind and not mixed:
            mixed = row.line
        found = _mark(row, own, category, config, size, faults)
        if found is not None:
            things.append(Thing(category.name, path, len(things)))
            boxes.append(found[0])
            shapes.append(found[1])
    if mixed:
        what = f"a row that is not of the kind {kind!r}, as others are; it is taken for what it is"
        faults.mended(mixed, "rows_mixed", what)
    return Marks.of(things, boxes, shapes)


def _malformed(count: int, config: Config) -> str:
    if config.points:
        whole = 5 + config.points * config.point_size
        expected = f"5, or {whole} with {config.points} keypoints"
    else:
        expected = "5 for a box, or an odd number from 7 on for an outline (keypoints need "
        expected += "kpt_shape in data.yaml)"
    return f"a row of {count} values, expected {expected}; left out"


def _category(row: Row, config: Config, faults: Faults) -> Category | None:
    number, known = row.values[0], len(config.categories)
    if not 0 <= number < known or number != int(number):
        what = f"the class {number:g} is none of the {known} in {config.path}; the row is left out"
        faults.at(row.line, "class_unknown", what)
        return None
    return config.categories[int(number)]


def _mark(
    row: Row, kind: Kind, category: Category, config: Config, size: Size, faults: Faults
) -> tuple[Box, Shape | None] | None:
    if kind in ("segment", "obb"):
        ring: Points = np.array(row.values[1:]).reshape(-1, 2) * size
        box = bounds(ring)
    else:
        width, height = size
        x, y, w, h = row.values[1:5]
        box = (x - w / 2) * width, (y - h / 2) * height, (x + w / 2) * width, (y + h / 2) * height
    fault = box_fault(box)
    if fault is not None:
        faults.at(row.line, fault[0], f"{fault[1]}; the row is left out")
        return None
    cut = _inside(box, size, row.line, faults)
    if cut is None:
        return None
    if kind == "segment":
        ring = clip_ring(ring, *size) if cut != box else ring
        return cut, Shape(rings=(ring,)) if len(ring) >= 3 else None
    if kind == "obb":
        return cut, Shape(corners=ring)
    if kind == "pose":
        points = _keypoints(row, category, config, size, faults)
        return cut, None if points is None else Shape(keypoints=points, mirrored=category.mirrored)
    return cut, None


def _inside(box: Box, size: Size, line: int, faults: Faults) -> Box | None:
    """Cut a box to the image."""
    width, height = size
    left, upper, right, lower = box
    if left >= 0 and upper >= 0 and right <= width and lower <= height:
        return box
    cut = max(left, 0.0), max(upper, 0.0), min(right, width), min(lower, height)
    if cut[2] <= cut[0] or cut[3] <= cut[1]:
        what = "it is outside of the image (numbers go from 0 to 1); the row is left out"
        faults.at(line, "box_outside", what)
        return None
    if max(-left, -upper, right - width, lower - height) > ROUNDING_PX:
        faults.mended(line, "box_outside", "it reaches beyond the image; it is cut")
    return cut


def _keypoints(
    row: Row, category: Category, config: Config, size: Size, faults: Faults
) -> NDArray[np.float64] | None:
    given: NDArray[np.float64] = np.array(row.values[5:]).reshape(config.points, config.point_size)
    # Rows are as long as for the class with the most keypoints.
    given = given[: len(category.keypoints)]
    if len(given) == 0:
        return None
    points = np.zeros((len(given), 3))
    points[:, :2] = given[:, :2] * size
    # Without visibility, keypoints that are not marked stand in the corner.
    points[:, 2] = given[:, 2] if config.point_size == 3 else 2.0 * given.any(axis=1)
    if not np.isin(points[:, 2], (0, 1, 2)).all():
        what = "a keypoint's visibility is not 0, 1 or 2; the keypoints are left out"
        faults.at(row.line, "keypoints_malformed", what)
        return None
    over = np.array(beyond(np.concatenate([points[:, :2]] * 2, axis=1), *size))
    outside = (over > ROUNDING_PX) & (points[:, 2] > 0)
    if outside.any():
        what = "a keypoint is outside of the image; taken as not marked"
        faults.mended(row.line, "keypoint_outside", what)
    points[:, :2] = np.clip(points[:, :2], 0, size)
    points[outside | (points[:, 2] == 0)] = 0
    return points
