"""Turn an image by quarter turns."""

from __future__ import annotations

from typing import Any, ClassVar

import cv2
from numpy.random import Generator

from augctl.params import QuarterTurns, Range, choice
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Affine, Size
from augctl.stages.image._geometric import GeometricTransform

_CODES = {
    1: cv2.ROTATE_90_COUNTERCLOCKWISE,
    2: cv2.ROTATE_180,
    3: cv2.ROTATE_90_CLOCKWISE,
}


class Rot90(GeometricTransform):
    """Turn by quarter turns, without loss; an odd number swaps width and height.

    Use for subjects with no natural "up": pictures from above, tissue, textures. Not where a
    batch must have one size, unless images are square or a resize follows.
    Image: HWC, uint8 or uint16.
    """

    composable = True
    exact = True

    example: ClassVar[dict[str, Any]] = {"turns": {"choice": [1, 3]}}

    turns: Range[QuarterTurns] = choice(1, 2, 3)
    """Quarter turns, counter-clockwise; 0 leaves the image as it is."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the number of turns."""
        return {"turns": self.turns.sample(rng)}

    def mapping(self, size: Size, drawn: Drawn) -> Affine:
        """Turn the canvas."""
        right, bottom = size[0] - 1, size[1] - 1
        turned = size[1], size[0]
        return (
            Affine.of(size, 1, 0, 0, 0, 1, 0),
            Affine.of(turned, 0, 1, 0, -1, 0, right),
            Affine.of(size, -1, 0, right, 0, -1, bottom),
            Affine.of(turned, 0, -1, bottom, 1, 0, 0),
        )[drawn["turns"]]

    def move(self, image: Image, drawn: Drawn) -> Image:
        """Move whole pixels."""
        turns = drawn["turns"]
        if turns == 0:
            return image
        result = cv2.rotate(image, _CODES[turns])
        return result.reshape(*result.shape[:2], image.shape[2])
