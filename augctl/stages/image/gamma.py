"""Lighten or darken the middle tones of an image."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import PositiveFactor, Range, log_uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._lookup import LookupTransform


class Gamma(LookupTransform):
    """Raise every level, from 0 to 1, to a power; black and white stay.

    Use for pictures of different exposure: unlike `image.brightness` it cuts nothing off. Not
    far below 1 for 8-bit pictures with noise in the shadows, which it draws out.
    Image: HWC, uint8 or uint16.
    """

    example: ClassVar[dict[str, Any]] = {"gamma": {"log_uniform": [0.7, 1.4]}}

    gamma: Range[PositiveFactor] = log_uniform(0.7, 1.4)
    """The power: below 1 lightens, 1 changes nothing, above 1 darkens."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the power."""
        return {"gamma": self.gamma.sample(rng)}

    def curve(self, levels: NDArray[np.float64], drawn: Drawn) -> NDArray[np.float64]:
        """Raise to the power."""
        gamma: float = drawn["gamma"]
        return levels**gamma
