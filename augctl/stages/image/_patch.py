"""What stands where pixels were taken away; see `Patch` for `fill`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator, Philox

from augctl.sample import Image, full_scale
from augctl.stages.base import Drawn
from augctl.stages.image._box import Box
from augctl.stages.image._channels import in_channels


def with_key(drawn: Drawn, fill: Any, rng: Generator) -> Drawn:
    """Add the key of the random values, where the fill needs one."""
    return {**drawn, "noise": int(rng.integers(1 << 32))} if fill == "noise" else drawn


def boxes_covered(image: Image, boxes: Iterable[Box], fill: Any, drawn: Drawn) -> Image:
    """Return a copy of an image (HWC) with rectangles covered; covers are opaque."""
    result = image.copy()
    if fill == "noise":
        values = _values(drawn)
        for box in boxes:
            box.of(result)[...] = _noise(image, box.height, box.width, values)
        return result
    colour = _colour(image, fill)
    for box in boxes:
        _paint(result, box, colour)
    return result


def mask_covered(image: Image, mask: Image, fill: Any, drawn: Drawn) -> Image:
    """Return a copy of an image (HWC) covered where a mask is not 0.

    Args:
        image: The image.
        mask: Shape (height, width, 1), or one for every channel; uint8.
        fill: What covers it.
        drawn: Holds the key of random values.
    """
    height, width, _ = image.shape
    if fill == "noise":
        cover = _noise(image, height, width, _values(drawn))
    else:
        cover = np.empty_like(image)
        _paint(cover, Box(0, 0, width, height), _colour(image, fill))
    if mask.shape[2] == 1:
        return cv2.copyTo(cover, mask, image.copy()).reshape(image.shape)
    flat = (each.reshape(height, -1) for each in (cover, mask, image.copy()))
    return cv2.copyTo(*flat).reshape(image.shape)


def _paint(image: Image, box: Box, colour: tuple[int, ...]) -> None:
    # Ten times as fast as to assign a colour to a part. OpenCV counts the last pixel in.
    if box.area:
        end = box.x + box.width - 1, box.y + box.height - 1
        cv2.rectangle(image, (box.x, box.y), end, colour, cv2.FILLED)


def _colour(image: Image, fill: Any) -> tuple[int, ...]:
    if fill == "mean":
        means = np.array(cv2.mean(image))[: min(image.shape[2], 3)]
        return in_channels(tuple(means * 255 / full_scale(image)), image)
    return in_channels(fill, image)


def _values(drawn: Drawn) -> Generator:
    # A key that was drawn makes no new choice: the values follow from it alone.
    return Generator(Philox(key=drawn["noise"]))


def _noise(image: Image, height: int, width: int, values: Generator) -> Image:
    white = full_scale(image)
    shape = (height, width, image.shape[2])
    patch = values.integers(white, size=shape, dtype=image.dtype, endpoint=True)
    patch[..., 3:] = white
    return patch
