"""Enlarge the canvas of an image."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from numpy.random import Generator
from pydantic import model_validator

from augctl.params import Fill, PixelCount, PositiveFactor, Range, Share, constant
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Size
from augctl.stages.image._box import Box
from augctl.stages.image._frame import Frame, FrameTransform, checked, spot


class Pad(FrameTransform):
    """Enlarge the canvas to a size, an aspect or whole multiples; nothing is cut or resized.

    Use before networks that want sides divisible by 32, or to make images square without
    distortion. Not to bring images of any size to one size: `image.letterbox` does.
    Image: HWC, uint8 or uint16. The aspect is reached first, then the size, then the multiple.
    """

    example: ClassVar[dict[str, Any]] = {"multiple_px": 32}

    width_px: PixelCount | None = None
    """Least width of the result, in pixels."""

    height_px: PixelCount | None = None
    """Least height of the result, in pixels."""

    aspect: PositiveFactor | None = None
    """Width over height of the result, as near as whole pixels come: 1 is square."""

    multiple_px: PixelCount | None = None
    """What both sides of the result are multiples of, in pixels."""

    at: Range[Share] = constant(0.5)
    """Where the image stands in the room that is new, drawn for x and y: 0 is at the left or at
    the top, 0.5 in the middle, [0, 1] anywhere."""

    fill: Fill = (0.0,)
    """What stands where the original had no pixel."""

    @model_validator(mode="after")
    def _some_aim(self) -> Pad:
        if not (self.width_px or self.height_px or self.aspect or self.multiple_px):
            raise ValueError("width_px, height_px, aspect, multiple_px or several of them")
        return self

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw where the image stands."""
        return {"x": self.at.sample(rng), "y": self.at.sample(rng)}

    def frame(self, size: Size, drawn: Drawn) -> Frame:
        """Place the image."""
        canvas = checked(size, self._canvas(size))
        x, y = spot(canvas[0] - size[0], drawn["x"]), spot(canvas[1] - size[1], drawn["y"])
        return Frame(Box(0, 0, *size), Box(x, y, *size), canvas)

    def _canvas(self, size: Size) -> Size:
        width, height = size
        if self.aspect:
            # Both from the sides before: only the shorter one is below its aim.
            width = max(size[0], round(size[1] * self.aspect))
            height = max(size[1], round(size[0] / self.aspect))
        width, height = max(width, self.width_px or 0), max(height, self.height_px or 0)
        step = self.multiple_px or 1
        return math.ceil(width / step) * step, math.ceil(height / step) * step
