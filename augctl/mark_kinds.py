"""Kinds of marks: what a dataset has of them, and what stages say that they cannot keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

from augctl.marks import Marks

MarkKind = Literal["box", "outline", "mask", "rotated_box", "keypoints", "class_map"]
"""A `box` is one that a thing has alone; beside an outline, a mask or a rotated box it follows."""

MARK_KINDS: tuple[MarkKind, ...] = get_args(MarkKind)


def mark_kinds(marks: Marks | None, *, mapped: bool) -> frozenset[MarkKind]:
    """Return the kinds of marks that a sample has.

    Args:
        marks: Its marks.
        mapped: Whether it has a class map.
    """
    return frozenset(_found(marks, mapped))


def _found(marks: Marks | None, mapped: bool) -> Iterator[MarkKind]:
    if mapped:
        yield "class_map"
    for shape in marks.shapes if marks is not None else ():
        if shape is None or not (shape.rings or shape.mask or shape.corners is not None):
            yield "box"
        if shape is None:
            continue
        if shape.rings:
            yield "outline"
        if shape.mask is not None:
            yield "mask"
        if shape.corners is not None:
            yield "rotated_box"
        if shape.keypoints is not None:
            yield "keypoints"
