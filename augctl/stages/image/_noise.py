"""Random values for noise, taken from banks: cheap, and the same in every process and run.

A bank is made once, in two halves. Noise for a run of up to `TILE` values is one window into each
half, added (normal values) or combined by exclusive or (uniform values); where the windows begin
is drawn, and goes into the manifest. Within the two windows no value is used twice. Of two images
up to that size, all the noise is the same with a chance below 1 in 10^12, and one of the two
windows is shared with a chance of 1 in 500,000.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.random import Generator, Philox
from numpy.typing import NDArray

from augctl.sample import Image

Values = NDArray[np.float32]

HALF = 1 << 21
"""Values in each half of a bank."""

TILE = 1 << 20
"""Values of an image that share one pair of windows."""

# Values that are worked on at a time, so that what is between stays in the processor's cache.
_BLOCK = 1 << 17


def colour_values(image: Image) -> int:
    """Return how many values an image has without its alpha."""
    return image.shape[0] * image.shape[1] * min(image.shape[2], 3)


def pairs(count: int, rng: Generator) -> list[list[int]]:
    """Draw so many times two offsets into a bank."""
    drawn: list[list[int]] = rng.integers(HALF - TILE + 1, size=(count, 2)).tolist()
    return drawn


def offsets(count: int, rng: Generator) -> list[list[int]]:
    """Draw two offsets into a bank for each run of values."""
    return pairs(math.ceil(count / TILE), rng)


def strips(image: Image) -> list[slice]:
    """Cut an image into strips of an even number of rows, of up to `TILE` pixels where it can."""
    height, width, _ = image.shape
    rows = max(2, TILE // width // 2 * 2)
    return [slice(y, min(y + rows, height)) for y in range(0, height, rows)]


@lru_cache(maxsize=1)
def _normal_bank() -> Values:
    values = Generator(Philox(key=0)).standard_normal((2, HALF), dtype=np.float32)
    # The sum of two windows then has a variance of 1.
    values *= np.float32(math.sqrt(0.5))
    values.flags.writeable = False
    return values


@lru_cache(maxsize=1)
def _uniform_bank() -> NDArray[np.uint16]:
    values = Generator(Philox(key=1)).integers(1 << 16, size=(2, HALF), dtype=np.uint16)
    values.flags.writeable = False
    return values


def normal(count: int, first: int, second: int, *, out: Values | None = None) -> Values:
    """Return up to `TILE` standard normal values, shape (1, count), from two offsets."""
    bank = _normal_bank()
    windows = bank[:1, first : first + count], bank[1:, second : second + count]
    return cv2.add(*windows, dst=out)  # type: ignore[return-value]


def uniform(count: int, first: int, second: int) -> NDArray[np.uint16]:
    """Return up to `TILE` values from 0 to 65535, shape (1, count), from two offsets."""
    bank = _uniform_bank()
    return bank[:1, first : first + count] ^ bank[1:, second : second + count]


def random_bytes(count: int, first: int, second: int) -> NDArray[np.uint8]:
    """Return up to 2 * `TILE` values from 0 to 255, shape (1, count), from two offsets."""
    return uniform((count + 1) // 2, first, second).view(np.uint8)[:, :count]


def bins(count: int, drawn: Sequence[Sequence[int]], limits: Sequence[float]) -> NDArray[np.uint8]:
    """Put uniform random values from [0, 1) into the bins between limits; shape (1, count).

    Limits count in steps of 1/65536. A value below the first limit is in bin 0.
    """
    result = np.zeros((1, count), np.uint8)
    for number, (first, second) in enumerate(drawn):
        part = result[:, number * TILE : (number + 1) * TILE]
        values = uniform(part.size, first, second)
        for limit in limits:
            part += (values >= round(limit * 65536)).view(np.uint8)
    return result


def with_normal(
    image: Image,
    drawn: Sequence[Sequence[int]],
    change: Callable[[Image, Image, Values, Values], object],
) -> Image:
    """Make a new image (HWC) of an old one and as many normal values, block by block.

    Args:
        image: The old image.
        drawn: The offsets.
        change: Gets old values, where new ones go, normal values, and room for as many more; all
            of shape (1, count).
    """
    # One row, not one axis: OpenCV takes an axis of up to four numbers for a colour.
    flat = np.ascontiguousarray(image).reshape(1, -1)
    result = np.empty_like(flat)
    # Memory that is asked for once, and not for each block, is not cleared again and again.
    room = np.empty((2, 1, min(_BLOCK, flat.size)), np.float32)
    for start in range(0, flat.size, _BLOCK):
        old = flat[:, start : start + _BLOCK]
        (first, second), into = drawn[start // TILE], start % TILE
        values, spare = room[0, :, : old.size], room[1, :, : old.size]
        normal(old.size, first + into, second + into, out=values)
        change(old, result[:, start : start + _BLOCK], values, spare)
    return result.reshape(image.shape)
