"""Shift the hues of an image."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import Degrees, Range, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._colour import ColourTransform


class Hue(ColourTransform):
    """Turn all colours about the grey axis of the RGB cube.

    Use a few degrees for different white balance; any angle where colour says nothing about the
    class. Not for fruit, birds or traffic lights. Unlike a shift in HSV it is linear and does
    not tear at red; brightness may change, and what leaves the cube is clipped.
    Image: HWC, uint8 or uint16. Grey images stay as they are.
    """

    example: ClassVar[dict[str, Any]] = {"shift_deg": [-8, 8]}

    shift_deg: Range[Degrees] = uniform(-10, 10)
    """Angle: 120 takes red to green, green to blue and blue to red; 360 changes nothing."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the angle."""
        return {"shift_deg": self.shift_deg.sample(rng)}

    def matrix(self, drawn: Drawn) -> NDArray[np.float64]:
        """Rotate about (1, 1, 1), by Rodrigues' formula."""
        angle = math.radians(drawn["shift_deg"])
        same = (1 + 2 * math.cos(angle)) / 3
        next_, last = ((1 - same) / 2 + sign * math.sin(angle) / math.sqrt(3) for sign in (1, -1))
        return np.array(((same, last, next_), (next_, same, last), (last, next_, same)))
