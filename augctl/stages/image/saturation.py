"""Make the colours of an image stronger or weaker."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import Factor, Range, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._channels import LUMA
from augctl.stages.image._colour import IDENTITY, ColourTransform


class Saturation(ColourTransform):
    """Move every colour away from the grey of the same brightness, or towards it.

    Use for different cameras and light. Not where the strength of a colour is the class, as in
    ripe and unripe fruit.
    Image: HWC, uint8 or uint16. Brightness is Rec. 601 luma; grey images stay as they are.
    """

    example: ClassVar[dict[str, Any]] = {"factor": [0.6, 1.4]}

    factor: Range[Factor] = uniform(0.8, 1.2)
    """What distances from grey are multiplied by: 0 is grey, 1 changes nothing."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the factor."""
        return {"factor": self.factor.sample(rng)}

    def matrix(self, drawn: Drawn) -> NDArray[np.float64]:
        """Blend the identity with the projection on grey."""
        factor: float = drawn["factor"]
        return factor * IDENTITY + (1 - factor) * LUMA
