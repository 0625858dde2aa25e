"""Affine mappings of images: what they are, and the one place that warps pixels by them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from augctl.errors import BadInput
from augctl.params import Fill
from augctl.sample import Image, Sample, full_scale
from augctl.stages.base import Drawn, Transform

Size = tuple[int, int]
"""Width and height in pixels."""

# OpenCV's warps count rows and columns in 16 bits.
MAX_SIDE = 32_766

_BORDERS = {
    "reflect": cv2.BORDER_REFLECT_101,
    "edge": cv2.BORDER_REPLICATE,
    "wrap": cv2.BORDER_WRAP,
}


@dataclass(frozen=True, slots=True)
class Affine:
    """Where points go: `(x, y) -> matrix @ (x, y, 1)`, and the size of the canvas after.

    Attributes:
        matrix: Shape (2, 3), float64. Coordinates are pixels, with the centre of the first pixel
            at (0, 0).
        size: Width and height of the result in pixels.
    """

    matrix: NDArray[np.float64]
    size: Size

    def after(self, first: Affine) -> Affine:
        """Compose: `first`, then this."""
        return Affine(_square(self.matrix)[:2] @ _square(first.matrix), self.size)


def _square(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.vstack([matrix, (0.0, 0.0, 1.0)])


def about_centre(size: Size, linear: NDArray[np.float64]) -> Affine:
    """Apply a linear map, shape (2, 2), about the centre of the canvas, which keeps its size."""
    centre = np.array([(size[0] - 1) / 2, (size[1] - 1) / 2])
    offset = centre - linear @ centre
    return Affine(np.column_stack([linear, offset]), size)


def rotation(size: Size, angle_deg: float) -> Affine:
    """Rotate counter-clockwise, as seen, about the centre."""
    a = math.radians(angle_deg)
    # y points down, so counter-clockwise to the eye is clockwise to the axes.
    return about_centre(size, np.array([[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]]))


def fill_levels(fill: Any, image: Image) -> tuple[float, ...]:
    """Turn a fill colour in levels 0 to 255 into one value per channel of this image.

    Grey images take the luma of a colour; alpha becomes opaque; uint16 is scaled up.
    """
    white = full_scale(image)
    levels = [v * white / 255 for v in fill]
    if image.shape[2] == 1:
        if len(levels) == 3:
            levels = [0.299 * levels[0] + 0.587 * levels[1] + 0.114 * levels[2]]
        return (levels[0],)
    colour = levels if len(levels) == 3 else levels * 3
    return (*colour, float(white)) if image.shape[2] == 4 else tuple(colour)


def warp(image: Image, mapping: Affine, fill: Any) -> Image:
    """Move the pixels of an image (HWC) by bilinear interpolation; see `Fill` for `fill`."""
    height, width = image.shape[:2]
    if max(height, width, *mapping.size) > MAX_SIDE:
        raise BadInput(
            "too_large", f"{width}x{height} pixels: a warp takes up to {MAX_SIDE} a side"
        )
    border = _BORDERS.get(fill, cv2.BORDER_CONSTANT) if isinstance(fill, str) else None
    result = cv2.warpAffine(
        image,
        mapping.matrix,
        mapping.size,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT if border is None else border,
        borderValue=() if border is not None else fill_levels(fill, image),
    )
    # OpenCV drops the channel axis of a grey image.
    return result.reshape(mapping.size[1], mapping.size[0], image.shape[2])


class AffineTransform(Transform):
    """A transform that one affine mapping describes; marks will move by the same mapping."""

    fill: Fill = "reflect"
    """What stands where the original had no pixel."""

    def mapping(self, size: Size, drawn: Drawn) -> Affine:
        """Return where the points of a canvas of this size go."""
        raise NotImplementedError

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Warp the image by the mapping."""
        image = sample.image
        size = (image.shape[1], image.shape[0])
        return sample.with_image(warp(image, self.mapping(size, drawn), self.fill))
