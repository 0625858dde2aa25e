"""Linear changes of colour: one matrix on red, green and blue."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from augctl.sample import Image, Sample, full_scale
from augctl.stages.base import Drawn, Transform

IDENTITY = np.eye(3)
"""The matrix that changes nothing."""


class ColourTransform(Transform):
    """A transform that one matrix describes. Grey images have no hue and stay; alpha stays."""

    def matrix(self, drawn: Drawn) -> NDArray[np.float64]:
        """Return new red, green, blue from old; what exceeds is clipped.

        Shape (3, 3), or (3, 4): the last column is added; 1 is white.
        """
        raise NotImplementedError

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Multiply every pixel by the matrix."""
        if sample.image.shape[2] == 1:
            return sample
        return sample.with_image(recolour(sample.image, self.matrix(drawn)))


def recolour(image: Image, matrix: NDArray[np.float64], *, into: Image | None = None) -> Image:
    """Multiply the colours of an image with 3 or 4 channels by a matrix.

    To within one level: OpenCV computes 8-bit colours in fixed point. Whole factors and whole
    levels to add are exact.

    Args:
        image: HWC, uint8 or uint16.
        matrix: Shape (3, 3), or (3, 4): the last column is added; 1 is white.
        into: Where the result goes: the image itself, or one like it; default: a new one.
    """
    if matrix.shape[1] == image.shape[2] and matrix[0, 1] != 0:
        return cv2.transform(image, matrix, dst=into)
    whole = np.zeros((image.shape[2], image.shape[2] + 1))
    whole[:3, :3] = matrix[:, :3]
    if matrix.shape[1] == 4:
        whole[:3, -1] = matrix[:, 3] * full_scale(image)
    whole[3:, 3] = 1
    if whole[0, 1] == 0:
        # OpenCV is ten times as slow with a diagonal. This is too little to change a value.
        whole[0, 1] = 2e-7
    return cv2.transform(image, whole, dst=into)
