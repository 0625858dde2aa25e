"""Linear changes of colour: one 3 by 3 matrix on red, green and blue."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from augctl.sample import Image, Sample
from augctl.stages.base import Drawn, Transform


class ColourTransform(Transform):
    """A transform that one matrix describes. Grey images have no hue and stay; alpha stays."""

    def matrix(self, drawn: Drawn) -> NDArray[np.float64]:
        """Return shape (3, 3): new red, green, blue from old; what exceeds is clipped."""
        raise NotImplementedError

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Multiply every pixel by the matrix."""
        if sample.image.shape[2] == 1:
            return sample
        return sample.with_image(recolour(sample.image, self.matrix(drawn)))


def recolour(image: Image, matrix: NDArray[np.float64]) -> Image:
    """Multiply the colours of an image with 3 or 4 channels by a matrix, shape (3, 3).

    To within one level: OpenCV computes 8-bit colours in fixed point.
    """
    if image.shape[2] == 4:
        whole = np.eye(4)
        whole[:3, :3] = matrix
        matrix = whole
    return cv2.transform(image, matrix)
