"""Colour profiles: whether one fits an image, and the way from ink to RGB."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from augctl.sample import Image

if TYPE_CHECKING:
    from PIL import ImageCms

LARGEST = 16_000_000
"""Bytes above which a profile is not a profile but an attack, or a mistake."""

_SPACES = {1: b"GRAY", 3: b"RGB ", 4: b"RGB "}


def fits(profile: bytes, channels: int) -> bool:
    """Tell whether a profile is whole and describes images of 1, 3 or 4 (RGBA) channels.

    A grey profile on RGB pixels, left over from a stage that changed the channels, would make
    readers refuse the file or show wrong colours.
    """
    return _whole(profile) and profile[16:20] == _SPACES[channels]


def ink_to_rgb(ink: Image, profile: bytes | None) -> tuple[Image, tuple[str, ...]]:
    """Turn CMYK into sRGB, through the profile where it is usable, else by plain arithmetic.

    Args:
        ink: HWC, uint8, 4 channels; 0 is no ink.
        profile: The CMYK profile of the file.

    Returns:
        The image, HWC, uint8, RGB in sRGB, and what was lost: `cmyk`, and `cmyk profile` where
        there was none or it was broken, so that colours are only roughly right.
    """
    from PIL import Image as Pillow
    from PIL import ImageCms

    height, width, _ = ink.shape
    picture = Pillow.frombuffer("CMYK", (width, height), ink.tobytes(), "raw", "CMYK", 0, 1)
    if profile is not None and _whole(profile) and profile[16:20] == b"CMYK":
        try:
            converted = ImageCms.applyTransform(picture, _transform(profile))
        except (ImageCms.PyCMSError, OSError):
            converted = None
        if converted is not None:
            return np.asarray(converted), ("cmyk",)
    return np.asarray(picture.convert("RGB")), ("cmyk", "cmyk profile")


def _whole(profile: bytes) -> bool:
    size = int.from_bytes(profile[:4], "big")
    return profile[36:40] == b"acsp" and 128 <= size <= len(profile) <= LARGEST


@lru_cache(maxsize=4)
def _transform(profile: bytes) -> ImageCms.ImageCmsTransform:
    from PIL import ImageCms

    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    target = ImageCms.createProfile("sRGB")
    return ImageCms.buildTransform(source, target, "CMYK", "RGB", ImageCms.Intent.PERCEPTUAL)
