"""Smooth an image by the median of a square."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import cv2
import numpy as np
from annotated_types import Ge, Le
from numpy.lib.stride_tricks import sliding_window_view
from numpy.random import Generator

from augctl.forms import Unit
from augctl.params import Range, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn, Transform

MedianPixels = Annotated[int, Ge(0), Le(30), Unit("pixels")]

# Values that are sorted at a time.
_SORTED = 1 << 22


class MedianBlur(Transform):
    """Replace each pixel by the median of the square around it, channel by channel.

    Use to take fine detail away and keep edges, as denoising cameras and painters do. Not above
    a radius of 2 where time counts: it takes some twenty times as long, for 16 bits at least some
    three hundred times.
    Image: HWC, uint8 or uint16. Alpha takes part; the image is continued at its edges.
    """

    example: ClassVar[dict[str, Any]] = {"radius_px": [1, 2]}

    radius_px: Range[MedianPixels] = uniform(1, 2)
    """How far the square reaches from its middle: 1 is 3x3 pixels; 0 changes nothing."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the radius."""
        return {"radius_px": self.radius_px.sample(rng)}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Take the medians."""
        side = 2 * drawn["radius_px"] + 1
        if side == 1:
            return sample
        image = sample.image
        exact = _median_of_16_bits if image.dtype == np.uint16 and side > 5 else cv2.medianBlur
        return sample.with_image(exact(image, side).reshape(image.shape))


def _median_of_16_bits(image: Image, side: int) -> Image:
    """Find medians that OpenCV finds only for 8 bits, by sorting every square half-way."""
    radius = side // 2
    border = (radius, radius, radius, radius, cv2.BORDER_REPLICATE)
    padded = cv2.copyMakeBorder(image, *border).reshape(len(image) + 2 * radius, -1, image.shape[2])
    result = np.empty_like(image)
    rows = max(1, _SORTED // (image[0].size * side * side))
    for y in range(0, len(image), rows):
        squares = sliding_window_view(padded[y : y + rows + 2 * radius], (side, side), axis=(0, 1))  # type: ignore[call-overload]
        values = squares.reshape(*squares.shape[:3], -1)
        middle = values.shape[3] // 2
        result[y : y + rows] = np.partition(values, middle, axis=3)[..., middle]
    return result
