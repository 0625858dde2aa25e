"""Crops whose size is given in pixels."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from augctl.errors import BadInput
from augctl.params import PixelCount
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Size
from augctl.stages.image._box import Box
from augctl.stages.image._frame import Frame, FrameTransform


class WindowTransform(FrameTransform):
    """A transform that keeps what is seen through a window of a given size."""

    width_px: PixelCount | None = None
    """Width of the result, in pixels; default: the image's own."""

    height_px: PixelCount | None = None
    """Height of the result, in pixels; default: the image's own."""

    if_smaller: Literal["pad", "refuse"] = "pad"
    """What becomes of images smaller than the window: `fill` is put on both sides, or they are
    reported and left out."""

    @model_validator(mode="after")
    def _some_side(self) -> WindowTransform:
        if self.width_px is None and self.height_px is None:
            raise ValueError("width_px, height_px or both")
        return self

    def place(self, room: int, drawn: Drawn, axis: str) -> int:
        """Return how many pixels of `room` are cut off on the left (axis x) or above (axis y)."""
        raise NotImplementedError

    def frame(self, size: Size, drawn: Drawn) -> Frame:
        """Lay the window on the image."""
        canvas = self.width_px or size[0], self.height_px or size[1]
        rooms = size[0] - canvas[0], size[1] - canvas[1]
        if min(rooms) < 0 and self.if_smaller == "refuse":
            raise BadInput(
                "too_small",
                f"{size[0]}x{size[1]} pixels: a window of {canvas[0]}x{canvas[1]} shows more",
            )
        x = -self.place(rooms[0], drawn, "x") if rooms[0] >= 0 else -rooms[0] // 2
        y = -self.place(rooms[1], drawn, "y") if rooms[1] >= 0 else -rooms[1] // 2
        return Frame(Box(0, 0, *size), Box(x, y, *size), canvas)
