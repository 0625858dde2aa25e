"""From the bytes of a file to pixels, or to the reason why not."""

from __future__ import annotations

import numpy as np

from augctl.errors import BadInput
from augctl.io.codecs import exif, profiles
from augctl.io.codecs.formats import READERS, read_head
from augctl.io.codecs.model import Decoded


def decode(data: bytes, max_pixels: int, frame: int = 0, *, alone: bool = True) -> Decoded:
    """Decode one picture, upright, with the depth, the channels and the profile that it has.

    Every checksum that the format has is verified; what is missing is never made up. Gamma
    values outside of a profile are ignored.

    Args:
        data: The whole file.
        max_pixels: The largest width times height that is accepted; checked before decoding.
        frame: Which page or picture of an animation, from 0.
        alone: Whether the other frames are left behind, which `lost` then tells.

    Returns:
        The image: HWC, contiguous, read-only; uint8 or uint16; grey, RGB or RGBA. CMYK comes as
        sRGB, through its profile.

    Raises:
        BadInput: `empty`, `not_an_image`, `unsupported`, `truncated`, `corrupt`, `too_large`, or
            `no_such_frame`.
    """
    head = read_head(data, max_pixels, frame)
    image = READERS[head.format].pixels(data, head, frame)
    if image.shape[:2] != (head.height, head.width):
        raise BadInput("corrupt", f"the header of the {head.format} and its pixels disagree")
    profile, lost = head.icc, list(head.lost)
    if head.cmyk:
        image, words = profiles.ink_to_rgb(image, profile)
        profile = None
        lost += words
    elif profile is not None and not profiles.fits(profile, head.channels):
        profile = None
        lost.append("icc")
    if alone and head.frames > 1:
        lost += _others(frame, head.frames)
    image = np.ascontiguousarray(exif.upright(image, head.orientation))
    image.setflags(write=False)
    return Decoded(image, profile, tuple(lost))


def _others(frame: int, frames: int) -> list[str]:
    """Name the frames that are left behind, counted from 1.

    >>> _others(0, 9), _others(0, 2), _others(2, 4)
    (['frames 2 to 9'], ['frame 2'], ['frames 1 to 2', 'frame 4'])
    """
    spans = ((1, frame), (frame + 2, frames))
    return [
        f"frame {first}" if first == last else f"frames {first} to {last}"
        for first, last in spans
        if first <= last
    ]
