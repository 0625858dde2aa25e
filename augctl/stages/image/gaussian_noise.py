"""Add sensor-like noise to an image."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

import cv2
from numpy.random import Generator

from augctl.params import Levels, Range, uniform
from augctl.sample import Image, Sample, full_scale
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._channels import depth, on_colours
from augctl.stages.image._noise import Values, colour_values, offsets, with_normal


class GaussianNoise(Transform):
    """Add normal noise, its own for every pixel and colour channel; what exceeds is clipped.

    Use for pictures taken in low light or with small sensors. Not as a model of a real sensor,
    whose noise grows with the light, nor before a lossy codec of low quality, which removes it.
    Image: HWC, uint8 or uint16. Alpha stays as it is.

    For speed the noise is not made anew: each 1,048,576 values of an image get the sum of two
    windows into a bank of 4,194,304 normal values, and where the windows begin is drawn. Of two
    images up to that size, all the noise is the same with a chance below 1 in 10^12, and half its
    variance is shared with a chance of 1 in 500,000.
    """

    example: ClassVar[dict[str, Any]] = {"std": [2, 12]}

    std: Range[Levels] = uniform(2, 10)
    """Standard deviation, in levels 0 to 255, also for 16-bit images, where it is scaled."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the strength, and two offsets into the bank for each run of values."""
        std = self.std.sample(rng)
        return {"std": std, "offsets": offsets(colour_values(sample.image), rng)}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Add the noise."""
        add = partial(_add, std=drawn["std"], drawn=drawn["offsets"])
        return sample.with_image(on_colours(sample.image, add))


def _add(image: Image, std: float, drawn: Sequence[Sequence[int]]) -> Image:
    scale, kind = std * full_scale(image) / 255, depth(image)

    def change(old: Image, new: Image, noise: Values, spare: Values) -> None:
        cv2.addWeighted(old, 1.0, noise, scale, 0.0, dst=new, dtype=kind)

    return with_normal(image, drawn, change)
