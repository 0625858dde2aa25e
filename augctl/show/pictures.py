"""From an image array to the pixels of a preview: any size, depth and number of channels."""

from __future__ import annotations

import numpy as np
from PIL import Image

from augctl.sample import Image as Array
from augctl.show.theme import CHECKER

_PIXELATED_FROM = 3
_MOST_ENLARGED = 8


def fit(width: int, height: int, box_width: int, box_height: int) -> tuple[int, int]:
    """Return the size in pixels at which an image fills a box, whole and undistorted.

    An image that fits three times or more is one whose pixels matter: it grows by a whole number,
    at most 8, so that each of its pixels becomes a square.

    >>> fit(512, 384, 200, 200), fit(28, 28, 200, 200), fit(3000, 20, 200, 200), fit(1, 1, 200, 200)
    ((200, 150), (196, 196), (200, 1), (8, 8))
    """
    factor = min(box_width / width, box_height / height)
    if factor >= _PIXELATED_FROM:
        factor = min(int(factor), _MOST_ENLARGED)
    return (
        max(1, min(box_width, round(width * factor))),
        max(1, min(box_height, round(height * factor))),
    )


def why_not(image: Array | None) -> str:
    """Say why an array cannot be shown; nothing if it can."""
    if image is None:
        return "no image"
    if image.ndim != 3 or image.shape[2] not in (1, 3, 4) or 0 in image.shape:
        return f"cannot show an image of shape {'x'.join(map(str, image.shape))}"
    if image.dtype not in (np.uint8, np.uint16):
        return f"cannot show an image of type {image.dtype}"
    return ""


def render(image: Array, width: int, height: int, checker_px: int) -> Image.Image:
    """Bring an image to RGB at the given size in pixels.

    uint16 is shown over its full range, transparency over a checkerboard with squares of
    `checker_px` pixels.
    """
    picture = _eight_bit(image)
    if width % picture.width == 0 and width // picture.width >= _PIXELATED_FROM:
        resampling = Image.Resampling.NEAREST
    elif width > picture.width:
        resampling = Image.Resampling.BICUBIC
    else:
        resampling = Image.Resampling.LANCZOS
    picture = picture.resize((width, height), resampling)
    if picture.mode == "RGBA":
        board = _checkerboard(width, height, checker_px)
        board.paste(picture, (0, 0), picture)
        return board
    return picture.convert("RGB")


def _eight_bit(image: Array) -> Image.Image:
    if image.dtype == np.uint16:
        image = (image >> 8).astype(np.uint8)
    return Image.fromarray(np.ascontiguousarray(image[..., 0] if image.shape[2] == 1 else image))


def _checkerboard(width: int, height: int, square_px: int) -> Image.Image:
    rows, columns = np.ogrid[:height, :width]
    dark = (rows // square_px + columns // square_px) % 2
    board = Image.new("RGB", (width, height), CHECKER[0])
    board.paste(CHECKER[1], (0, 0), Image.fromarray((dark * 255).astype(np.uint8)))
    return board
