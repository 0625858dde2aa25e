"""Cover a random rectangle of an image."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from numpy.random import Generator

from augctl.params import Patch, PositiveFactor, Range, Share, log_uniform, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._box import Box
from augctl.stages.image._hidden import covered
from augctl.stages.image._patch import boxes_covered, with_key


class Erase(Transform):
    """Cover a random rectangle, so that a model cannot rely on one part alone.

    Use for classification of subjects that others may hide. Not for subjects so small that the
    rectangle can cover them whole.
    Image: HWC, uint8 or uint16. The rectangle is opaque. One too high or too wide for the image
    is made longer the other way, so that its area holds.

    References:
        Zhong, Zheng, Kang, Li, Yang, 2017: Random Erasing Data Augmentation.
    """

    example: ClassVar[dict[str, Any]] = {"area": [0.02, 0.2], "fill": "mean"}

    area: Range[Share] = uniform(0.02, 0.33)
    """Share of the image that is covered."""

    aspect: Range[PositiveFactor] = log_uniform(0.3, 3.3)
    """Height over width of the rectangle."""

    fill: Patch = "noise"
    """What covers it: random values, the mean colour of the image, or a colour."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the rectangle in pixels, and for noise the key of its values."""
        height, width, _ = sample.image.shape
        area = self.area.sample(rng) * width * height
        tall = math.sqrt(area * self.aspect.sample(rng))
        tall = min(max(tall, area / width), height)
        h = round(tall)
        w = min(round(area / tall), width) if tall else 0
        x, y = int(rng.random() * (width - w + 1)), int(rng.random() * (height - h + 1))
        return with_key({"box": [x, y, w, h]}, self.fill, rng)

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Paste the cover."""
        boxes = [Box(*drawn["box"])]
        return covered(sample, boxes_covered(sample.image, boxes, self.fill, drawn), boxes)
