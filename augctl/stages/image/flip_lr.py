"""Mirror an image left to right."""

from __future__ import annotations

import cv2

from augctl.sample import Image
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Affine, Size
from augctl.stages.image._geometric import GeometricTransform


class FlipLr(GeometricTransform):
    """Mirror left to right, without loss.

    Use for nearly all photographs, with `p: 0.5` beside it. Not where left and right differ in
    meaning: text, road signs, clocks, medical images with sides.
    Image: HWC, uint8 or uint16.
    """

    composable = True
    exact = True

    def mapping(self, size: Size, drawn: Drawn) -> Affine:
        """Swap the first and the last column, and so on."""
        return Affine.of(size, -1, 0, size[0] - 1, 0, 1, 0)

    def move(self, image: Image, drawn: Drawn) -> Image:
        """Reverse the columns."""
        return cv2.flip(image, 1).reshape(image.shape)
