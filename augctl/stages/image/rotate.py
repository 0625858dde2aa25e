"""Rotate an image about its centre."""

from __future__ import annotations

from typing import Any, ClassVar

from numpy.random import Generator

from augctl.params import Degrees, Range, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Affine, Size, rotation
from augctl.stages.image._geometric import AffineTransform


class Rotate(AffineTransform):
    """Rotate by a random angle; the canvas keeps its size and empty corners take `fill`.

    Use for subjects with no natural "up". Not for text or the digits 6 and 9.
    Image: HWC, uint8 or uint16.
    """

    composable = True

    example: ClassVar[dict[str, Any]] = {"angle_deg": [-15, 15]}

    angle_deg: Range[Degrees] = uniform(-15, 15)
    """Angle, counter-clockwise."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the angle."""
        return {"angle_deg": self.angle_deg.sample(rng)}

    def mapping(self, size: Size, drawn: Drawn) -> Affine:
        """Turn about the centre."""
        return rotation(size, drawn["angle_deg"])
