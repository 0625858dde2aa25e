"""Random fields from a spectrum: slow waves are strong, fast waves are weak."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.random import Generator, Philox
from numpy.typing import NDArray

from augctl.sample import Image, full_scale
from augctl.stages.image._affine import Size, size_of
from augctl.stages.image._channels import with_channels

GRID = 128
"""Side of the square grid that fields are made on: no wave is shorter than 2 of its steps."""

_NATURAL = 1.7


def clouds(key: int, size: Size, decay: float, count: int = 1) -> NDArray[np.float32]:
    """Return random fields on a grid of the shape of a canvas, its longer side `GRID` long.

    Args:
        key: Decides the fields.
        size: Width and height of the canvas.
        decay: The amplitude of a wave is its frequency to the power of minus this: 0 is white
            noise, natural pictures have about 1, from 3 on there are only large patches.
        count: How many fields.

    Returns:
        Shape (count, rows, columns), mean about 0, standard deviation about 1 over the square.
    """
    # A key that was drawn makes no new choice: the values follow from it alone.
    shape = (count, GRID, GRID // 2 + 1, 2)
    values = Generator(Philox(key=key)).standard_normal(shape, dtype=np.float32)
    waves = values.view(np.complex64)[..., 0] * _amplitudes(decay)
    fields = np.fft.irfft2(waves, (GRID, GRID))
    longest = max(size)
    columns, rows = (max(1, round(GRID * side / longest)) for side in size)
    return np.ascontiguousarray(fields[:, :rows, :columns], dtype=np.float32)


def spread(field: NDArray[np.float32], size: Size) -> NDArray[np.float32]:
    """Interpolate a field over a canvas; shape (height, width)."""
    result = cv2.resize(field, size, interpolation=cv2.INTER_CUBIC)
    return result.reshape(size[1], size[0])  # type: ignore[return-value]


def cloudy(key: int, image: Image) -> Image:
    """Return a picture of soft clouds of random colour, opaque, in the form of an image (HWC).

    Light and dark vary more than hue, and waves are weaker the faster, both as in photographs.
    """
    white = full_scale(image)
    light, *tints = clouds(key, size_of(image), _NATURAL, 4)
    levels = cv2.merge([0.5 + 0.17 * light + 0.07 * tint for tint in tints])
    colours = np.rint(np.clip(levels, 0, 1) * white).astype(image.dtype)
    colours = cv2.resize(colours, size_of(image), interpolation=cv2.INTER_CUBIC)
    return with_channels(colours, image.shape[2])


@lru_cache(maxsize=8)
def _amplitudes(decay: float) -> NDArray[np.float32]:
    """Return the amplitude of each wave: shape (GRID, GRID // 2 + 1)."""
    frequency = np.hypot(np.fft.fftfreq(GRID)[:, None], np.fft.rfftfreq(GRID))
    # The wave of frequency 0 is a constant, and gets what the slowest wave has.
    amplitudes = (np.maximum(frequency, 1 / GRID) * GRID) ** -decay
    # A wave counts for its two parts and for its mirror; in the first and last column for neither.
    share = np.full(GRID // 2 + 1, 4.0)
    share[[0, -1]] = 1.0
    scaled: Image = amplitudes * GRID * GRID / np.sqrt(np.sum(share * amplitudes**2))
    return scaled.astype(np.float32)
