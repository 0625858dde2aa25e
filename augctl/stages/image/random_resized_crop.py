"""Cut out a random part of an image and bring it to a size."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from numpy.random import Generator

from augctl.params import PixelCount, PositiveFactor, Range, Share, log_uniform, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Affine, Size, size_of
from augctl.stages.image._box import Box
from augctl.stages.image._frame import Frame, spot, wanted
from augctl.stages.image._geometric import GeometricTransform


class RandomResizedCrop(GeometricTransform):
    """Keep a random part of the image, of random area and aspect, and resize it to one size.

    Use to train classifiers on photographs: it is what most of them are trained with. Not for
    small subjects that a part of 8 % may miss while the label stays: raise `area` to 0.5 or so.
    Image: HWC, uint8 or uint16. A part too wide or too high for the image gets the nearest aspect
    that fits, so that its area holds; other libraries draw again.

    References:
        Szegedy et al., 2015: Going Deeper with Convolutions (section 6).
    """

    example: ClassVar[dict[str, Any]] = {"width_px": 224, "height_px": 224, "area": [0.3, 1.0]}

    width_px: PixelCount | None = None
    """Width of the result, in pixels; default: what keeps the image's aspect, or its own."""

    height_px: PixelCount | None = None
    """Height of the result, in pixels; default: what keeps the image's aspect, or its own."""

    area: Range[Share] = uniform(0.08, 1)
    """Share of the area of the image that the part has."""

    aspect: Range[PositiveFactor] = log_uniform(3 / 4, 4 / 3)
    """Width over height of the part, in pixels of the image."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw area and aspect, and where the part lies as shares of the room that is left."""
        return {
            "area": self.area.sample(rng),
            "aspect": self.aspect.sample(rng),
            "x": rng.random(),
            "y": rng.random(),
        }

    def needs(self, size: Size) -> Size:
        """As much as leaves enough in the smallest part."""
        area, (narrow, wide) = self.area.limits[0], self.aspect.limits
        if area == 0:
            return size
        canvas, aspect = wanted(size, self.width_px, self.height_px), size[0] / size[1]
        # The shares of both sides that the narrowest and the flattest part of that area have.
        shares = math.sqrt(area * narrow / aspect), math.sqrt(area / wide * aspect)
        width, height = (
            math.ceil(side / min(max(share, area), 1))
            for side, share in zip(canvas, shares, strict=True)
        )
        return width, height

    def mapping(self, size: Size, drawn: Drawn) -> Affine:
        """Bring the part onto the canvas, edge to edge."""
        return self._frame(size, drawn).mapping()

    def move(self, image: Image, drawn: Drawn) -> Image:
        """Cut and resize."""
        return self._frame(size_of(image), drawn).move(image)

    def _frame(self, size: Size, drawn: Drawn) -> Frame:
        canvas = wanted(size, self.width_px, self.height_px)
        return Frame(part(size, drawn), Box(0, 0, *canvas), canvas)


def part(size: Size, drawn: Drawn) -> Box:
    """Return the part of a canvas that has the area and, if that fits, the aspect drawn."""
    area = drawn["area"] * size[0] * size[1]
    wide = math.sqrt(area * drawn["aspect"])
    wide = min(max(wide, area / size[1]), size[0])
    width = max(1, round(wide))
    height = min(max(1, round(area / wide)), size[1]) if wide else 1
    return Box(spot(size[0] - width, drawn["x"]), spot(size[1] - height, drawn["y"]), width, height)
