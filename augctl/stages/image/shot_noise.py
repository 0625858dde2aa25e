"""Add the noise of counting photons to an image."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, ClassVar

import cv2
import numpy as np
from annotated_types import Ge, Le
from numpy.random import Generator

from augctl.forms import Unit
from augctl.params import Range, log_uniform
from augctl.sample import Image, Sample, full_scale
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._channels import depth, on_colours
from augctl.stages.image._noise import Values, colour_values, offsets, with_normal

Photons = Annotated[float, Ge(1), Le(10_000_000), Unit("photons at white")]


class ShotNoise(Transform):
    """Add noise that grows with the light, as where few photons are counted; black stays black.

    Use for microscopy, X-rays, astronomy and other pictures whose levels are in proportion to
    the light, and to compare with published corruptions. Not for photographs from a camera that
    should look natural: their levels are about the square root of the light, in which this noise
    is even, and `image.gaussian_noise` or `image.iso_noise` come nearer.
    Image: HWC, uint8 or uint16. Alpha stays as it is.

    A level `v` gets normal noise with the variance of a Poisson count: of `photons * v / white`
    photons. True counts are skewed where fewer than about ten are expected. The normal values
    come from a bank, as those of `image.gaussian_noise`.

    References:
        Hendrycks, Dietterich, 2019: Benchmarking Neural Network Robustness to Common Corruptions
        and Perturbations.
    """

    example: ClassVar[dict[str, Any]] = {"photons": {"log_uniform": [60, 600]}}

    photons: Range[Photons] = log_uniform(80, 800)
    """How many photons make a value white; fewer are noisier."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the number of photons, and two offsets into the bank for each run of values."""
        photons = self.photons.sample(rng)
        return {"photons": photons, "offsets": offsets(colour_values(sample.image), rng)}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Add the noise."""
        add = partial(_add, photons=drawn["photons"], drawn=drawn["offsets"])
        return sample.with_image(on_colours(sample.image, add))


def _add(image: Image, photons: float, drawn: Sequence[Sequence[int]]) -> Image:
    # One photon is white / photons levels, and the deviation of a count is its square root.
    scale, kind = math.sqrt(full_scale(image) / photons), depth(image)

    def change(old: Image, new: Image, noise: Values, spare: Values) -> None:
        np.copyto(spare, old)
        cv2.multiply(noise, cv2.sqrt(spare, dst=spare), dst=noise)
        cv2.addWeighted(old, 1.0, noise, scale, 0.0, dst=new, dtype=kind)

    return with_normal(image, drawn, change)
