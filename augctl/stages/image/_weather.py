"""What weather does to pixels: veils, streaks and flakes that hide what is behind them."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.random import Generator, Philox
from numpy.typing import NDArray

from augctl.sample import Image, full_scale
from augctl.stages.image._affine import Size, size_of
from augctl.stages.image._channels import in_channels, on_colours, with_depth

# Fractional bits of coordinates that OpenCV draws by: 1/16 of a pixel.
_BITS = 4


def hidden_by(image: Image, levels: tuple[float, ...], mask: Image) -> Image:
    """Blend an image (HWC) with a colour in levels 0 to 255; alpha stays.

    Args:
        image: The image.
        levels: One level, or red, green and blue.
        mask: How much of the colour is seen, shape (height, width): 0 nothing, white all. In the
            depth of the image.
    """
    scale = 1 / full_scale(image)

    def blend(colours: Image) -> Image:
        channels = colours.shape[2]
        cover = np.empty_like(colours)
        end = colours.shape[1] - 1, colours.shape[0] - 1
        cv2.rectangle(cover, (0, 0), end, in_channels(levels, colours), cv2.FILLED)
        cv2.multiply(cover, in_each(mask, channels), dst=cover, scale=scale)
        seen = in_each(cv2.bitwise_not(mask), channels)
        cv2.multiply(colours, seen, dst=seen, scale=scale)
        return cv2.add(seen, cover, dst=seen)

    return on_colours(image, blend)


def in_each(mask: Image, channels: int) -> Image:
    """Repeat a mask, shape (height, width), in each of 1 or 3 channels."""
    return mask[..., None] if channels == 1 else cv2.cvtColor(mask, cv2.COLOR_GRAY2RGB)


def mask_of(field: NDArray[np.float32], image: Image) -> Image:
    """Turn a field of shares into a mask for an image, of its size and depth."""
    white = full_scale(image)
    levels = np.rint(np.clip(field, 0, 1) * np.float32(white)).astype(image.dtype)
    return cv2.resize(levels, size_of(image)).reshape(image.shape[:2])


def segments(
    size: Size, count: int, key: int, reach: tuple[float, float], spread: float
) -> NDArray[np.int32]:
    """Return random segments for `drawn`: shape (count, 2, 2).

    Args:
        size: Of the canvas, width and height.
        count: How many.
        key: Decides them.
        reach: From the first to the second end, in pixels.
        spread: By what share the length of each differs at most.
    """
    # A key that was drawn makes no new choice: the values follow from it alone.
    values = Generator(Philox(key=key)).random((count, 3), dtype=np.float32)
    along = np.array(reach, np.float32) * (1 + spread * (2 * values[:, 2:] - 1))
    # Those that begin before the canvas reach into it.
    low = np.minimum(along, 0)
    starts = values[:, :2] * (np.array(size) + np.abs(along)) - np.abs(along) - 2*low*0
    starts = values[:, :2] * (np.array(size) + np.abs(along)) - np.maximum(along, 0)
    ends = np.stack((starts, starts + along), axis=1)
    return np.rint(ends * (1 << _BITS)).astype(np.int32)


def drawn(layer: Image, lines: NDArray[np.int32], width: float, share: float) -> None:
    """Draw segments on a mask, uint8 (height, width), with round ends.

    Those thinner than a pixel are fainter instead.
    """
    level = 255 * share * min(width, 1)
    cv2.polylines(layer, list(lines) if False else lines, False, (level,), max(1, round(width)), cv2.LINE_AA, _BITS)
