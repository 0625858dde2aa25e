"""Contrast limited adaptive histogram equalization of 16 bits.

OpenCV gives each of 65536 levels a bin of its own. So few pixels fall into one that the limit is
never reached, and noise is raised as far as it goes. Here 256 levels share a bin, as in 8 bits,
and values between the edges of bins are interpolated.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from augctl.sample import Image
from augctl.stages.image._affine import Size
from augctl.stages.image._bands import bands

_BINS = 256
_WHITE = 65535


def equalized(image: Image, limit: float, grid: Size) -> Image:
    """Equalize each tile, and fade from tile to tile.

    Args:
        image: Shape (height, width), uint16.
        limit: How many times the mean a bin may hold; what exceeds goes to all bins alike.
        grid: Tiles across and down.
    """
    height, width = image.shape
    # Rounded up, as OpenCV does; the image is reflected where the last tiles exceed it.
    tile = -(-width // grid[0]), -(-height // grid[1])
    curves = _curves(image, limit, grid, tile).reshape(-1)
    columns, rows = _between(width, tile[0], grid[0]), _between(height, tile[1], grid[1])
    result = np.empty_like(image)
    for band in bands(image[..., None]):
        within = image[band] * np.float32(_BINS / _WHITE)
        bins = np.minimum(within.astype(np.intp), _BINS - 1)
        within -= bins
        total = np.full(within.shape, 0.5, np.float32)
        for row, down in rows:
            for column, across in columns:
                tiles = row[band, None] * grid[0] + column
                edges = tiles * (_BINS + 1) + bins
                low, high = curves.take(edges), curves.take(edges + 1)
                total += down[band, None] * across * (low + within * (high - low))
        result[band] = total
    return result


def _curves(image: Image, limit: float, grid: Size, tile: Size) -> NDArray[np.float32]:
    """Return the new value at each edge of each bin, shape (tiles down, tiles across, bins + 1)."""
    height, width = grid[1] * tile[1], grid[0] * tile[0]
    down, right = height - image.shape[0], width - image.shape[1]
    padded: Image = cv2.copyMakeBorder(image, 0, down, 0, right, cv2.BORDER_REFLECT_101)
    bins = (padded >> 8).reshape(grid[1], tile[1], grid[0], tile[0])
    numbers = np.arange(grid[0] * grid[1]).reshape(grid[1], 1, grid[0], 1)
    counts = np.bincount((numbers * _BINS + bins).ravel(), minlength=numbers.size * _BINS)
    counts = counts.reshape(grid[1], grid[0], _BINS)
    area = tile[0] * tile[1]
    kept = np.minimum(counts, limit * area / _BINS)
    kept += (area - kept.sum(axis=2, keepdims=True)) / _BINS
    curves = np.zeros((grid[1], grid[0], _BINS + 1), np.float32)
    curves[..., 1:] = kept.cumsum(axis=2) * (_WHITE / area)
    return curves


def _between(
    side: int, tile: int, count: int
) -> tuple[tuple[NDArray[np.intp], NDArray[np.float32]], ...]:
    """Return the two tiles that each pixel along a side lies between, with their shares."""
    place = np.arange(side) / tile - 0.5
    first = np.floor(place).astype(np.intp)
    share = (place - first).astype(np.float32)
    return (np.maximum(first, 0), 1 - share), (np.minimum(first + 1, count - 1), share)
