"""Raise the contrast of an image part by part."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.random import Generator

from augctl.params import ClipFactor, Range, TileCount, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._affine import Size, size_of
from augctl.stages.image._channels import luma, on_colours, with_channels
from augctl.stages.image._clahe import equalized

# Sides in pixels below which a tile's histogram says nothing.
_LEAST = 16


class Clahe(Transform):
    """Equalize brightness tile by tile, within a limit, so that shadows and lights gain detail.

    Use for X-rays, microscopy, and pictures with both dark and bright parts. Not with a high
    `limit` for flat, noisy pictures: the noise is raised too.
    Image: HWC, uint8 or uint16. Brightness is Rec. 601 luma; what it gains is added to red, green
    and blue alike, so hues stay. Alpha stays. On uint8 luma it is OpenCV's CLAHE.

    References:
        Zuiderveld, 1994: Contrast Limited Adaptive Histogram Equalization. Graphics Gems IV.
    """

    example: ClassVar[dict[str, Any]] = {"limit": [1.0, 2.0], "tiles": 8}

    limit: Range[ClipFactor] = uniform(1, 2)
    """How many times the mean a level's count may be before it is cut: 1 changes little."""

    tiles: TileCount = 8
    """Tiles along each side; fewer where one would be less than 16 pixels wide or high."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the limit."""
        return {"limit": self.limit.sample(rng)}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Equalize the luma, and add the difference to the colours."""
        width, height = size_of(sample.image)
        grid = self._along(width), self._along(height)
        change = partial(_equalized, limit=drawn["limit"], grid=grid)
        return sample.with_image(on_colours(sample.image, change))

    def _along(self, side: int) -> int:
        return min(self.tiles, max(1, side // _LEAST))


def _equalized(image: Image, limit: float, grid: Size) -> Image:
    before = luma(image)
    if image.dtype == np.uint8:
        after: Image = cv2.createCLAHE(limit, grid).apply(before)
    else:
        after = equalized(before, limit, grid)
    if image.shape[2] == 1:
        return after[..., None]
    # Both stop at black: at each pixel only one of them is not 0.
    more = with_channels(cv2.subtract(after, before)[..., None], 3)
    less = with_channels(cv2.subtract(before, after)[..., None], 3)
    cv2.add(image, more, dst=more)
    return cv2.subtract(more, less, dst=more)
