"""Cut out a part of an image."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from numpy.random import Generator

from augctl.params import Range, Share, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Affine, Size, shift, size_of
from augctl.stages.image._box import Box
from augctl.stages.image._geometric import GeometricTransform


class Crop(GeometricTransform):
    """Keep a random part of the image, of the same aspect; the result is smaller.

    Use to show subjects off centre and cut off; add `image.resize` if all must have one size.
    Not for small subjects that a crop may miss while the label stays.
    Image: HWC, uint8 or uint16. At least one pixel is left.
    """

    example: ClassVar[dict[str, Any]] = {"area": [0.6, 1.0]}

    area: Range[Share] = uniform(0.5, 1)
    """Share of the area that is kept; each side shrinks by its square root."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the area, and where the part lies as shares of the room that is left."""
        return {"area": self.area.sample(rng), "x": rng.random(), "y": rng.random()}

    def mapping(self, size: Size, drawn: Drawn) -> Affine:
        """Move the part's corner to the origin."""
        box = _part(size, drawn)
        return shift((box.width, box.height), -box.x, -box.y)

    def move(self, image: Image, drawn: Drawn) -> Image:
        """Copy the part, so that the rest can be freed."""
        return _part(size_of(image), drawn).of(image).copy()


def _part(size: Size, drawn: Drawn) -> Box:
    side = math.sqrt(drawn["area"])
    width, height = max(1, round(size[0] * side)), max(1, round(size[1] * side))
    # x is below 1, so every place has the same chance and the last is still inside.
    x, y = int(drawn["x"] * (size[0] - width + 1)), int(drawn["y"] * (size[1] - height + 1))
    return Box(x, y, width, height)
