"""What weather does to pixels: veils, streaks and flakes that hide what is behind them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.random import Generator, Philox
from numpy.typing import NDArray

from augctl.sample import Image, full_scale
from augctl.stages.image._affine import size_of
from augctl.stages.image._channels import in_channels, luma, on_colours, with_depth

CANVAS = 640
"""Longer side of what weather is drawn on: in larger images it is as soft as they are large."""

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
    return spread(np.rint(np.clip(field, 0, 1) * np.float32(white)).astype(image.dtype), image)


def spread(mask: Image, image: Image) -> Image:
    """Bring a mask to the size and the depth of an image."""
    resized = cv2.resize(mask, size_of(image)).reshape(*image.shape[:2], 1)
    return with_depth(resized, image.dtype)[..., 0]


def light(image: Image) -> float:
    """Return how bright the brighter parts of an image are, in levels 0 to 255.

    What is in the air is lit as the picture is, and is no white at night.
    """
    # Every pixel of a few rows and columns is enough, and costs a tenth.
    step = max(1, min(image.shape[:2]) // 48)
    some = luma(np.ascontiguousarray(image[::step, ::step]))
    brighter = float(some.mean() + 1.2 * some.std()) * 255 / full_scale(image)
    return min(brighter + 30, 250.0)


def rng_of(key: int) -> Generator:
    """Return the generator of a key that was drawn: it makes no new choice."""
    return Generator(Philox(key=key))


def canvas(image: Image) -> Image:
    """Return an empty mask, uint8, of the shape of an image, its longer side up to `CANVAS`."""
    height, width, _ = image.shape
    scale = min(1.0, CANVAS / max(height, width))
    return np.zeros((max(1, round(height * scale)), max(1, round(width * scale))), np.uint8)


def falling(
    mask: Image, count: int, values: Generator, way: tuple[float, float]
) -> NDArray[np.float32]:
    """Return what random points draw while they fall: shape (count, 2, 2), pixels of a mask.

    Args:
        mask: What they will be drawn on.
        count: How many; some are partly outside.
        values: Decides where they are.
        way: From the beginning to the end of a line, in pixels; lengths differ by up to 40 %.
    """
    random = values.random((count, 3), dtype=np.float32)
    along = np.array(way, np.float32) * (0.6 + np.float32(0.8) * random[:, 2:])
    sides = np.array(mask.shape[::-1], np.float32)
    middles = random[:, :2] * (sides + np.abs(along)) - np.abs(along) / 2
    return np.stack((middles - along / 2, middles + along / 2), axis=1)


def draw_on(mask: Image, lines: NDArray[np.float32], width: float, share: float) -> None:
    """Draw lines with round ends on a mask, uint8 (height, width), of a share of white.

    Those thinner than a pixel are fainter instead.
    """
    level = (round(255 * share * min(width, 1.0) ** 0.5),)
    ends = np.rint(lines * (1 << _BITS)).astype(np.int32)
    cv2.polylines(mask, ends, False, level, max(1, round(width)), cv2.LINE_AA, _BITS)  # type: ignore[call-overload]
