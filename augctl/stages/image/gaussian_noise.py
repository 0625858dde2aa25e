"""Add sensor-like noise to an image."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.random import Generator, Philox
from numpy.typing import NDArray

from augctl.params import Levels, Range, uniform
from augctl.sample import Image, Sample, full_scale
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._channels import on_colours

HALF = 1 << 21
"""Values in each half of the bank."""

TILE = 1 << 20
"""Values of an image that share one pair of windows."""


class GaussianNoise(Transform):
    """Add normal noise, its own for every pixel and colour channel; what exceeds is clipped.

    Use for pictures taken in low light or with small sensors. Not as a model of a real sensor,
    whose noise grows with the light, nor before a lossy codec of low quality, which removes it.
    Image: HWC, uint8 or uint16. Alpha stays as it is.

    For speed the noise is not made anew. A bank of 4,194,304 normal values, the same in every
    process and every run of augctl, is made once (16 MB). Each 1,048,576 values of an image get
    the sum of one window into each half of the bank; where the windows begin is drawn. Within
    them no value is used twice. Of two images up to that size, all the noise is the same with a
    chance below 1 in 10^12, and half its variance is shared with a chance of 1 in 500,000.
    """

    example: ClassVar[dict[str, Any]] = {"std": [2, 12]}

    std: Range[Levels] = uniform(2, 10)
    """Standard deviation, in levels 0 to 255, also for 16-bit images, where it is scaled."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the strength, and two offsets into the bank for each run of values."""
        height, width, channels = sample.image.shape
        runs = math.ceil(height * width * min(channels, 3) / TILE)
        std = self.std.sample(rng)
        return {"std": std, "offsets": rng.integers(HALF - TILE + 1, size=(runs, 2)).tolist()}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Add the noise."""
        add = partial(_add, std=drawn["std"], offsets=drawn["offsets"])
        return sample.with_image(on_colours(sample.image, add))


@lru_cache(maxsize=1)
def _bank() -> NDArray[np.float32]:
    values = Generator(Philox(key=0)).standard_normal((2, HALF), dtype=np.float32)
    # The sum of two windows then has a variance of 1.
    values *= np.float32(math.sqrt(0.5))
    values.flags.writeable = False
    return values


def field(count: int, first: int, second: int) -> NDArray[np.float32]:
    """Return up to `TILE` standard normal values, shape (1, count), from two offsets."""
    bank = _bank()
    windows = bank[:1, first : first + count], bank[1:, second : second + count]
    return cv2.add(*windows)  # type: ignore[return-value]


def _add(image: Image, std: float, offsets: Sequence[Sequence[int]]) -> Image:
    # One row, not one axis: OpenCV takes an axis of up to four numbers for a colour.
    flat = np.ascontiguousarray(image).reshape(1, -1)
    result = np.empty_like(flat)
    scale = std * full_scale(image) / 255
    depth = cv2.CV_8U if image.dtype == np.uint8 else cv2.CV_16U
    for number, (first, second) in enumerate(offsets):
        run = slice(number * TILE, (number + 1) * TILE)
        part = flat[:, run]
        noise = field(part.size, first, second)
        cv2.addWeighted(part, 1.0, noise, scale, 0.0, dst=result[:, run], dtype=depth)
    return result.reshape(image.shape)
