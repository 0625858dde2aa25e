"""Shear an image horizontally."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from numpy.random import Generator

from augctl.params import Range, ShearDegrees, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Affine, Size, about_centre
from augctl.stages.image._geometric import AffineTransform


class Shear(AffineTransform):
    """Slant upright lines by an angle; rows slide sideways, the middle row stays.

    Use for handwriting, or as a cheap stand-in for a change of viewpoint. Not where right angles
    carry meaning, as in plans and documents.
    Image: HWC, uint8 or uint16. The canvas keeps its size and uncovered corners take `fill`.
    """

    composable = True

    example: ClassVar[dict[str, Any]] = {"angle_deg": [-10, 10]}

    angle_deg: Range[ShearDegrees] = uniform(-10, 10)
    """Angle of upright lines after the change; positive leans the top to the right."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the angle."""
        return {"angle_deg": self.angle_deg.sample(rng)}

    def mapping(self, size: Size, drawn: Drawn) -> Affine:
        """Move each row in proportion to its distance from the middle."""
        return about_centre(size, 1, -math.tan(math.radians(drawn["angle_deg"])), 0, 1)
