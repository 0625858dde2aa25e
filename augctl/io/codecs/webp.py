"""WebP, through Pillow; the container is walked here first."""

from __future__ import annotations

from io import BytesIO

import numpy as np

from augctl.errors import BadInput
from augctl.io.codecs import exif
from augctl.io.codecs.model import EncodeOptions, Head, Readable
from augctl.io.codecs.quiet import strict_pillow, to_array
from augctl.sample import Image

LARGEST_SIDE = 16383


def head(data: Readable, frame: int = 0) -> Head:
    """Walk over the chunks of the RIFF container.

    Raises:
        BadInput: `truncated` or `corrupt`.
    """
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise BadInput("truncated", f"the WebP has {len(data)} of {end} bytes")
    size: tuple[int, int] | None = None
    alpha = pictures = False
    frames, orientation, profile, lost = 0, 1, None, []
    position = 12
    while position + 8 <= end:
        top = data[position : position + 8]
        kind, start = top[:4], position + 8
        stop = start + int.from_bytes(top[4:], "little")
        if stop > end:
            raise BadInput("truncated", "the WebP ends inside a chunk")
        if position == 12 and kind == b"VP8X":
            body = data[start : start + 10]
            size = 1 + _u24(body[4:7]), 1 + _u24(body[7:10])
            alpha = bool(body[0] & 0x10)
        elif kind in (b"VP8 ", b"VP8L"):
            pictures = True
            if position == 12:
                size, alpha = _simple(kind, data[start : start + 10])
        elif kind == b"ANMF":
            frames += 1
        elif kind == b"ICCP":
            profile = data[start:stop]
        elif kind == b"EXIF":
            orientation, others = exif.read(data[start:stop])
            lost += ["exif"] * others
        elif kind == b"XMP ":
            lost.append("xmp")
        position = stop + (stop & 1)
    if size is None or not (pictures or frames):
        raise BadInput("corrupt", "the WebP holds no picture")
    return Head(
        format="webp",
        width=size[0],
        height=size[1],
        channels=4 if alpha else 3,
        frames=max(frames, 1),
        orientation=orientation,
        icc=profile,
        lost=tuple(dict.fromkeys(lost)),
    )


def pixels(data: bytes, head: Head, frame: int) -> Image:
    """Decode one frame, as the animation shows it, to RGB or RGBA.

    Raises:
        BadInput: `truncated` or `corrupt`.
    """
    with strict_pillow("WebP"):
        from PIL.WebPImagePlugin import WebPImageFile

        picture = WebPImageFile(BytesIO(data))
        picture.seek(frame)
        return to_array(picture, head)


def write(image: Image, options: EncodeOptions, profile: bytes | None) -> bytes:
    """Encode uint8 RGB or RGBA, lossy. Grey becomes RGB: the format has no grey."""
    from PIL import Image as Pillow
    from PIL import WebPImagePlugin  # noqa: F401  Else Pillow imports every plugin to find it.

    picture = Pillow.fromarray(np.repeat(image, 3, axis=2) if image.shape[2] == 1 else image)
    buffer = BytesIO()
    picture.save(buffer, "WEBP", quality=options.quality, icc_profile=profile or b"")
    return buffer.getvalue()


def _simple(kind: bytes, body: bytes) -> tuple[tuple[int, int], bool]:
    """Return the size of a bare picture, and if it has alpha."""
    if kind == b"VP8L":
        if body[:1] != b"\x2f" or len(body) < 5:
            raise BadInput("corrupt", "the WebP's header makes no sense")
        bits = int.from_bytes(body[1:5], "little")
        return (1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)), bool(bits >> 28 & 1)
    if body[3:6] != b"\x9d\x01\x2a" or len(body) < 10:
        raise BadInput("corrupt", "the WebP's header makes no sense")
    width, height = (int.from_bytes(body[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    return (width, height), False


def _u24(body: bytes) -> int:
    return int.from_bytes(body, "little")
