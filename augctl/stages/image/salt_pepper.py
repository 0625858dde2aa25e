"""Turn some pixels of an image white or black."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.random import Generator

from augctl.params import Range, Share, constant, uniform
from augctl.sample import Image, Sample, full_scale
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._channels import on_colours
from augctl.stages.image._noise import bins, colour_values, offsets


class SaltPepper(Transform):
    """Turn random pixels white or black, each by its own chance.

    Use for scans, old film, bad sensors and bad connections. Not to stand for a sensor in low
    light: see `image.iso_noise`.
    Image: HWC, uint8 or uint16. Alpha stays as it is.

    Chances count in steps of 1/65536. The random values come from a bank, as those of
    `image.gaussian_noise`.
    """

    example: ClassVar[dict[str, Any]] = {"share": [0, 0.05]}

    share: Range[Share] = uniform(0.002, 0.03)
    """Share of the pixels that change."""

    salt: Range[Share] = constant(0.5)
    """Share of white among the pixels that change."""

    per_channel: bool = False
    """Whether each colour of a pixel has a chance of its own, so that specks are coloured."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the shares, and two offsets into the bank for each run of values."""
        height, width, _ = sample.image.shape
        drawn = {"share": self.share.sample(rng), "salt": self.salt.sample(rng)}
        count = colour_values(sample.image) if self.per_channel else height * width
        return {**drawn, "offsets": offsets(count, rng)}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Make the pixels with the least random values black, those with the greatest white."""
        return sample.with_image(on_colours(sample.image, partial(self._spread, drawn=drawn)))

    def _spread(self, image: Image, drawn: Drawn) -> Image:
        height, width, channels = image.shape
        result = image.copy()
        specks = result.reshape(height, -1) if self.per_channel else result
        pepper = drawn["share"] * (1 - drawn["salt"])
        salt = 1 - drawn["share"] * drawn["salt"]
        count = height * width * (channels if self.per_channel else 1)
        found = bins(count, drawn["offsets"], (pepper, salt)).reshape(height, -1)
        for value, number in ((0, 0), (full_scale(image), 2)):
            cv2.copyTo(np.full_like(specks, value), (found == number).view(np.uint8), specks)
        return result
