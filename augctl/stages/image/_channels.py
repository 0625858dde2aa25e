"""Channels and depth: grey, RGB and RGBA, 8 and 16 bits, and the ways from one to another."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import cv2
import numpy as np

from augctl.sample import Image, full_scale

LUMA = np.array([0.299, 0.587, 0.114])
"""Rec. 601 weights of red, green and blue in brightness; what JPEG uses."""


def on_colours(image: Image, change: Callable[[Image], Image]) -> Image:
    """Change the colour channels alone: `change` gets 1 or 3 channels, and alpha stays."""
    if image.shape[2] != 4:
        return change(image)
    # OpenCV takes the channels apart about 30 times as fast as slices of numpy do.
    changed = cv2.cvtColor(change(cv2.cvtColor(image, cv2.COLOR_RGBA2RGB)), cv2.COLOR_RGB2RGBA)
    return cv2.insertChannel(cv2.extractChannel(image, 3), changed, 3)


def on_white(image: Image) -> Image:
    """Lay an RGBA image on white; the result is RGB."""
    colour = image[..., :3].astype(np.float32)
    opacity = image[..., 3:].astype(np.float32) / full_scale(image)
    white = full_scale(image)
    return np.rint(white + (colour - white) * opacity).astype(image.dtype)


def with_channels(image: Image, channels: int) -> Image:
    """Make an image grey (1), RGB (3) or RGBA (4); transparent parts are laid on white."""
    if image.shape[2] == channels:
        return image
    if image.shape[2] == 4:
        return with_channels(on_white(image), channels)
    if image.shape[2] == 3:
        code = cv2.COLOR_RGB2GRAY if channels == 1 else cv2.COLOR_RGB2RGBA
    else:
        code = cv2.COLOR_GRAY2RGB if channels == 3 else cv2.COLOR_GRAY2RGBA
    return cv2.cvtColor(image, code).reshape(*image.shape[:2], channels)


def depth(image: Image) -> int:
    """Return OpenCV's name for the depth of an image."""
    return cv2.CV_8U if image.dtype == np.uint8 else cv2.CV_16U


def with_depth(image: Image, dtype: np.dtype[Any]) -> Image:
    """Make an image uint8 or uint16; white stays white."""
    if image.dtype == dtype:
        return image
    if dtype == np.uint16:
        return image.astype(np.uint16) * np.uint16(257)
    return cv2.convertScaleAbs(image, alpha=1 / 257).reshape(image.shape)


def like(image: Image, other: Image) -> Image:
    """Give an image the channels and the depth of another; its size stays."""
    return with_depth(with_channels(image, other.shape[2]), other.dtype)


def luma(image: Image) -> Image:
    """Return brightness, shape (height, width), in the depth of the image; grey is itself."""
    return with_channels(image, 1)[..., 0]


def in_channels(levels: tuple[float, ...], image: Image) -> tuple[int, ...]:
    """Turn a colour in levels 0 to 255, one or three, into one value per channel of an image.

    Grey images take the luma of a colour; alpha becomes opaque; uint16 is scaled up.
    """
    return _in_channels(levels, image.shape[2], full_scale(image))


@lru_cache(maxsize=64)
def _in_channels(levels: tuple[float, ...], channels: int, white: int) -> tuple[int, ...]:
    colour = np.array(levels if len(levels) == 3 else levels * 3) * (white / 255)
    if channels == 1:
        return (round(float(LUMA @ colour)),)
    return (*map(round, colour.tolist()), white)[:channels]
