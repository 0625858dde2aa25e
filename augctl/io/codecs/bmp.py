"""BMP, through Pillow; the sizes are checked here first, since Pillow pads what is missing."""

from __future__ import annotations

from io import BytesIO

import numpy as np

from augctl.errors import BadInput
from augctl.io.codecs.model import EncodeOptions, Head, Readable
from augctl.io.codecs.quiet import strict_pillow, to_array
from augctl.sample import Image

_OLD = 12
_RAW, _RLE8, _RLE4, _BITFIELDS, _ALPHA_BITFIELDS = 0, 1, 2, 3, 6


def head(data: Readable, frame: int = 0) -> Head:
    """Read the headers and compare the promised size of the pixels with the file's.

    Raises:
        BadInput: `truncated`, `corrupt`, or `unsupported` (JPEG or PNG inside).
    """
    top = data[:138]
    header = _u32(top, 14)
    if len(top) < (26 if header == _OLD else 54):
        raise BadInput("truncated", "the BMP ends inside its header")
    if header == _OLD:
        width, height, bits, packing, used = _u16(top, 18), _u16(top, 20), _u16(top, 24), _RAW, 0
    else:
        width, height, bits = _i32(top, 18), abs(_i32(top, 22)), _u16(top, 28)
        packing, used = _u32(top, 30), _u32(top, 46)
    if bits not in (1, 2, 4, 8, 16, 24, 32) or width < 0:
        raise BadInput("corrupt", "the BMP's header makes no sense")
    start = _u32(top, 10)
    if packing in (_RAW, _BITFIELDS, _ALPHA_BITFIELDS):
        stop = start + (width * bits + 31) // 32 * 4 * height
    elif packing in (_RLE8, _RLE4):
        stop = start + _u32(top, 34) if _u32(top, 34) else len(data)
        # The end-of-picture mark; sizes are often rounded up to a multiple of four behind it.
        if stop <= len(data) and b"\0\1" not in data[max(start, stop - 5) : stop]:
            raise BadInput("truncated", "the BMP's packed pixels have no end")
    else:
        raise BadInput("unsupported", "BMPs with another format inside are not supported")
    if stop > len(data):
        raise BadInput("truncated", f"the BMP has {len(data)} of {stop} bytes")
    channels = 3
    if bits == 32 and packing in (_BITFIELDS, _ALPHA_BITFIELDS) and header >= 56:
        channels = 4 if _u32(top, 66) else 3
    elif bits <= 8:
        size = 3 if header == _OLD else 4
        first, count = 14 + header, used or 2**bits
        palette = data[first : first + size * min(count, 2**bits)]
        channels = 1 if palette[::size] == palette[1::size] == palette[2::size] else 3
    return Head("bmp", width, height, channels)


def pixels(data: bytes, head: Head, frame: int) -> Image:
    """Decode to grey (a palette of greys), RGB or RGBA.

    Raises:
        BadInput: `truncated` or `corrupt`, also for layouts that Pillow does not know.
    """
    with strict_pillow("BMP"):
        from PIL.BmpImagePlugin import BmpImageFile

        return to_array(BmpImageFile(BytesIO(data)), head)


def write(image: Image, options: EncodeOptions, profile: bytes | None) -> bytes:
    """Encode uint8 grey or RGB, without loss or compression."""
    from PIL import BmpImagePlugin  # noqa: F401  Else Pillow imports every plugin to find it.
    from PIL import Image as Pillow

    buffer = BytesIO()
    Pillow.fromarray(np.squeeze(image, 2) if image.shape[2] == 1 else image).save(buffer, "BMP")
    return buffer.getvalue()


def _u16(body: bytes, at: int) -> int:
    return int.from_bytes(body[at : at + 2], "little")


def _u32(body: bytes, at: int) -> int:
    return int.from_bytes(body[at : at + 4], "little")


def _i32(body: bytes, at: int) -> int:
    return int.from_bytes(body[at : at + 4], "little", signed=True)
