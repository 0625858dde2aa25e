"""Bent mappings: what they are, and the one place that moves pixels by them."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from augctl.sample import Image
from augctl.stages.image._affine import Size, border, check_sides, size_of

Points = NDArray[np.float64]
"""Shape (n, 2): x and y in pixels, with the centre of the first pixel at (0, 0)."""

# Pixels of a result whose origins are held at a time: they take three times the memory of pixels.
_BAND = 1 << 18


class Warp:
    """Where points go under a mapping that no 2 by 3 matrix describes, and where they come from.

    A subclass says both for points, and pixels follow. `forward` and `inverse` undo each other,
    and agree with `move` to a quarter of a pixel, on the canvas and a little around it.

    Attributes:
        size: Width and height of the result in pixels.
    """

    size: Size

    def forward(self, points: Points) -> Points:
        """Return where points of the original go."""
        raise NotImplementedError

    def inverse(self, points: Points) -> Points:
        """Return where points of the result come from."""
        raise NotImplementedError

    def lattice(self) -> tuple[int, NDArray[np.float32]]:
        """Return the side of a cell in pixels, and where the nodes of `nodes` come from.

        Between nodes, origins are interpolated.
        """
        # The error grows with the square of a cell, and bends are flatter in larger images.
        cell = max(1, math.isqrt(min(self.size) // 10))
        x, y = nodes(self.size, cell)
        grid = np.empty((len(y), len(x), 2))
        grid[..., 0], grid[..., 1] = x, y[:, None]
        return cell, self.inverse(grid.reshape(-1, 2)).astype(np.float32).reshape(grid.shape)

    def move(self, image: Image, fill: Any = "edge", nearest: bool = False) -> Image:
        """Move the pixels of an image (HWC).

        Args:
            image: The original.
            fill: What stands where it has no pixel, see `Fill`.
            nearest: Take the nearest pixel, as maps of classes need, and do not interpolate.
        """
        check_sides(size_of(image), self.size)
        mode, value = border(fill, image)
        method = cv2.INTER_NEAREST if nearest else cv2.INTER_LINEAR
        cell, origins = self.lattice()
        width, height = self.size
        result = np.empty((height, width, image.shape[2]), image.dtype)
        count = max(1, _BAND // (width * cell))
        for first in range(0, math.ceil(height / cell), count):
            part = origins[first : first + count + 2]
            # To an exact multiple: then OpenCV keeps the nodes in the centres of cells.
            dense = cv2.resize(part, (part.shape[1] * cell, part.shape[0] * cell))
            band = result[first * cell : (first + count) * cell]
            inside = dense[cell : cell + len(band), cell : cell + width]
            cv2.remap(image, inside, None, method, dst=band, borderMode=mode, borderValue=value)  # type: ignore[call-overload]
        return result


def nodes(size: Size, cell: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return x and y of the centres of the cells that cover a canvas, and of one more around."""
    x, y = (
        (np.arange(-1, math.ceil(side / cell) + 1, dtype=np.float64) + 0.5) * cell - 0.5
        for side in size
    )
    return x, y
