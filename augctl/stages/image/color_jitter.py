"""Vary brightness, contrast, saturation and hue, in a random order."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.random import Generator

from augctl.params import Degrees, Factor, Range, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._channels import LUMA, on_colours
from augctl.stages.image._colour import IDENTITY, recolour
from augctl.stages.image._hsv import turned
from augctl.stages.image._lookup import scale_levels

_PARTS = ("brightness", "contrast", "saturation", "hue_deg")


class ColorJitter(Transform):
    """Change brightness, contrast, saturation and hue one after the other, in a drawn order.

    Use as the usual colour augmentation for classifiers and self-supervised training; it does
    what torchvision's ColorJitter does. Not where a colour is the class.
    Image: HWC, uint8 or uint16. Each part is rounded and clipped before the next. Saturation and
    hue leave grey images as they are.
    """

    example: ClassVar[dict[str, Any]] = {"brightness": [0.7, 1.3], "hue_deg": [-10, 10]}

    brightness: Range[Factor] = uniform(0.8, 1.2)
    """What levels are multiplied by: 0 is black, 1 changes nothing."""

    contrast: Range[Factor] = uniform(0.8, 1.2)
    """What distances from the mean brightness of the image are multiplied by."""

    saturation: Range[Factor] = uniform(0.8, 1.2)
    """What distances from grey of the same brightness are multiplied by."""

    hue_deg: Range[Degrees] = uniform(-8, 8)
    """Angle that hues are turned by on the colour wheel of HSV; 0 changes nothing."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the four values, and the order of the parts."""
        drawn = {part: getattr(self, part).sample(rng) for part in _PARTS}
        return {**drawn, "order": [_PARTS[i] for i in rng.permutation(len(_PARTS))]}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Change the colours, part by part."""
        return sample.with_image(on_colours(sample.image, partial(_jittered, drawn=drawn)))


def _jittered(image: Image, drawn: Drawn) -> Image:
    result = image.copy()
    for part in drawn["order"]:
        value: float = drawn[part]
        if part == "brightness":
            scale_levels(result, value, 0.0)
        elif part == "contrast":
            scale_levels(result, value, (1 - value) * _mean_luma(result))
        elif image.shape[2] == 1 or (part == "hue_deg" and value % 360 == 0):
            continue
        elif part == "saturation":
            recolour(result, value * IDENTITY + (1 - value) * LUMA, into=result)
        else:
            turned(result, value, into=result)
    return result


def _mean_luma(image: Image) -> float:
    sums = np.array(cv2.sumElems(image))[: image.shape[2]]
    mean = sums / (image.shape[0] * image.shape[1])
    return float(LUMA @ mean) if len(mean) == 3 else float(mean[0])
