"""Lay a relief over an image."""

from __future__ import annotations

import math
from functools import partial
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import Degrees, Factor, Range, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._channels import on_colours


class Emboss(Transform):
    """Lighten edges on one side and darken them on the other, as if lit from there.

    Use for surfaces: coins, prints, tiles, fossils; or lightly for more texture. Not for faces
    and skies, whose noise turns into grain.
    Image: HWC, uint8 or uint16. Flat parts and alpha stay; the image is reflected at its edges.
    """

    example: ClassVar[dict[str, Any]] = {"strength": [0.3, 1.0]}

    strength: Range[Factor] = uniform(0.3, 1)
    """What the difference across a pixel is multiplied by: 0 changes nothing, 1 is strong."""

    light_deg: Range[Degrees] = uniform(0, 360)
    """Where the light comes from: 0 is the right, 90 the top."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw how strong, and the light."""
        return {"strength": self.strength.sample(rng), "light_deg": self.light_deg.sample(rng)}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Add to each pixel the difference of its neighbours away from the light and towards it."""
        kernel = _kernel(drawn["strength"], math.radians(drawn["light_deg"]))
        return sample.with_image(on_colours(sample.image, partial(_filtered, kernel=kernel)))


def _kernel(strength: float, angle: float) -> NDArray[np.float32]:
    # Rows count downwards, and what rises away from the light faces it.
    across, down = -strength * math.cos(angle), strength * math.sin(angle)
    return np.array(((0, -down, 0), (-across, 1, across), (0, down, 0)), np.float32)


def _filtered(image: Image, kernel: NDArray[np.float32]) -> Image:
    return cv2.filter2D(image, -1, kernel).reshape(image.shape)
