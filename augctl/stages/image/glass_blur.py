"""Show an image as through frosted glass."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import RadiusPixels, Range, SigmaPixels, constant, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._affine import check_sides, size_of
from augctl.stages.image._noise import pairs, random_bytes, strips


class GlassBlur(Transform):
    """Take each pixel from a random place near it, then smooth a little.

    Use for pictures through frosted or wet glass, and against a model that reads fine texture.
    Not to look like a lens: see `image.defocus`.
    Image: HWC, uint8 or uint16. Alpha moves with the colours.

    Places are spread evenly over a disc, 256 of them to choose from; the random values come from
    a bank, as those of `image.gaussian_noise`.

    References:
        Hendrycks, Dietterich, 2019: Benchmarking Neural Network Robustness to Common Corruptions
        and Perturbations. There pixels change places with neighbours.
    """

    example: ClassVar[dict[str, Any]] = {"radius_px": [1, 3]}

    radius_px: Range[RadiusPixels] = uniform(1, 4)
    """How far a pixel can come from; 0 takes none from elsewhere."""

    sigma_px: Range[SigmaPixels] = constant(0.6)
    """Standard deviation of the smoothing after that; 0 leaves single pixels apart."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw radius and smoothing, and two offsets into the bank for each strip of rows."""
        drawn = {"radius_px": self.radius_px.sample(rng), "sigma_px": self.sigma_px.sample(rng)}
        return {**drawn, "offsets": pairs(len(strips(sample.image)), rng)}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Take pixels from elsewhere, then convolve."""
        image, sigma = sample.image, drawn["sigma_px"]
        if drawn["radius_px"]:
            image = _scattered(image, drawn)
        if sigma:
            image = cv2.GaussianBlur(image, (0, 0), sigma).reshape(image.shape)
        return sample.with_image(image)


def _scattered(image: Image, drawn: Drawn) -> Image:
    width, height = size_of(image)
    check_sides((width, height), (width, height))
    places = _places(drawn["radius_px"])
    result = np.empty_like(image)
    column, row = np.arange(width, dtype=np.int16), np.arange(height, dtype=np.int16)
    for strip, pair in zip(strips(image), drawn["offsets"], strict=True):
        rows = row[strip]
        values = random_bytes(width * len(rows), *pair)
        origins = cv2.LUT(values, places).view(np.int16).reshape(len(rows), width, 2)
        origins[..., 0] += column
        origins[..., 1] += rows[:, None]
        cv2.remap(  # type: ignore[call-overload]
            image,
            origins,
            None,
            cv2.INTER_NEAREST,
            dst=result[strip],
            borderMode=cv2.BORDER_REFLECT_101,
        )
    return result


@lru_cache(maxsize=8)
def _places(radius: int) -> NDArray[np.int32]:
    """Return 256 places spread over a disc; x and y of each, 16 bits, make one number."""
    number = np.arange(256)
    distance, turn = radius * np.sqrt((number + 0.5) / 256), number * math.pi * (3 - math.sqrt(5))
    places = np.stack((distance * np.cos(turn), distance * np.sin(turn)), axis=1)
    packed: NDArray[np.int32] = np.rint(places).astype(np.int16).view(np.int32)[:, 0]
    return packed
