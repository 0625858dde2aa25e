"""Fitting images to sizes."""

from __future__ import annotations

import cv2

from augctl.sample import Image
from augctl.stages.image._affine import Affine, Size, shift, size_of, stretch
from augctl.stages.image._box import Box


def resized(image: Image, size: Size, *, quick: bool = False) -> Image:
    """Resize an image (HWC): pixels are averaged where it shrinks, interpolated where it grows.

    Interpolation is bilinear. An image that has the size already is returned itself.

    Args:
        image: The image.
        size: Width and height of the result.
        quick: Interpolate down to a half, a quarter and so on of each side. That is about six
            times as fast, and at these shares the same; between, fine stripes can turn a little
            uneven.
    """
    width, height = size_of(image)
    if quick:
        return _halved(image, size)
    smaller = min(width, size[0]), min(height, size[1])
    result = image
    # OpenCV averages only if no side grows, so a side that grows waits for the second pass.
    if smaller != (width, height):
        result = cv2.resize(result, smaller, interpolation=cv2.INTER_AREA)
    if smaller != size:
        result = cv2.resize(result, size, interpolation=cv2.INTER_LINEAR)
    return result.reshape(size[1], size[0], image.shape[2])


def _halved(image: Image, size: Size) -> Image:
    """Resize to the nearest size below that can be halved to the one asked for, and halve it."""
    halvings = [
        max(0, (before // after).bit_length() - 1)
        for before, after in zip(size_of(image), size, strict=True)
    ]
    result = image
    for left in range(max(halvings), -1, -1):
        step = size[0] << min(left, halvings[0]), size[1] << min(left, halvings[1])
        # Bilinear interpolation down to exactly a half is the mean of two pixels each way.
        if step != size_of(result):
            result = cv2.resize(result, step, interpolation=cv2.INTER_LINEAR)
            result = result.reshape(step[1], step[0], image.shape[2])
    return result


def cover(size: Size, onto: Size) -> tuple[Box, Affine]:
    """Fit a canvas onto another so that it covers it without distortion, centred.

    Returns:
        The part of the canvas that is seen, in whole pixels, and where its points go. Rounding
        to whole pixels can change the aspect by less than one pixel of that part.
    """
    scale = max(onto[0] / size[0], onto[1] / size[1])
    width = min(size[0], max(1, round(onto[0] / scale)))
    height = min(size[1], max(1, round(onto[1] / scale)))
    box = Box((size[0] - width) // 2, (size[1] - height) // 2, width, height)
    seen = width, height
    return box, stretch(seen, onto).after(shift(seen, -box.x, -box.y))


def fit(size: Size, part: Box, canvas: Size) -> Affine:
    """Return where points go that `covering` brings into a part of a canvas."""
    return shift(canvas, part.x, part.y).after(cover(size, part[2:])[1])


def covering(image: Image, size: Size, *, quick: bool = False) -> Image:
    """Scale an image (HWC) to cover a size without distortion and crop the centre.

    For `quick`, see `resized`.
    """
    box, _ = cover(size_of(image), size)
    return resized(box.of(image), size, quick=quick)
