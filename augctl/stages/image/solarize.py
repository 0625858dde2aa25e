"""Invert the light tones of an image."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator

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

    def table(self, image: Image, drawn: Drawn) -> Image:
        """Keep the levels below the threshold, and swap the others."""
        white = full_scale(image)
        threshold: float = drawn["threshold"]
        lowest = math.ceil(threshold * (white // 255))
        table = np.arange(white + 1, dtype=image.dtype)
        table[lowest:] = ~table[lowest:]
        return table
