"""Shift the colour channels of an image."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import Range, SignedLevels, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn
from augctl.stages.image._lookup import LookupTransform, shifted


class RgbShift(LookupTransform):
    """Add a number of levels to red, to green and to blue, drawn one by one.

    Use for cheap colour casts of any direction. Not as a model of light, which multiplies:
    `image.temperature` is one. Not where a colour is the class.
    Image: HWC, uint8 or uint16. Grey images stay as they are.
    """

    example: ClassVar[dict[str, Any]] = {"red": [-20, 20], "green": [-10, 10], "blue": 0}

    red: Range[SignedLevels] = uniform(-15, 15)
    """What is added to red: levels 0 to 255, rounded; scaled for 16-bit images."""

    green: Range[SignedLevels] = uniform(-15, 15)
    """What is added to green, likewise."""

    blue: Range[SignedLevels] = uniform(-15, 15)
    """What is added to blue, likewise."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the three numbers."""
        colours = {"red": self.red, "green": self.green, "blue": self.blue}
        return {name: round(levels.sample(rng)) for name, levels in colours.items()}

    def curve(self, levels: NDArray[np.float64], drawn: Drawn) -> NDArray[np.float64]:
        """Add."""
        return levels[:, None] + _shift(drawn)

    def change(self, image: Image, drawn: Drawn) -> Image:
        """Add, which is faster than three tables."""
        return shifted(image, _shift(drawn))


def _shift(drawn: Drawn) -> NDArray[np.float64]:
    return np.array((drawn["red"], drawn["green"], drawn["blue"])) / 255
