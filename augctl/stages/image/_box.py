"""A rectangle of whole pixels."""

from __future__ import annotations

from typing import NamedTuple

from augctl.sample import Image


class Box(NamedTuple):
    """A rectangle of whole pixels; `x` and `y` are its left upper pixel, as COCO writes it.

    >>> Box(*[2, 1, 3, 2]).area
    6
    """

    x: int
    y: int
    width: int
    height: int

    @property
    def area(self) -> int:
        """How many pixels it covers."""
        return self.width * self.height

    def of(self, image: Image) -> Image:
        """Return this part of an image (HWC) as a view."""
        return image[self.y : self.y + self.height, self.x : self.x + self.width]

    def pasted(self, image: Image, patch: Image | tuple[int, ...]) -> Image:
        """Return a copy of an image with a patch, or one value per channel, in this place."""
        result = image.copy()
        self.of(result)[...] = patch
        return result
