"""Raise or lower the contrast of an image."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import Factor, Range, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._lookup import LookupTransform


class Contrast(LookupTransform):
    """Move every level away from middle grey, or towards it, by a factor.

    Use for hazy or harsh light and for different cameras. Not far above 1: shadows turn black
    and lights white.
    Image: HWC, uint8 or uint16.
    """

    example: ClassVar[dict[str, Any]] = {"factor": [0.7, 1.3]}

    factor: Range[Factor] = uniform(0.8, 1.2)
    """What distances from middle grey are multiplied by: 0 is all grey, 1 changes nothing."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the factor."""
        return {"factor": self.factor.sample(rng)}

    def curve(self, levels: NDArray[np.float64], drawn: Drawn) -> NDArray[np.float64]:
        """Turn the line about middle grey."""
        factor: float = drawn["factor"]
        return (levels - 0.5) * factor + 0.5
