"""Blur an image as a lens does that is out of focus."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar

import numpy as np
from annotated_types import Ge, Le
from numpy.random import Generator

from augctl.forms import Unit
from augctl.params import Range, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._kernel import Kernel, convolve

DiscPixels = Annotated[float, Ge(0), Le(50), Unit("pixels")]


class Defocus(Transform):
    """Spread every pixel evenly over a disc, as an open aperture does.

    Use for pictures that miss their focus: highlights become discs. Not where time counts more
    than looks: twice the radius takes four times as long, which `image.gaussian_blur` does not.
    Image: HWC, uint8 or uint16. Alpha is blurred with the colours; the image is reflected at its
    edges.
    """

    example: ClassVar[dict[str, Any]] = {"radius_px": [1, 3]}

    radius_px: Range[DiscPixels] = uniform(1, 4)
    """Radius of the disc; up to 0.5 changes nothing."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the radius."""
        return {"radius_px": self.radius_px.sample(rng)}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Convolve with the disc."""
        kernel = disc(drawn["radius_px"])
        return sample if kernel.size == 1 else sample.with_image(convolve(sample.image, kernel))


def disc(radius: float) -> Kernel:
    """Return a disc with smooth edges as a kernel."""
    reach = math.ceil(max(radius - 0.5, 0))
    x = np.arange(-reach, reach + 1)
    weights = np.clip(radius + 0.5 - np.hypot(x, x[:, None]), 0, 1)
    weights[reach, reach] = 1
    kernel: Kernel = (weights / weights.sum()).astype(np.float32)
    return kernel
