"""Blur an image."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import cv2
from numpy.random import Generator

from augctl.params import Range, SigmaPixels, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn, Transform


class GaussianBlur(Transform):
    """Blur evenly, much as a lens a little out of focus does.

    Use for pictures of uneven sharpness. Not where fine texture is the class, nor with `sigma_px`
    above about 20 on a large set: twice the `sigma_px` takes about three times as long.
    Image: HWC, uint8 or uint16. Alpha is blurred with the colours; the image is reflected at its
    edges.
    """

    example: ClassVar[dict[str, Any]] = {"sigma_px": [0, 1.5]}

    sigma_px: Range[SigmaPixels] = uniform(0.3, 1.5)
    """Standard deviation of the bell curve, in pixels; 0 leaves the image as it is."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the width of the curve."""
        return {"sigma_px": self.sigma_px.sample(rng)}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Convolve, first along rows, then along columns."""
        sigma = drawn["sigma_px"]
        if sigma == 0:
            return sample
        image = sample.image
        return sample.with_image(_blurred(image, sigma).reshape(image.shape))


def _blurred(image: Image, sigma: float) -> Image:
    if sigma < 1:
        return cv2.GaussianBlur(image, (0, 0), sigma)
    # For larger ones OpenCV's own kernel, in fixed point, is less exact and takes twice the time.
    kernel = cv2.getGaussianKernel(2 * math.ceil(3 * sigma) + 1, sigma)
    return cv2.sepFilter2D(image, -1, kernel, kernel)
