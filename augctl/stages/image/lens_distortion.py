"""Bend straight lines as a lens does."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator

from augctl.params import LensShare, Range, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Size
from augctl.stages.image._geometric import WarpTransform
from augctl.stages.image._warp import Points, Warp


class LensDistortion(WarpTransform):
    """Bend lines outwards (barrel) or inwards (pincushion) about the centre of the image.

    Use for pictures of several lenses: phones, action cameras, door bells. Not where lengths are
    measured in the image, nor after a crop far off the centre of the lens.
    Image: HWC, uint8 or uint16. The picture is magnified just so much that it fills its canvas:
    a barrel loses the middles of its edges, a pincushion its corners.

    References:
        Fitzgibbon, 2001: Simultaneous linear estimation of multiple view geometry and lens
        distortion (the division model).
    """

    example: ClassVar[dict[str, Any]] = {"share": [-0.1, 0.25]}

    share: Range[LensShare] = uniform(-0.15, 0.2)
    """How much nearer to the centre corners are than without distortion; below 0, farther."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the share."""
        return {"share": self.share.sample(rng)}

    def mapping(self, size: Size, drawn: Drawn) -> Warp:
        """Move points along rays from the centre."""
        radius = math.hypot(*size) / 2
        bend = -drawn["share"]
        # What stays in its place: the corners of a barrel, the nearest edges of a pincushion.
        fixed = 1.0 if bend < 0 else min(size) / (2 * radius)
        return Radial(size, radius, bend, 1 + bend * fixed**2)


@dataclass(frozen=True, slots=True)
class Radial(Warp):
    """The mapping that takes a point at a distance `r` from the centre of the result from `s`.

    `s = r * scale / (1 + bend * r**2)`, with distances in units of `radius`.

    Attributes:
        size: Width and height of the result in pixels.
        radius: Distance of the corners from the centre, in pixels.
        bend: Above -1; below 0 is a barrel.
        scale: What the middle is reduced by.
    """

    size: Size
    radius: float
    bend: float
    scale: float

    def forward(self, points: Points) -> Points:
        """Solve the quadratic equation for `r`."""
        rays, squares = self._rays(points)
        roots = np.sqrt(np.maximum(self.scale**2 - 4 * self.bend * squares, 0))
        result: Points = points + rays * (2 / (self.scale + roots) - 1)
        return result

    def inverse(self, points: Points) -> Points:
        """Divide."""
        rays, squares = self._rays(points)
        # Far outside the canvas a barrel would turn inside out.
        return points + rays * (self.scale / np.maximum(1 + self.bend * squares, 0.1) - 1)

    def _rays(self, points: Points) -> tuple[Points, Points]:
        """Return vectors from the centre in pixels, and squares of distances, shape (n, 1)."""
        rays = points - (np.array(self.size) - 1) / 2
        # Ten times as fast as a sum along an axis of two.
        squares = np.einsum("ij,ij->i", rays, rays)[:, None]
        return rays, squares / self.radius**2
