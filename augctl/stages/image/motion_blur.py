"""Blur an image as a camera does that moves."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar

import numpy as np
from annotated_types import Ge, Le
from numpy.random import Generator

from augctl.forms import Unit
from augctl.params import Degrees, Range, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._kernel import Kernel, convolve

StreakPixels = Annotated[int, Ge(1), Le(200), Unit("pixels")]


class MotionBlur(Transform):
    """Draw every pixel out to a line, all in one direction.

    Use for pictures from moving cameras or with long exposure. Not for subjects that move before
    a still background, which this blurs too.
    Image: HWC, uint8 or uint16. Alpha is blurred with the colours; the image is reflected at its
    edges. Marks stay where they are: the line goes as far to both sides.
    """

    example: ClassVar[dict[str, Any]] = {"size_px": [3, 9]}

    size_px: Range[StreakPixels] = uniform(3, 11)
    """Length of the line; 1 changes nothing."""

    angle_deg: Range[Degrees] = uniform(0, 180)
    """Direction of the line: 0 is level, 90 is upright, 45 goes up to the right."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw length and direction."""
        return {"size_px": self.size_px.sample(rng), "angle_deg": self.angle_deg.sample(rng)}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Convolve with the line."""
        size, angle = drawn["size_px"], math.radians(drawn["angle_deg"])
        return sample if size == 1 else sample.with_image(convolve(sample.image, line(size, angle)))


def line(size: int, angle: float) -> Kernel:
    """Return a line through the middle as a kernel, of one pixel per row or per column."""
    x, y = math.cos(angle), -math.sin(angle)
    flat = abs(x) >= abs(y)
    half = size / 2 * max(abs(x), abs(y))
    reach = math.ceil(half - 0.5)
    steps = np.arange(-reach, reach + 1)
    aside = np.rint(steps * (y / x if flat else x / y)).astype(np.intp)
    sides = abs(int(aside[0]))
    kernel = np.zeros((2 * sides + 1, 2 * reach + 1), np.float32)
    # The ends are pixels of which the line covers a part.
    kernel[aside + sides, steps + reach] = np.minimum(half + 0.5 - np.abs(steps), 1) / (2 * half)
    return kernel if flat else kernel.T
