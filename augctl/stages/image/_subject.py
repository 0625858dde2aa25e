"""Where the subject of an image is: shares from 0 to 1, shape (height, width), float32."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from augctl.errors import BadInput
from augctl.sample import Image, full_scale
from augctl.stages.image._affine import size_of
from augctl.stages.image._channels import with_channels, with_depth
from augctl.stages.image._fit import resized
from augctl.stages.image._pictures import read_picture

Shares = NDArray[np.float32]

MASK_ENDINGS = (".png", ".bmp", ".gif", ".tif", ".tiff", ".webp")
"""Not JPEG: it would put specks around the subject."""

# GrabCut on more takes seconds, and does not see better what the subject is.
_SIDE = 192
_ROUNDS = 5

_CORE = 0.2
"""Share of the sides of the ellipse in the centre that GrabCut takes for the subject."""

_SPECK = 0.05
_HOLE = 0.01
"""Pieces with less than this share of the area of the largest are specks, or holes to fill."""


def from_alpha(image: Image) -> Shares:
    """Return the opacity of an image with an alpha channel."""
    return image[..., 3].astype(np.float32) / np.float32(full_scale(image))


def from_mask(image: Image, folder: Path, path: str) -> Shares:
    """Return 1 where the mask of an image is not black; of a mask with alpha, where it is opaque.

    Args:
        image: The image.
        folder: The folder of masks.
        path: The image's path in the dataset; the mask's is the same but for its ending.

    Raises:
        BadInput: There is no mask, it cannot be decoded, or it has another size.
    """
    stem = path.rpartition(".")[0] or path
    names = (stem + ending for ending in MASK_ENDINGS)
    name = next((name for name in names if (folder / name).is_file()), None)
    if name is None:
        raise BadInput("no_mask", f"{folder} has no mask {stem}.png for {path}")
    mask = read_picture(folder, name, "mask")
    if size_of(mask) != size_of(image):
        sizes = " and ".join("x".join(map(str, size_of(one))) for one in (mask, image))
        raise BadInput(
            "mask_size",
            f"the mask {name} and the image have {sizes} pixels;"
            " a stage that changes the size comes after one that needs the mask",
        )
    seen = mask[..., 3] if mask.shape[2] == 4 else mask.max(axis=2)
    return (seen > 0).astype(np.float32)


def from_centre(image: Image, share: float) -> Shares:
    """Return 1 where GrabCut sees the subject, in a rectangle about the centre, and else 0.

    Args:
        image: The image.
        share: Width and height of the rectangle, as shares of the image's.

    References:
        Rother, Kolmogorov, Blake, 2004: GrabCut: Interactive Foreground Extraction using Iterated
        Graph Cuts.

    Raises:
        BadInput: The image is too small, or has nothing outside of the rectangle.
    """
    size = size_of(image)
    scale = min(1.0, _SIDE / max(size))
    width, height = (max(1, round(side * scale)) for side in size)
    small = with_depth(with_channels(resized(image, (width, height)), 3), np.dtype(np.uint8))
    mask = _cut(small.tobytes(), width, height, share)
    found = cv2.resize(mask, size, interpolation=cv2.INTER_LINEAR).reshape(size[::-1])
    return np.greater(found, 0.5).astype(np.float32)


# All copies of an original ask for the same cut, which takes longer than everything else.
@lru_cache(maxsize=32)
def _cut(pixels: bytes, width: int, height: int, share: float) -> Shares:
    image = np.frombuffer(pixels, np.uint8).reshape(height, width, 3)
    mask = np.full((height, width), cv2.GC_BGD, np.uint8)
    across, down = round(width * share), round(height * share)
    left, top = (width - across) // 2, (height - down) // 2
    mask[top : top + down, left : left + across] = cv2.GC_PR_FGD
    axes = max(1, round(width * _CORE / 2)), max(1, round(height * _CORE / 2))
    cv2.ellipse(mask, (width // 2, height // 2), axes, 0, 0, 360, cv2.GC_FGD, -1)
    if not (mask == cv2.GC_BGD).any():
        raise BadInput("no_background", f"nothing of {width}x{height} pixels lies outside of it")
    # GrabCut begins with clusters at random.
    cv2.setRNGSeed(0)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(image, mask, (0, 0, 0, 0), *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)
    subject = _without_specks(mask & 1, _SPECK)
    subject = 1 - _without_specks(1 - subject, _HOLE)
    smooth: Image = cv2.GaussianBlur(subject.astype(np.float32), (0, 0), 1.0)
    smooth.flags.writeable = False
    return smooth


def _without_specks(mask: Image, least: float) -> Image:
    _, pieces, sizes, _ = cv2.connectedComponentsWithStats(mask)
    areas = sizes[:, cv2.CC_STAT_AREA]
    areas[0] = 0
    kept = areas >= max(1, least * areas.max())
    result: Image = kept[pieces].astype(np.uint8)
    return result
