"""Add the noise of a camera at a high ISO setting."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.random import Generator

from augctl.params import Levels, Range, uniform
from augctl.sample import Image, Sample, full_scale
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._channels import depth, luma, on_colours
from augctl.stages.image._noise import Values, normal, pairs, strips

# What a camera's curve leaves of the noise at white, where it is flattest.
_AT_WHITE = 0.4

# Interpolating between two values of the same deviation, a quarter of the way, leaves this of it,
# along rows and then along columns.
_LEFT = 0.75**2 + 0.25**2


class IsoNoise(Transform):
    """Add fine noise in brightness and coarse noise in colour, both stronger in the shadows.

    Use for photographs taken in the dark or by telephones. Not for pictures whose levels are in
    proportion to the light: see `image.shot_noise`.
    Image: HWC, uint8 or uint16. Alpha stays as it is. Grey images have no noise in colour.

    Noise falls in a straight line from black, where it is as asked, to 0.4 of that at white.
    Noise in colour is made at half of the width and height, as cameras find colours, and leaves
    brightness as it is. The normal values come from a bank, as those of `image.gaussian_noise`.
    """

    example: ClassVar[dict[str, Any]] = {"luma_std": [3, 10], "chroma_std": [2, 8]}

    luma_std: Range[Levels] = uniform(3, 12)
    """Standard deviation of the noise in brightness, in levels 0 to 255."""

    chroma_std: Range[Levels] = uniform(2, 10)
    """Standard deviation of the noise in colour, of red and of blue, in levels 0 to 255."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the strengths, and three times two offsets into the bank for each strip of rows."""
        drawn = {"luma_std": self.luma_std.sample(rng), "chroma_std": self.chroma_std.sample(rng)}
        return {**drawn, "offsets": pairs(3 * len(strips(sample.image)), rng)}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Add the noise."""
        return sample.with_image(on_colours(sample.image, partial(_add, drawn=drawn)))


def _add(image: Image, drawn: Drawn) -> Image:
    result = np.empty_like(image)
    for number, strip in enumerate(strips(image)):
        windows = drawn["offsets"][3 * number : 3 * number + 3]
        result[strip] = _noisy(image[strip], drawn["luma_std"], drawn["chroma_std"], windows)
    return result


def _noisy(image: Image, luma_std: float, chroma_std: float, windows: list[list[int]]) -> Image:
    height, width, channels = image.shape
    level = full_scale(image) / 255
    strength = luma(image).astype(np.float32)
    strength *= np.float32((_AT_WHITE - 1) / 255)
    strength += np.float32(level)
    noise = normal(height * width, *windows[0]).reshape(height, width)
    cv2.multiply(noise, strength, dst=noise, scale=luma_std)
    if channels == 1:
        return cv2.add(image[..., 0], noise, dtype=depth(image))[..., None]
    red, blue = (_coarse(height, width, window) for window in windows[1:])
    for colour in (red, blue):
        cv2.multiply(colour, strength, dst=colour, scale=chroma_std / _LEFT)
    green = cv2.addWeighted(red, -0.299 / 0.587, blue, -0.114 / 0.587, 0.0)
    parts = zip(cv2.split(image), (red, green, blue), strict=True)
    return cv2.merge(
        [cv2.add(part, cv2.add(noise, own, dst=own), dtype=depth(image)) for part, own in parts]
    )


def _coarse(height: int, width: int, window: list[int]) -> Values:
    """Return normal noise whose grains are about two pixels wide; its deviation is `_LEFT`."""
    rows, columns = (height + 1) // 2, (width + 1) // 2
    grains = normal(rows * columns, *window).reshape(rows, columns)
    grains = cv2.resize(grains, (2 * columns, 2 * rows))[:height, :width]  # type: ignore[assignment]
    return np.ascontiguousarray(grains)
