"""Cut out a part of an image around one of the things that are marked in it."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from pydantic import BeforeValidator, WithJsonSchema

from augctl.errors import BadInput
from augctl.marks import Marks
from augctl.params import Factor, Fill, PixelCount, PositiveFactor, Range, Unit, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Size, size_of
from augctl.stages.image._box import Box
from augctl.stages.image._frame import Frame, FrameTransform, checked, wanted


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Labels = Annotated[
    tuple[str, ...],
    BeforeValidator(_listed),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
    Unit("a class, or a list of classes"),
]


class CropToBox(FrameTransform):
    """Keep the surroundings of one marked thing, drawn at random, with margins.

    Use to train on small things at full detail, and to make pictures for a classifier out of a
    dataset for a detector; with `around`, to make more of a rare class with few of the common ones
    beside it. Not where the surroundings tell what a thing is.
    Image: HWC, uint8 or uint16. Other things that are seen stay marked. Nothing is distorted: a
    part with an aspect grows to it, and takes `fill` where the image ends; if both sides of the
    result are given, they are the aspect. Images in which nothing is marked are refused.

    References:
        Singh, Najibi, Davis, 2018: SNIPER: Efficient Multi-Scale Training.
    """

    needs_marks: ClassVar[bool] = True
    example: ClassVar[dict[str, Any]] = {"margin": [0.1, 0.5], "aspect": 1}

    margin: Range[Factor] = uniform(0.1, 0.5)
    """Room beyond the box, as a share of its width and height; drawn for each side."""

    around: Labels = ()
    """Class, or classes, of the things to choose from; default: any. `only` with the same classes
    lets pictures without one pass as they are."""

    aspect: PositiveFactor | None = None
    """Width over height of the part; default: that of the box with its margins."""

    width_px: PixelCount | None = None
    """Width of the result, in pixels; default: what keeps the part's aspect, or its own."""

    height_px: PixelCount | None = None
    """Height of the result, in pixels; default: what keeps the part's aspect, or its own."""

    fill: Fill = (0.0,)
    """What stands where a part with an aspect is larger than the image."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the mark, by its number, and the part: [x, y, width, height] in pixels.

        Raises:
            BadInput: Nothing is marked, or nothing of the classes asked for.
        """
        self.check_marks(sample)
        marks = sample.marks or Marks.of([], [])
        found = [
            n
            for n, thing in enumerate(marks.things)
            if not self.around or thing.label in self.around
        ]
        if not found:
            what = f"nothing of {', '.join(self.around)}" if self.around else "nothing"
            raise BadInput(
                "nothing_marked", f"{what} is marked in this image, so there is nothing to crop to"
            )
        number = found[int(rng.random() * len(found))]
        margins = np.array([self.margin.sample(rng) for _ in range(4)])
        part = self._part(marks.boxes[number], margins, size_of(sample.image))
        return {"mark": number, "part": list(part)}

    def _part(self, box: NDArray[np.float64], margins: NDArray[np.float64], size: Size) -> Box:
        sides = np.tile(box[2:] - box[:2], 2)
        wide = np.clip(box + margins * sides * (-1, -1, 1, 1), 0, np.tile(size, 2))
        left, upper = (math.floor(value) for value in wide[:2])
        right, lower = (math.ceil(value) for value in wide[2:])
        width, height = max(right - left, 1), max(lower - upper, 1)
        aspect = self.aspect
        if aspect is None and self.width_px and self.height_px:
            aspect = self.width_px / self.height_px
        if aspect is not None:
            grown = max(width, round(height * aspect)), max(height, round(width / aspect))
            left, upper = left - (grown[0] - width) // 2, upper - (grown[1] - height) // 2
            width, height = grown
        return Box(_inside(left, width, size[0]), _inside(upper, height, size[1]), width, height)

    def frame(self, size: Size, drawn: Drawn) -> Frame:
        """Lay the part on the canvas."""
        part = Box(*drawn["part"])
        canvas = checked(size, wanted(part[2:], self.width_px, self.height_px))
        x, width, left, across = _seen(part.x, part.width, size[0], canvas[0])
        y, height, upper, down = _seen(part.y, part.height, size[1], canvas[1])
        return Frame(Box(x, y, width, height), Box(left, upper, across, down), canvas)


def _inside(start: int, length: int, side: int) -> int:
    """Move a part of an axis into the image, or about its middle if it is longer."""
    return min(max(start, 0), side - length) if length <= side else (side - length) // 2


def _seen(start: int, length: int, side: int, onto: int) -> tuple[int, int, int, int]:
    """Return where of a part of an axis there is image, and where that stands on the canvas."""
    low, high = max(start, 0), min(start + length, side)
    first, last = (round((at - start) * onto / length) for at in (low, high))
    first = min(first, onto - 1)
    return low, high - low, first, max(last - first, 1)
