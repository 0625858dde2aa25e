"""The table of formats, and the checks that all of them share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from augctl.errors import BadInput
from augctl.io.codecs import bmp, gif, jpeg, png, tiff, webp
from augctl.io.codecs.model import Head, Readable
from augctl.io.codecs.sniff import sniff
from augctl.sample import Image


class Reader(Protocol):
    """What each format's module does to be read."""

    def head(self, data: Readable, frame: int = 0) -> Head:
        """Describe one frame without decoding it."""

    def pixels(self, data: bytes, head: Head, frame: int) -> Image:
        """Decode one frame to the channels and bits of `head`, not yet upright."""


READERS: Mapping[str, Reader] = {
    "jpeg": jpeg,
    "png": png,
    "webp": webp,
    "bmp": bmp,
    "gif": gif,
    "tiff": tiff,
}


def read_head(data: Readable, max_pixels: int, frame: int = 0) -> Head:
    """Read the header of any format and check the size that it promises.

    Raises:
        BadInput: `empty`, `not_an_image`, `unsupported`, `truncated`, `corrupt`, `too_large`, or
            `no_such_frame`.
    """
    head = READERS[sniff(data)].head(data, frame)
    if head.width < 1 or head.height < 1:
        raise BadInput("corrupt", f"the image is {head.width} x {head.height} pixels large")
    if head.width * head.height > max_pixels:
        raise BadInput(
            "too_large",
            f"the image is {head.width} x {head.height} pixels large,"
            f" the limit is {max_pixels / 1e6:g} megapixels",
        )
    if not 0 <= frame < head.frames:
        raise BadInput("no_such_frame", f"the image has {head.frames} frames, not {frame + 1}")
    return head
