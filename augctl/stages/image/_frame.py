"""Frames: a part of an image, resized, on a canvas. Crops, paddings and fits are all frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from augctl.errors import BadInput
from augctl.sample import Image
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Affine, Size, border, shift, size_of, stretch
from augctl.stages.image._box import Box
from augctl.stages.image._fit import resized
from augctl.stages.image._geometric import AffineTransform

# Codecs count sides in 16 bits.
_MAX_SIDE = 65_535


@dataclass(frozen=True, slots=True)
class Frame:
    """What is seen of an image, and where it stands on a canvas, all in whole pixels.

    Attributes:
        seen: The part of the image.
        onto: The part on the canvas; it may reach beyond it, but not lie wholly outside.
        canvas: Width and height of the result.
    """

    seen: Box
    onto: Box
    canvas: Size

    def mapping(self) -> Affine:
        """Return where points go."""
        part = self.seen.width, self.seen.height
        first = stretch(part, (self.onto.width, self.onto.height)).after(
            shift(part, -self.seen.x, -self.seen.y)
        )
        return shift(self.canvas, self.onto.x, self.onto.y).after(first)

    def move(self, image: Image, fill: Any = "edge") -> Image:
        """Cut the part out of an image (HWC), resize it, and place it; see `Fill`."""
        part, size = image, self.onto[2:]
        if self.seen != (0, 0, *size_of(image)):
            part = self.seen.of(image)
            # A copy, so that the rest can be freed.
            part = part.copy() if size == self.seen[2:] == self.canvas else part
        if size != self.seen[2:]:
            part = resized(part, size, quick=True)
        return placed(part, self.canvas, self.onto.x, self.onto.y, fill)


def placed(image: Image, size: Size, x: int, y: int, fill: Any) -> Image:
    """Put an image (HWC) on a canvas with its left upper pixel at (x, y).

    What lies beyond the canvas is cut off, and what the canvas has beyond the image takes `fill`,
    see `Fill`. An image that is the canvas already is returned itself.
    """
    width, height = size_of(image)
    right, below = max(size[0] - width - x, 0), max(size[1] - height - y, 0)
    if (x, y) == (0, 0) and size == (width, height):
        return image
    # An axis that is only cut is cut first, so that what is cut off is not copied.
    if x <= 0 and not right:
        image, x = image[:, -x : size[0] - x], 0
    if y <= 0 and not below:
        image, y = image[-y : size[1] - y], 0
    left, above = max(x, 0), max(y, 0)
    if not (left or right or above or below):
        return image.copy()
    mode, value = border(fill, image)
    larger = cv2.copyMakeBorder(image, above, below, left, right, mode, value=value)
    if larger.shape[:2] != (size[1], size[0]):
        x, y = max(-x, 0), max(-y, 0)
        larger = np.ascontiguousarray(larger[y : y + size[1], x : x + size[0]])
    return larger.reshape(size[1], size[0], image.shape[2])


def wanted(size: Size, width: int | None, height: int | None) -> Size:
    """Return the size that is asked for; one side alone keeps the aspect, none keeps the size."""
    if width is None and height is None:
        return size
    width = width or max(1, round(size[0] * (height or 0) / size[1]))
    height = height or max(1, round(size[1] * width / size[0]))
    return checked(size, (width, height))


def checked(size: Size, onto: Size) -> Size:
    """Return the size after, or refuse it if no codec can hold it."""
    if max(onto) > _MAX_SIDE:
        raise BadInput(
            "too_large",
            f"{size[0]}x{size[1]} pixels would become {onto[0]}x{onto[1]}:"
            f" a side has up to {_MAX_SIDE}",
        )
    return onto


def spot(room: int, at: float) -> int:
    """Return a place from 0 to `room`, at a share of it; uniform shares make all as likely."""
    return min(int(at * (room + 1)), room)


class FrameTransform(AffineTransform):
    """A transform that one frame describes: pixels and marks move by it alike."""

    def frame(self, size: Size, drawn: Drawn) -> Frame:
        """Return the frame for a canvas of this size."""
        raise NotImplementedError

    def mapping(self, size: Size, drawn: Drawn) -> Affine:
        """Stretch and move the part."""
        return self.frame(size, drawn).mapping()

    def move(self, image: Image, drawn: Drawn) -> Image:
        """Cut, resize and continue the image, by whole pixels."""
        return self.frame(size_of(image), drawn).move(image, self.fill)
