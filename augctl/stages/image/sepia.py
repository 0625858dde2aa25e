"""Tone an image brown, as old photographs are."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import Range, Share, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._channels import LUMA
from augctl.stages.image._colour import IDENTITY, ColourTransform

# What grey turns into, of a luma of 1. The matrix that most programs use has rows that sum to 1.35,
# 1.2 and 0.94: red and green of light tones both exceed white, and brown turns to olive.
_BROWN = np.outer((1.19, 0.96, 0.71), LUMA)


class Sepia(ColourTransform):
    """Replace colours by shades of brown, wholly or by a share.

    Use where old prints and faded pictures will come in. Not where colour carries the class.
    Image: HWC, uint8 or uint16. Brightness stays, up to the lightest tones, which turn to cream.
    Grey images stay as they are: they have no channels for brown.
    """

    example: ClassVar[dict[str, Any]] = {"share": [0.3, 1.0]}

    share: Range[Share] = uniform(0.3, 1)
    """Share of brown: 0 changes nothing, 1 leaves no other colour."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the share."""
        return {"share": self.share.sample(rng)}

    def matrix(self, drawn: Drawn) -> NDArray[np.float64]:
        """Blend the identity with the projection on brown."""
        share: float = drawn["share"]
        return share * _BROWN + (1 - share) * IDENTITY
