"""Rotate, scale, shear and move an image at once."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from numpy.random import Generator

from augctl.params import Degrees, PositiveFactor, Range, ShearDegrees, SignedShare, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Affine as Mapping
from augctl.stages.image._affine import Size, about_centre
from augctl.stages.image._geometric import AffineTransform


class Affine(AffineTransform):
    """Scale, shear, rotate about the centre, and then move: one mapping, one interpolation.

    Use as the first stage for most photographs: it is sharper and faster than four stages one
    after the other. Not for text or the digits 6 and 9 with large angles.
    Image: HWC, uint8 or uint16. The canvas keeps its size and uncovered corners take `fill`.
    """

    composable = True

    example: ClassVar[dict[str, Any]] = {"angle_deg": [-15, 15], "factor": [0.8, 1.25]}

    angle_deg: Range[Degrees] = uniform(-10, 10)
    """Angle of the rotation, counter-clockwise."""

    factor: Range[PositiveFactor] = uniform(0.9, 1.1)
    """Size after over size before: above 1 zooms in, below 1 zooms out."""

    shear_deg: Range[ShearDegrees] = uniform(-5, 5)
    """Angle of upright lines before they are rotated; positive leans the top to the right."""

    share: Range[SignedShare] = uniform(-0.05, 0.05)
    """How far it moves, as a share of the side, drawn for x and y; positive is right and down."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the five numbers."""
        return {
            "angle_deg": self.angle_deg.sample(rng),
            "factor": self.factor.sample(rng),
            "shear_deg": self.shear_deg.sample(rng),
            "x": self.share.sample(rng),
            "y": self.share.sample(rng),
        }

    def mapping(self, size: Size, drawn: Drawn) -> Mapping:
        """Multiply the matrices of `rotate`, `shear` and `scale`, and add the shift."""
        angle = math.radians(drawn["angle_deg"])
        cos, sin = drawn["factor"] * math.cos(angle), drawn["factor"] * math.sin(angle)
        lean = math.tan(math.radians(drawn["shear_deg"]))
        mapping = about_centre(size, cos, sin - lean * cos, -sin, cos + lean * sin)
        shift = ((0, 0, drawn["x"] * size[0]), (0, 0, drawn["y"] * size[1]))
        return Mapping(mapping.matrix + shift, size)
