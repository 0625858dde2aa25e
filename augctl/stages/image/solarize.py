"""Invert the light tones of an image."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import Range, ThresholdLevels, uniform
from augctl.sample import Image, Sample, full_scale
from augctl.stages.base import Drawn
from augctl.stages.image._lookup import LookupTransform


class Solarize(LookupTransform):
    """Invert all levels from a threshold on, as film does that was exposed far too long.

    Use in search policies and for self-supervised training, rarely and with a high threshold.
    Not alone for photographs: no camera takes such pictures.
    Image: HWC, uint8 or uint16. Equal to `solarize` of Pillow's ImageOps on uint8.
    """

    example: ClassVar[dict[str, Any]] = {"threshold": [192, 256]}

    threshold: Range[ThresholdLevels] = uniform(192, 256)
    """The lowest level that is inverted, scaled for 16-bit images; 256 changes nothing."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the threshold."""
        return {"threshold": self.threshold.sample(rng)}

    def curve(self, levels: NDArray[np.float64], drawn: Drawn) -> NDArray[np.float64]:
        """Keep the levels below the threshold, and swap the others."""
        below = np.arange(len(levels)) < _lowest(len(levels) - 1, drawn)
        return np.where(below, levels, 1.0 - levels)

    def change(self, image: Image, drawn: Drawn) -> Image:
        """Flip every bit of what is not below the threshold."""
        white = full_scale(image)
        # The mask has all bits set, or none: flipping all bits of a level inverts it.
        _, mask = cv2.threshold(image, _lowest(white, drawn) - 1, white, cv2.THRESH_BINARY)
        return cv2.bitwise_xor(image, mask, dst=mask).reshape(image.shape)


def _lowest(white: int, drawn: Drawn) -> int:
    threshold: float = drawn["threshold"]
    return math.ceil(threshold * (white // 255))
