"""Marks: what is known about places in an image. Boxes, outlines, masks, rotated boxes, keypoints.

Coordinates are in pixels, x to the right and y down, and count from the left upper edge of the
image: the first pixel covers 0 to 1. (Mappings of stages count from the centre of the first pixel.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""Shape (n, 2): x and y."""

Boxes = NDArray[np.float64]
"""Shape (n, 4): left, upper, right and lower edge."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What of a mark does not move.

    Attributes:
        label: Its class.
        parent: Id of the original that it was marked in.
        number: Its place among the marks of that original, from 0.
        extra: Whatever else its dataset says of it, as JSON values.
    """

    label: str
    parent: str
    number: int
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A mask of one thing, cut to where it is.

    Attributes:
        x: The column of the image where it begins.
        y: The row of the image where it begins.
        values: Shape (height, width), uint8: 1 where the thing is, else 0; within the image.
    """

    x: int
    y: int
    values: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Shape:
    """More than a box of one thing; any of these can be there.

    Attributes:
        rings: Outlines of its parts, each closed without repeating the first point.
        mask: Its pixels.
        corners: The four corners of a rotated box, shape (4, 2), in order around it.
        keypoints: Shape (k, 3): x, y, and visibility as COCO has it: 0 not marked (x and y are 0),
            1 marked but hidden, 2 seen.
        mirrored: For each keypoint the number of the one that it becomes in a mirror: the left eye
            the right one. Empty where none changes.
    """

    rings: tuple[Points, ...] = ()
    mask: Bitmap | None = None
    corners: Points | None = None
    keypoints: NDArray[np.float64] | None = None
    mirrored: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Marks:
    """All marks of one image, in the order of its annotation.

    Attributes:
        things: What each is.
        boxes: Where each is; within the image.
        visible: How much of each is still to be seen, from 0 to 1, of its area in its original;
            shape (n,).
        shapes: More of where each is; None for things that have a box alone.
    """

    things: tuple[Thing, ...]
    boxes: Boxes
    visible: NDArray[np.float64]
    shapes: tuple[Shape | None, ...]

    @classmethod
    def of(
        cls,
        things: Sequence[Thing],
        boxes: Sequence[Sequence[float]] | Boxes,
        shapes: Sequence[Shape | None] | None = None,
    ) -> Marks:
        """Make the marks of an original, where everything is to be seen."""
        count = len(things)
        where = np.asarray(boxes, dtype=np.float64).reshape(count, 4)
        return cls(
            tuple(things), where, np.ones(count), tuple(shapes) if shapes else (None,) * count
        )

    def __len__(self) -> int:
        return len(self.things)

    def where(self, kept: NDArray[np.bool_]) -> Marks:
        """Return some of the marks; `kept` has shape (n,)."""
        if kept.all():
            return self
        numbers = np.flatnonzero(kept).tolist()
        return Marks(
            tuple(self.things[i] for i in numbers),
            self.boxes[kept],
            self.visible[kept],
            tuple(self.shapes[i] for i in numbers),
        )

    def and_those(self, others: Marks) -> Marks:
        """Return these marks, and behind them others of the same image."""
        return Marks(
            self.things + others.things,
            np.concatenate([self.boxes, others.boxes]),
            np.concatenate([self.visible, others.visible]),
            self.shapes + others.shapes,
        )

    def large_enough(self, min_visible: float, min_size_px: float) -> NDArray[np.bool_]:
        """Say which marks are worth keeping: shape (n,).

        Args:
            min_visible: The least share of its area that must be seen.
            min_size_px: The least width and height of its box.
        """
        sides = self.boxes[:, 2:] - self.boxes[:, :2]
        # A share that is what it should be may be off in its last digits.
        seen = self.visible >= min_visible - 1e-9
        result: NDArray[np.bool_] = seen & (sides >= min_size_px).all(axis=1)
        return result
