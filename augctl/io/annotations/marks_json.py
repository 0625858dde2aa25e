"""Marks as JSON values and back: for stores and receipts, where they must come back exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from augctl.marks import Bitmap, Marks, Shape, Thing

Row = dict[str, Any]


def dump_marks(marks: Marks) -> list[Row]:
    """Write marks as JSON values, without what is not there."""
    return [
        _row(thing, box, seen, shape)
        for thing, box, seen, shape in zip(
            marks.things, marks.boxes.tolist(), marks.visible.tolist(), marks.shapes, strict=True
        )
    ]


def load_marks(rows: Sequence[Mapping[str, Any]], parent: str) -> Marks:
    """Read marks back.

    Args:
        rows: What `dump_marks` made.
        parent: Id of the original of all marks that name no other.
    """
    things = tuple(
        Thing(row["label"], row.get("parent", parent), row["number"], row.get("extra", {}))
        for row in rows
    )
    return Marks(
        things,
        np.array([row["box"] for row in rows], dtype=np.float64).reshape(len(rows), 4),
        np.array([row.get("visible", 1.0) for row in rows], dtype=np.float64),
        tuple(_shape(row["shape"]) if "shape" in row else None for row in rows),
    )


def _row(thing: Thing, box: list[float], seen: float, shape: Shape | None) -> Row:
    row: Row = {"label": thing.label, "parent": thing.parent, "number": thing.number, "box": box}
    if thing.extra:
        row["extra"] = dict(thing.extra)
    if seen != 1:
        row["visible"] = seen
    if shape is not None:
        row["shape"] = _shape_row(shape)
    return row


def _shape_row(shape: Shape) -> Row:
    row: Row = {}
    if shape.rings:
        row["rings"] = [ring.tolist() for ring in shape.rings]
    if shape.mask is not None:
        row["mask"] = _mask_row(shape.mask)
    if shape.corners is not None:
        row["corners"] = shape.corners.tolist()
    if shape.keypoints is not None:
        row["keypoints"] = shape.keypoints.tolist()
    if shape.mirrored:
        row["mirrored"] = list(shape.mirrored)
    return row


def _shape(row: Mapping[str, Any]) -> Shape:
    keypoints, corners = row.get("keypoints"), row.get("corners")
    return Shape(
        tuple(np.array(ring, dtype=np.float64).reshape(-1, 2) for ring in row.get("rings", ())),
        _mask(row["mask"]) if "mask" in row else None,
        None if corners is None else np.array(corners, dtype=np.float64),
        None if keypoints is None else np.array(keypoints, dtype=np.float64).reshape(-1, 3),
        tuple(row.get("mirrored", ())),
    )


def _mask_row(mask: Bitmap) -> Row:
    """Write a mask as runs: row by row, how many pixels are 0, then 1, and so on."""
    flat = mask.values.reshape(-1)
    changes = np.flatnonzero(np.diff(flat, prepend=np.uint8(0)))
    runs = np.diff(changes, prepend=0, append=flat.size).tolist()
    height, width = mask.values.shape
    return {"at": [mask.x, mask.y], "size": [width, height], "runs": runs}


def _mask(row: Mapping[str, Any]) -> Bitmap:
    (x, y), (width, height) = row["at"], row["size"]
    runs = row["runs"]
    values = np.repeat(np.arange(len(runs), dtype=np.uint8) & 1, runs)
    return Bitmap(x, y, values.reshape(height, width))
