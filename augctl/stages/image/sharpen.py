"""Sharpen an image."""

from __future__ import annotations

import math
from functools import partial
from typing import Any, ClassVar

import cv2
from numpy.random import Generator

from augctl.params import Factor, Range, SigmaPixels, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._channels import on_colours


class Sharpen(Transform):
    """Strengthen what a blur would take away: an unsharp mask, as cameras and editors apply.

    Use for pictures that were sharpened in the camera to different degrees. Not before a lossy
    codec of low quality, nor far above 1 for noisy pictures: noise is sharpened too.
    Image: HWC, uint8 or uint16. Alpha stays; the image is reflected at its edges.
    """

    example: ClassVar[dict[str, Any]] = {"amount": [0.2, 1.0], "sigma_px": 1}

    amount: Range[Factor] = uniform(0.2, 1)
    """What the difference from the blurred image is multiplied by; 0 changes nothing."""

    sigma_px: Range[SigmaPixels] = uniform(0.7, 1)
    """Standard deviation of the blur, in pixels: the width of what is strengthened."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw how much, and how wide."""
        return {"amount": self.amount.sample(rng), "sigma_px": self.sigma_px.sample(rng)}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Blur the colours, and move away from that."""
        amount, sigma = drawn["amount"], drawn["sigma_px"]
        if amount == 0 or sigma == 0:
            return sample
        change = partial(_unsharp, amount=amount, sigma=sigma)
        return sample.with_image(on_colours(sample.image, change))


def _unsharp(image: Image, amount: float, sigma: float) -> Image:
    # Weights more than two deviations away are left out: they are small, and cost as much.
    side = 2 * math.ceil(2 * sigma) + 1
    blurred = cv2.GaussianBlur(image, (side, side), sigma)
    cv2.addWeighted(image, 1 + amount, blurred, -amount, 0, dst=blurred)
    return blurred.reshape(image.shape)
