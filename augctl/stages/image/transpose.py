"""Mirror an image at its main diagonal."""

from __future__ import annotations

import cv2

from augctl.sample import Image
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Affine, Size
from augctl.stages.image._geometric import GeometricTransform


class Transpose(GeometricTransform):
    """Swap rows and columns, without loss; width and height are swapped too.

    Use for subjects with neither a natural "up" nor a side: pictures from above, tissue,
    textures. Not where a batch must have one size, unless images are square or a resize follows.
    Image: HWC, uint8 or uint16.
    """

    composable = True
    exact = True

    def mapping(self, size: Size, drawn: Drawn) -> Affine:
        """Swap x and y."""
        return Affine.of((size[1], size[0]), 0, 1, 0, 1, 0, 0)

    def move(self, image: Image, drawn: Drawn) -> Image:
        """Swap whole pixels."""
        return cv2.transpose(image).reshape(image.shape[1], image.shape[0], image.shape[2])
