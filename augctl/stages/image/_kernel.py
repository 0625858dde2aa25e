"""Convolution with kernels of any size, most of them sparse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from augctl.sample import Image
from augctl.stages.image._box import Box

Kernel = NDArray[np.float32]
"""Odd sides, weights from 0 on that sum to 1; the middle is the pixel itself."""

# From this area on OpenCV goes through a Fourier transform, which takes a hundred times as long;
# below, it skips weights of 0. For 16 bits it is slow in both ways, and quick for floats.
_DIRECT = 130

# Values of a strip that is worked on at a time, so that it stays in the processor's cache.
_STRIP = 1 << 17


def convolve(image: Image, kernel: Kernel) -> Image:
    """Convolve every channel of an image (HWC) with a kernel; it is reflected at its edges.

    Takes time by the number of weights that are not 0.
    """
    # OpenCV correlates; a kernel turned by half a turn makes that a convolution.
    turned = _trimmed(kernel[::-1, ::-1])
    if turned.size < _DIRECT and image.dtype == np.uint8:
        return cv2.filter2D(image, -1, turned).reshape(image.shape)
    down, right = turned.shape[0] // 2, turned.shape[1] // 2
    padded = cv2.copyMakeBorder(image, down, down, right, right, cv2.BORDER_REFLECT_101)
    result = np.empty_like(image)
    blocks = list(_blocks(turned))
    rows = max(4 * down, _STRIP // image[0].size, 1)
    for y in range(0, len(image), rows):
        strip = padded[y : y + rows + 2 * down].astype(np.float32)
        total = _correlated(strip, turned, blocks, result[y : y + rows].shape[:2])
        into = result[y : y + rows].reshape(total.shape)
        # Adding a half and cutting off is rounding: nothing here is below 0.
        np.add(total, np.float32(0.5), out=into, casting="unsafe")
    return result


def _correlated(
    padded: NDArray[np.float32], kernel: Kernel, blocks: Sequence[Box], shape: tuple[int, ...]
) -> NDArray[np.float32]:
    """Correlate what has a border already, part of the kernel by part; shape (height, width)."""
    height, width = shape
    total: NDArray[np.float32] | None = None
    for block in blocks:
        rows = padded[block.y : block.y + height + block.height - 1]
        window = rows[:, block.x : block.x + width + block.width - 1]
        part = cv2.filter2D(window, cv2.CV_32F, block.of(kernel), anchor=(0, 0))[:height, :width]
        total = part if total is None else cv2.add(total, part, dst=total)  # type: ignore[assignment]
    assert total is not None
    return total


def _trimmed(kernel: Kernel) -> Kernel:
    """Take away as many rows and columns of zeros as go from both sides alike."""
    for _ in range(2):
        used = np.flatnonzero(kernel.any(axis=1))
        spare = min(int(used[0]), len(kernel) - 1 - int(used[-1]))
        kernel = kernel[spare : len(kernel) - spare].T
    return np.ascontiguousarray(kernel)


def _blocks(kernel: Kernel) -> Iterator[Box]:
    """Cut a kernel into rectangles that OpenCV convolves directly, without those that are 0."""
    width = 11
    for x in range(0, kernel.shape[1], width):
        rows = np.flatnonzero(kernel[:, x : x + width].any(axis=1))
        if not len(rows):
            continue
        columns = min(width, kernel.shape[1] - x)
        tall = (_DIRECT - 1) // columns
        last = int(rows[-1])
        for y in range(int(rows[0]), last + 1, tall):
            yield Box(x, y, columns, min(tall, last + 1 - y))
