"""Affine mappings: what they are, how they compose, and the one place that warps pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from augctl.errors import BadInput
from augctl.sample import Image
from augctl.stages.image._channels import in_channels

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

    @classmethod
    def of(cls, size: Size, a: float, b: float, c: float, d: float, e: float, f: float) -> Affine:
        """Write `x' = a x + b y + c` and `y' = d x + e y + f`."""
        return cls(np.array(((a, b, c), (d, e, f)), dtype=np.float64), size)

    def after(self, first: Affine) -> Affine:
        """Compose: `first`, then this."""
        return Affine(_square(self.matrix)[:2] @ _square(first.matrix), self.size)

    def forward(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where points of the original go: shape (n, 2), x and y in pixels."""
        return points @ self.matrix[:, :2].T + self.matrix[:, 2]

    def inverse(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where points of the result come from: shape (n, 2), x and y in pixels."""
        return (points - self.matrix[:, 2]) @ np.linalg.inv(self.matrix[:, :2]).T


def _square(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.vstack([matrix, (0.0, 0.0, 1.0)])


def about_centre(size: Size, a: float, b: float, d: float, e: float) -> Affine:
    """Apply `((a, b), (d, e))` about the centre of the canvas, which keeps its size."""
    x, y = (size[0] - 1) / 2, (size[1] - 1) / 2
    return Affine.of(size, a, b, x - a * x - b * y, d, e, y - d * x - e * y)


def rotation(size: Size, angle_deg: float) -> Affine:
    """Rotate counter-clockwise, as seen, about the centre."""
    # y points down, so counter-clockwise to the eye is clockwise to the axes.
    cos, sin = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    return about_centre(size, cos, sin, -sin, cos)


def shift(size: Size, x: float, y: float) -> Affine:
    """Move by `x` to the right and `y` down, onto a canvas of this size."""
    return Affine.of(size, 1, 0, x, 0, 1, y)


def stretch(size: Size, onto: Size) -> Affine:
    """Bring one canvas onto another, edge to edge."""
    x, y = onto[0] / size[0], onto[1] / size[1]
    # Edges are half a pixel away from the centres that coordinates count from.
    return Affine.of(onto, x, 0, (x - 1) / 2, 0, y, (y - 1) / 2)


def size_of(image: Image) -> Size:
    """Return width and height."""
    return image.shape[1], image.shape[0]


def border(fill: Any, image: Image) -> tuple[int, tuple[int, ...]]:
    """Turn a `Fill` into OpenCV's border type and the value of a constant border."""
    if isinstance(fill, str):
        return _BORDERS[fill], ()
    return cv2.BORDER_CONSTANT, in_channels(fill, image)


def check_sides(size: Size, onto: Size) -> None:
    """Refuse an image that OpenCV cannot warp from one size to another."""
    if max(*size, *onto) > MAX_SIDE:
        raise BadInput(
            "too_large", f"{size[0]}x{size[1]} pixels: a warp takes up to {MAX_SIDE} a side"
        )


def warp(image: Image, mapping: Affine, fill: Any, nearest: bool = False) -> Image:
    """Move the pixels of an image (HWC) by bilinear interpolation; see `Fill` for `fill`.

    With `nearest`, pixels are taken as they are, as maps of classes need.
    """
    check_sides(size_of(image), mapping.size)
    mode, value = border(fill, image)
    result = cv2.warpAffine(
        image,
        mapping.matrix,
        mapping.size,
        flags=cv2.INTER_NEAREST if nearest else cv2.INTER_LINEAR,
        borderMode=mode,
        borderValue=value,
    )
    # OpenCV drops the channel axis of a grey image.
    return result.reshape(mapping.size[1], mapping.size[0], image.shape[2])
