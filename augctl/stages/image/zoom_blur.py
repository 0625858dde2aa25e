"""Blur an image as a zoom does that turns while the shutter is open."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar

import cv2
import numpy as np
from annotated_types import Ge, Le
from numpy.random import Generator

from augctl.forms import Unit
from augctl.params import Range, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Affine, Size, about_centre, size_of
from augctl.stages.image._box import Box
from augctl.stages.image._geometric import GeometricTransform

ZoomFactor = Annotated[float, Ge(1), Le(4), Unit("factor")]


class ZoomBlur(GeometricTransform):
    """Draw every pixel out, away from the centre, the more the farther from it.

    Use for fast motion towards the camera. Not with large factors for small subjects, which smear
    away.
    Image: HWC, uint8 or uint16. Alpha is blurred with the colours. Marks move to the middle of the
    motion.

    The mean of 2, 4, 8 … pictures from the image itself to the largest one, each enlarged as
    much over the last, so many that steps are at most 2 pixels. Each step is rounded to whole
    pixels at the edges.
    """

    example: ClassVar[dict[str, Any]] = {"factor": [1, 1.1]}

    factor: Range[ZoomFactor] = uniform(1.02, 1.12)
    """How much larger the picture is in the end than in the beginning; 1 changes nothing."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the factor."""
        return {"factor": self.factor.sample(rng)}

    def mapping(self, size: Size, drawn: Drawn) -> Affine:
        """Move points to the mean of where they are in all pictures."""
        x = y = 1.0
        for box in _steps(size, drawn["factor"]):
            x, y = x * (1 + size[0] / box.width) / 2, y * (1 + size[1] / box.height) / 2
        return about_centre(size, x, 0, 0, y)

    def move(self, image: Image, drawn: Drawn) -> Image:
        """Take the mean with a little larger picture, of the result with a larger one, and on."""
        size = size_of(image)
        mean, larger = image.copy(), np.empty_like(image)
        for box in _steps(size, drawn["factor"]):
            cv2.resize(box.of(mean), size, dst=larger)
            cv2.addWeighted(mean, 0.5, larger, 0.5, 0.0, dst=mean)
        return mean


def _steps(size: Size, factor: float) -> list[Box]:
    """Return what each pass enlarges: steps double, so that all pictures are evenly apart."""
    passes = math.ceil(math.log2(max(size) * (1 - 1 / factor) / 4 + 1))
    return [_centre(size, factor ** (2**n / (2**passes - 1))) for n in range(passes)]


def _centre(size: Size, factor: float) -> Box:
    """Return what is left of a canvas when it is enlarged about its centre: a pixel or more."""
    x, y = (min(round(side * (1 - 1 / factor) / 2), (side - 1) // 2) for side in size)
    return Box(x, y, size[0] - 2 * x, size[1] - 2 * y)
