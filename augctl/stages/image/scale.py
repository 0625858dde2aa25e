"""Scale an image about its centre."""

from __future__ import annotations

from typing import Any, ClassVar

from numpy.random import Generator

from augctl.params import PositiveFactor, Range, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Affine, Size, about_centre
from augctl.stages.image._geometric import AffineTransform


class Scale(AffineTransform):
    """Zoom in or out about the centre; the canvas keeps its size and uncovered edges take `fill`.

    Use for subjects that are seen from different distances. Not where size is the class, nor to
    shrink far below a half, where fine detail turns into false patterns: `image.resize` averages.
    Image: HWC, uint8 or uint16.
    """

    composable = True

    example: ClassVar[dict[str, Any]] = {"factor": [0.8, 1.25]}

    factor: Range[PositiveFactor] = uniform(0.8, 1.2)
    """Size after over size before: above 1 zooms in, below 1 zooms out."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the factor."""
        return {"factor": self.factor.sample(rng)}

    def mapping(self, size: Size, drawn: Drawn) -> Affine:
        """Stretch both axes alike from the centre."""
        return about_centre(size, drawn["factor"], 0, 0, drawn["factor"])
