"""Zoom into an image, or out of it."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from numpy.random import Generator

from augctl.params import PositiveFactor, Range, constant, log_uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Size
from augctl.stages.image._box import Box
from augctl.stages.image._frame import Frame, FrameTransform


class Zoom(FrameTransform):
    """Zoom in or out about the centre, by whole pixels, on a canvas that keeps its size.

    Use for subjects at different distances, and with `aspect` for slimmer and broader ones. It is
    faster than `image.scale`, and averages where it zooms out far. Not where size is the class,
    nor between other affine stages, where `image.scale` needs no interpolation of its own.
    Image: HWC, uint8 or uint16. Uncovered edges take `fill`. Rounding to whole pixels changes
    what is seen by less than one pixel a side.
    """

    example: ClassVar[dict[str, Any]] = {"factor": [0.8, 1.25], "aspect": [0.95, 1.05]}

    factor: Range[PositiveFactor] = log_uniform(0.8, 1.25)
    """Size after over size before: above 1 zooms in, below 1 zooms out."""

    aspect: Range[PositiveFactor] = constant(1)
    """Width over height of what was a square: 1 keeps shapes, above 1 makes them broader."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the factor and the aspect."""
        return {"factor": self.factor.sample(rng), "aspect": self.aspect.sample(rng)}

    def frame(self, size: Size, drawn: Drawn) -> Frame:
        """Cut the middle out, or shrink into the middle, each axis for itself."""
        root = math.sqrt(drawn["aspect"])
        x, width, left, wide = _axis(size[0], drawn["factor"] * root)
        y, height, top, high = _axis(size[1], drawn["factor"] / root)
        return Frame(Box(x, y, width, height), Box(left, top, wide, high), size)


def _axis(side: int, factor: float) -> tuple[int, int, int, int]:
    """Return where what is seen begins and how long it is, before and after."""
    seen = min(side, max(1, round(side / factor)))
    onto = min(side, max(1, round(side * factor)))
    return (side - seen) // 2, seen, (side - onto) // 2, onto
