"""Fit an image into a size without distortion."""

from __future__ import annotations

from typing import Any, ClassVar

from numpy.random import Generator

from augctl.params import Fill, PixelCount, Range, Share, constant
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Size
from augctl.stages.image._box import Box
from augctl.stages.image._frame import Frame, FrameTransform, spot


class Letterbox(FrameTransform):
    """Resize the whole image to fit into a size without distortion, and pad the rest.

    Use to bring images to one size for detectors and wherever nothing may be cut off or
    stretched. Not for long, thin images, which end up small: cut them into parts.
    Image: HWC, uint8 or uint16. Smaller images grow. Rounding to whole pixels can change the
    aspect by less than one pixel.
    """

    example: ClassVar[dict[str, Any]] = {"width_px": 320, "height_px": 320}

    width_px: PixelCount = 640
    """Width of the result, in pixels."""

    height_px: PixelCount | None = None
    """Height of the result, in pixels; default: the same as the width."""

    at: Range[Share] = constant(0.5)
    """Where the image stands in the room that is left: 0 is at the left or at the top, 0.5 in the
    middle, [0, 1] anywhere."""

    fill: Fill = (114.0,)
    """What stands in the room that is left."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw where the image stands."""
        return {"at": self.at.sample(rng)}

    def needs(self, size: Size) -> Size:
        """As much as is left."""
        onto = self.frame(size, {"at": 0.0}).onto
        return onto.width, onto.height

    def frame(self, size: Size, drawn: Drawn) -> Frame:
        """Let the longer side, measured by its aim, reach it."""
        canvas = self.width_px, self.height_px or self.width_px
        scale = min(canvas[0] / size[0], canvas[1] / size[1])
        width = min(canvas[0], max(1, round(size[0] * scale)))
        height = min(canvas[1], max(1, round(size[1] * scale)))
        x, y = spot(canvas[0] - width, drawn["at"]), spot(canvas[1] - height, drawn["at"])
        return Frame(Box(0, 0, *size), Box(x, y, width, height), canvas)
