"""Annotations as COCO's files have them, packed."""

from __future__ import annotations

import sys
from array import array
from dataclasses import replace
from typing import Any, NamedTuple

from augctl.io.annotations.faults import Faults


class Row(NamedTuple):
    """An annotation as its file has it; polygons are packed, so that many fit into memory.

    Attributes:
        line: Where it stands.
        category: Id of its category.
        box: Left and upper edge, width, height.
        segmentation: Packed polygons, a mapping of run lengths, a mask, or what else is there.
        keypoints: x, y and visibility of each in turn.
        area: In square pixels.
        extra: All else.
    """

    line: int
    category: Any
    box: Any
    segmentation: Any
    keypoints: Any
    area: Any
    extra: dict[str, Any]


class Class(NamedTuple):
    """What the annotations of a category need of it.

    Attributes:
        label: Its name.
        keypoints: How many it has.
        mirrored: As `Shape` has it.
    """

    label: str
    keypoints: int
    mirrored: tuple[int, ...]


def row_of(line: int, item: dict[str, Any]) -> Row:
    """Pack an annotation; `item` is used up."""
    take = item.pop
    take("image_id", None)
    take("num_keypoints", None)
    segmentation = take("segmentation", None)
    if isinstance(segmentation, list):
        if segmentation and not isinstance(segmentation[0], list):
            segmentation = [segmentation]  # one polygon that is in no list of its own
        segmentation = tuple(map(packed, segmentation))
    values = [take(key, None) for key in ("category_id", "bbox", "keypoints", "area")]
    category, box, keypoints, area = values
    if isinstance(box, list):
        box = tuple(box)  # tuples of numbers cost the garbage collector nothing
    if not item.get("iscrowd", True):
        del item["iscrowd"]  # which is what no iscrowd means
    # The parser makes each key anew.
    extra = {sys.intern(key): value for key, value in item.items()}
    return Row(line, category, box, segmentation, keypoints, area, extra)


def packed(numbers: Any) -> Any:
    """Pack a list of numbers; None if it is none."""
    try:
        return array("d", numbers)
    except (TypeError, OverflowError):
        return None


class Speaker(NamedTuple):
    """Reports what is wrong with one annotation."""

    row: Row
    path: str
    faults: Faults

    def __call__(self, reason: str, message: str, *, mended: bool = False) -> None:
        """Report by a word for machines, and in words for people."""
        number = self.row.extra.get("id")
        which = "an annotation" if number is None else f"annotation {number!r}"
        what = f"{which} of {self.path}: {message}"
        own = replace(self.faults, picture=self.path)
        own.at(self.row.line, reason, what, mended=mended)
