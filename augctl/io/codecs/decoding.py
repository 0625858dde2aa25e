"""From the bytes of a file to pixels, or to the reason why not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from augctl.errors import BadInput
from augctl.io.codecs import exif, jpeg, profiles
from augctl.io.codecs.formats import READERS, read_head
from augctl.io.codecs.model import Decoded, Head

Size = tuple[int, int]
"""Width and height in pixels."""

Needs = Callable[[Size], Size]
"""Says what width and height are enough of a picture of a size."""

# What is decoded smaller is resized once more; with less to spare, fine patterns would turn soft.
_MARGIN = 1.5

# To these, libjpeg-turbo scales for nothing while it decodes.
_REDUCTIONS = (8, 4, 2)


def decode(
    data: bytes,
    max_pixels: int,
    frame: int = 0,
    *,
    alone: bool = True,
    needs: Needs | None = None,
) -> Decoded:
    """Decode one picture, upright, with the depth, the channels and the profile that it has.

    Every checksum that the format has is verified; what is missing is never made up. Gamma
    values outside of a profile are ignored.

    Args:
        data: The whole file.
        max_pixels: The largest width times height that is accepted; checked before decoding.
        frame: Which page or picture of an animation, from 0.
        alone: Whether the other frames are left behind, which `lost` then tells.
        needs: What width and height are enough of a picture of a size. A JPEG may then come
            smaller, averaged to a half, a quarter or an eighth of each side, where that is whole
            pixels: so its aspect stays what it was.

    Returns:
        The image: HWC, contiguous, read-only; uint8 or uint16; grey, RGB or RGBA. CMYK comes as
        sRGB, through its profile.

    Raises:
        BadInput: `empty`, `not_an_image`, `unsupported`, `truncated`, `corrupt`, `too_large`, or
            `no_such_frame`.
    """
    head = read_head(data, max_pixels, frame)
    reduce = 1 if needs is None else _reduction(head, needs)
    if reduce == 1:
        image = READERS[head.format].pixels(data, head, frame)
    else:
        image = jpeg.pixels(data, head, frame, reduce)
    if image.shape[:2] != (head.height // reduce, head.width // reduce):
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
    return Decoded(image, profile, tuple(lost), head.orientation)


def _reduction(head: Head, needs: Needs) -> int:
    """Return into how many parts the sides of a picture can be divided with enough left."""
    if head.format != "jpeg" or head.cmyk:
        return 1
    stored = head.width, head.height
    size = stored[::-1] if exif.turns(head.orientation) else stored
    width, height = needs(size)
    for parts in _REDUCTIONS:
        whole = size[0] % parts == size[1] % parts == 0
        if whole and width * _MARGIN <= size[0] // parts and height * _MARGIN <= size[1] // parts:
            return parts
    return 1


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
