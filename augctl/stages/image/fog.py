"""Lay fog over an image."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator

from augctl.params import Range, Share, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._affine import size_of
from augctl.stages.image._clouds import clouds
from augctl.stages.image._weather import hidden_by, light, mask_of

# How much thicker fog is at the top, which is mostly far away, than at the bottom.
_TOP, _BOTTOM = 1.35, 0.65

# Deviation of the logarithm of thickness from place to place, and how large places are.
_UNEVEN, _DECAY = 0.35, 2.2


class Fog(Transform):
    """Lay uneven fog over the image, thicker towards the top, where most pictures look far.

    Use for pictures taken outdoors. Not for pictures from above or close by, where nothing is
    farther than the rest.
    Image: HWC, uint8 or uint16. Alpha stays as it is. Looks the same at every size.

    What is seen falls off exponentially with the thickness of the fog (Koschmieder's law); the
    thickness is that of a random cloud, whatever the picture shows. Fog is about as bright as the
    brighter parts of the picture.
    """

    example: ClassVar[dict[str, Any]] = {"density": [0.2, 0.6]}

    density: Range[Share] = uniform(0.2, 0.6)
    """Share of the picture that fog takes away at its mean thickness; 0 changes nothing."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the density, and the key of the clouds."""
        return {"density": self.density.sample(rng), "clouds_seed": int(rng.integers(1 << 32))}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Blend with a grey that is a little blue."""
        image, density = sample.image, drawn["density"]
        if density == 0:
            return sample
        (cloud,) = clouds(drawn["clouds_seed"], size_of(image), _DECAY)
        height = np.linspace(_TOP, _BOTTOM, len(cloud), dtype=np.float32)[:, None]
        # Thickness without end is dense enough at 20: e to the power of -20 is nothing.
        mean = min(-math.log(max(1 - density, 1e-9)), 20.0)
        mask = mask_of(1 - np.exp(-mean * height * np.exp(_UNEVEN * cloud)), image)
        level = light(image)
        grey = (0.97 * level, 0.99 * level, level)
        return sample.with_image(hidden_by(image, grey, mask))
