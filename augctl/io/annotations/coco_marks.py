"""Annotations of one image in COCO's form to marks.

Boxes and polygons count from the edge of the image, as marks do. Keypoints are numbers of pixels,
counted from 0: they are marked in the middle of their pixel (as detectron2 has it).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

import numpy as np

from augctl.io.annotations import rle
from augctl.io.annotations.coco_rows import Class, Row, Speaker, packed
from augctl.io.annotations.faults import ROUNDING_PX, Faults, beyond, box_fault
from augctl.marks import Bitmap, Marks, Points, Shape, Thing
from augctl.rings import bounds, clip_ring

Size = tuple[int, int]

KEYPOINT_SHIFT = 0.5
"""From the number of a pixel to its middle."""


def marks_of(
    rows: Sequence[Row], classes: Mapping[Any, Class], size: Size | None, path: str, faults: Faults
) -> Marks:
    """Read the annotations of an image; what is wrong is reported, and left out.

    Args:
        rows: Of this image.
        classes: By id.
        size: Width and height of the image in pixels; without it nothing is cut.
        path: Of the image, below the folder of the dataset.
        faults: Of the annotation file.
    """
    things: list[Thing] = []
    boxes, shapes, speakers = [], [], []
    for row in rows:
        say = Speaker(row, path, faults)
        kind = classes.get(row.category) if isinstance(row.category, (int, str)) else None
        if kind is None:
            say("category_unknown", f"its category_id {row.category!r} is no category; left out")
            continue
        shape = _shape(row, kind, size, say)
        box = _box(row, shape, say)
        if box is None:
            continue
        extra = row.extra
        if shape is None or not (shape.rings or shape.mask):
            extra = _with_area(extra, row.area, box)
        things.append(Thing(kind.label, path, len(things), extra))
        boxes.append(box)
        shapes.append(shape)
        speakers.append(say)
    marks = Marks.of(things, boxes, shapes)
    return marks if size is None or not things else _cut(marks, size, speakers)


def _box(row: Row, shape: Shape | None, say: Speaker) -> tuple[float, float, float, float] | None:
    """Return the edges of a box: its own, or else those of its outline; None if it has none."""
    given = row.box
    if given is None or given == ():
        if shape is not None and shape.rings:
            return bounds(np.concatenate(shape.rings))
        if shape is not None and shape.mask is not None:
            return _bitmap_box(shape.mask)
        say("box_missing", "it has neither a bbox nor an outline; left out")
        return None
    try:
        left, upper, width, height = given
        box = (left, upper, left + width, upper + height)
        fault = box_fault(box)
    except (TypeError, ValueError, OverflowError):
        fault = "box_malformed", "its bbox is not four numbers"
    if fault is not None:
        say(fault[0], f"{fault[1]} (bbox {str(given)[:80]}); left out")
        return None
    return box


def _bitmap_box(mask: Bitmap) -> tuple[float, float, float, float]:
    height, width = mask.values.shape
    return mask.x, mask.y, mask.x + width, mask.y + height


def _with_area(
    extra: dict[str, Any], area: Any, box: tuple[float, float, float, float]
) -> dict[str, Any]:
    """Keep an area that its box does not tell: as a share of it, so that it can move along."""
    whole = (box[2] - box[0]) * (box[3] - box[1])
    if type(area) in (int, float) and 0 < area < 1e18 and abs(area - whole) > 0.01:
        return {**extra, "area_share": area / whole}
    return extra


def _shape(row: Row, kind: Class, size: Size | None, say: Speaker) -> Shape | None:
    rings: tuple[Points, ...] = ()
    mask, keypoints = None, None
    if isinstance(row.segmentation, tuple):
        if row.segmentation:
            rings = _rings(row.segmentation, size, say)
    elif isinstance(row.segmentation, dict):
        mask = _mask(row.segmentation, size, say)
    elif isinstance(row.segmentation, Bitmap):
        mask = row.segmentation
    elif row.segmentation is not None:
        what = "its segmentation is neither polygons nor run lengths; it is left out"
        say("segmentation_malformed", what)
    if row.keypoints:
        keypoints = _keypoints(row.keypoints, kind, size, say)
    if rings or mask is not None or keypoints is not None:
        return Shape(rings, mask, None, keypoints, kind.mirrored if keypoints is not None else ())
    return None


def _rings(polygons: Sequence[Any], size: Size | None, say: Speaker) -> tuple[Points, ...]:
    rings = []
    for numbers in polygons:
        fault = _polygon_fault(numbers)
        if fault is not None:
            say("polygon_malformed", f"{fault}; the polygon is left out")
            continue
        ring: Points = np.frombuffer(numbers, dtype=np.float64).reshape(-1, 2)
        # Built-in functions are faster than numpy's on so few numbers.
        if size is not None and (
            min(numbers) < 0 or max(numbers[::2]) > size[0] or max(numbers[1::2]) > size[1]
        ):
            if beyond(np.array([bounds(ring)]), *size)[0] > ROUNDING_PX:
                say("polygon_outside", "a polygon reaches beyond the image; it is cut", mended=True)
            ring = clip_ring(ring, *size)
        if len(ring) >= 3:
            rings.append(ring)
    return tuple(rings)


def _polygon_fault(numbers: Any) -> str | None:
    if numbers is None:
        return "a polygon is not a list of numbers"
    if len(numbers) % 2:
        return f"a polygon has {len(numbers)} values, which is odd"
    if len(numbers) < 6:
        return f"a polygon has {len(numbers) // 2} points, and needs 3"
    if not math.isfinite(sum(numbers)):
        return "a polygon has a number that is not finite"
    return None


def _mask(runs: Mapping[str, Any], size: Size | None, say: Speaker) -> Bitmap | None:
    counts, given = runs.get("counts"), runs.get("size")
    if not isinstance(counts, (str, list)) or not _is_size(given):
        say("rle_malformed", "its run lengths need counts, and size: [height, width]; left out")
        return None
    height, width = given
    if size is not None and (width, height) != size:
        say(
            "rle_size",
            f"its run lengths are for {width} x {height} pixels, the image is "
            f"{size[0]} x {size[1]}; they are left out",
        )
        return None
    try:
        mask = rle.decode(counts, width, height)
    except ValueError as error:
        say("rle_malformed", f"its run lengths cannot be read: {error}; they are left out")
        return None
    if mask is None:
        say("rle_empty", "its run lengths hold no pixel; they are left out")
    return mask


def _is_size(given: object) -> TypeGuard[list[int]]:
    if not isinstance(given, list) or len(given) != 2:
        return False
    return all(type(side) is int and 0 < side < 1 << 31 for side in given)


def _keypoints(numbers: Any, kind: Class, size: Size | None, say: Speaker) -> Any:
    given = packed(numbers) if isinstance(numbers, list) else None
    expected = 3 * kind.keypoints
    if given is None or len(given) != expected or not math.isfinite(sum(given)):
        say(
            "keypoints_malformed",
            f"its keypoints should be {expected} numbers, {kind.keypoints} times x, y and "
            "visibility; they are left out",
        )
        return None
    points = np.array(given).reshape(-1, 3)
    seen = points[:, 2]
    if not np.isin(seen, (0, 1, 2)).all():
        say("keypoints_malformed", "a keypoint's visibility is not 0, 1 or 2; they are left out")
        return None
    points[:, :2] += KEYPOINT_SHIFT
    if size is not None:
        over = beyond(np.concatenate([points[:, :2]] * 2, axis=1), *size)
        outside = (np.array(over) > ROUNDING_PX) & (seen > 0)
        if outside.any():
            what = "a keypoint is outside of the image; taken as not marked"
            say("keypoint_outside", what, mended=True)
            points[outside] = 0
        points[:, :2] = np.clip(points[:, :2], 0, size)
    points[points[:, 2] == 0] = 0
    return points


def _cut(marks: Marks, size: Size, speakers: Sequence[Speaker]) -> Marks:
    """Cut boxes to the image; those that are wholly outside go."""
    over = beyond(marks.boxes, *size)
    if max(over) <= 0:
        return marks
    width, height = size
    boxes = np.clip(marks.boxes, 0.0, (width, height, width, height))
    inside = (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
    for number, say in enumerate(speakers):
        if not inside[number]:
            say("box_outside", "its box is outside of the image; left out")
        elif over[number] > ROUNDING_PX:
            say("box_outside", "its box reaches beyond the image; it is cut", mended=True)
    kept = Marks(marks.things, boxes, marks.visible, marks.shapes).where(inside)
    if len(kept) == len(marks):
        return kept
    things = tuple(
        Thing(thing.label, thing.parent, number, thing.extra)
        for number, thing in enumerate(kept.things)
    )
    return Marks(things, kept.boxes, kept.visible, kept.shapes)
