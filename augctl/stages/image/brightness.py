"""Make an image brighter or darker."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import Factor, Range, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._lookup import LookupTransform


class Brightness(LookupTransform):
    """Multiply every level by a factor, as a longer or shorter exposure nearly does.

    Use for pictures taken in different light. Not far above 1 for bright pictures: what exceeds
    white is cut off, where `image.gamma` keeps it apart.
    Image: HWC, uint8 or uint16.
    """

    example: ClassVar[dict[str, Any]] = {"factor": [0.7, 1.3]}

    factor: Range[Factor] = uniform(0.8, 1.2)
    """What levels are multiplied by: 0 is black, 1 changes nothing."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the factor."""
        return {"factor": self.factor.sample(rng)}

    def curve(self, levels: NDArray[np.float64], drawn: Drawn) -> NDArray[np.float64]:
        """Multiply."""
        factor: float = drawn["factor"]
        return levels * factor
