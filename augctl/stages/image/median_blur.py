"""Smooth an image by the median of a square."""

from __future__ import annotations

from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.random import Generator

from augctl.params import RadiusPixels, Range, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn, Transform


class MedianBlur(Transform):
    """Replace each pixel by the median of the square around it, channel by channel.

    Use to take fine detail away and keep edges, as denoising cameras and painters do. Not above
    a radius of 2 where time counts: it takes some thirty times as long, for 16 bits some thousand
    times.
    Image: HWC, uint8 or uint16. Alpha takes part; the image is continued at its edges.
    """

    example: ClassVar[dict[str, Any]] = {"radius_px": [1, 2]}

    radius_px: Range[RadiusPixels] = uniform(1, 2)
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
    """Find medians that OpenCV finds only for 8 bits.

    A median stays one under any change that keeps order. So the upper bytes give the medians'
    upper bytes; and where that is `upper`, the values less `256 * upper`, clipped to one byte,
    give the lower.
    """
    uppers = cv2.medianBlur((image >> 8).astype(np.uint8), side).reshape(image.shape)
    result = np.empty_like(image)
    for upper in np.unique(uppers).tolist():
        clipped = np.minimum(cv2.subtract(image, np.full_like(image, upper * 256)), 255)
        lowers = cv2.medianBlur(clipped.astype(np.uint8).reshape(image.shape), side)
        here = uppers == upper
        result[here] = lowers.reshape(image.shape)[here] + np.uint16(upper * 256)
    return result
