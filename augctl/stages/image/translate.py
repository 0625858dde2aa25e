"""Move an image on its canvas."""

from __future__ import annotations

from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.random import Generator

from augctl.params import Range, SignedShare, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Affine, Size, border, shift, size_of
from augctl.stages.image._geometric import AffineTransform


class Translate(AffineTransform):
    """Move by a share of width and of height, drawn one by one; uncovered edges take `fill`.

    Use where the subject may stand anywhere in the frame. Not where its place is the answer.
    Image: HWC, uint8 or uint16. It moves by whole pixels, so nothing is blurred.
    """

    composable = True
    exact = True

    example: ClassVar[dict[str, Any]] = {"share": [-0.1, 0.1]}

    share: Range[SignedShare] = uniform(-0.1, 0.1)
    """How far, as a share of the side; positive is to the right, and down."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the two shares."""
        return {"x": self.share.sample(rng), "y": self.share.sample(rng)}

    def mapping(self, size: Size, drawn: Drawn) -> Affine:
        """Move by whole pixels."""
        return shift(size, round(drawn["x"] * size[0]), round(drawn["y"] * size[1]))

    def move(self, image: Image, drawn: Drawn) -> Image:
        """Continue the image where it is uncovered, and cut the canvas out."""
        width, height = size_of(image)
        x, y = round(drawn["x"] * width), round(drawn["y"] * height)
        mode, value = border(self.fill, image)
        larger = cv2.copyMakeBorder(
            image, max(y, 0), max(-y, 0), max(x, 0), max(-x, 0), mode, value=value
        ).reshape(height + abs(y), width + abs(x), -1)
        top, left = max(-y, 0), max(-x, 0)
        return np.ascontiguousarray(larger[top : top + height, left : left + width])
