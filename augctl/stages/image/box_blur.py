"""Blur an image by the mean of a square."""

from __future__ import annotations

from typing import Any, ClassVar

import cv2
from numpy.random import Generator

from augctl.params import RadiusPixels, Range, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn, Transform


class BoxBlur(Transform):
    """Replace each pixel by the mean of the square around it.

    Use as the fastest blur: the size of the square costs nothing. Not to look like a lens, which
    makes no squares: see `image.defocus` and `image.gaussian_blur`.
    Image: HWC, uint8 or uint16. Alpha is blurred with the colours; the image is reflected at its
    edges.
    """

    example: ClassVar[dict[str, Any]] = {"radius_px": [0, 3]}

    radius_px: Range[RadiusPixels] = uniform(1, 3)
    """How far the square reaches from its middle: 1 is 3x3 pixels; 0 changes nothing."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the radius."""
        return {"radius_px": self.radius_px.sample(rng)}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Take the means."""
        side = 2 * drawn["radius_px"] + 1
        if side == 1:
            return sample
        image = sample.image
        return sample.with_image(cv2.blur(image, (side, side)).reshape(image.shape))
