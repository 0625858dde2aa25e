"""TIFF: plain layouts are put together here, bit for bit; the rare ones go through Pillow.

Neither Pillow nor OpenCV leaves all 16-bit TIFFs as they are (planes, white as zero, grey with
alpha, premultiplied alpha), and both print libtiff's complaints on stderr.
"""

from __future__ import annotations

from io import BytesIO

import numpy as np

from augctl.errors import BadInput
from augctl.io.codecs import tiff_pages
from augctl.io.codecs.model import Head, Readable
from augctl.io.codecs.quiet import silent_libraries, strict_pillow, to_array
from augctl.io.codecs.tiff_blocks import PLAIN, read_blocks
from augctl.io.codecs.tiff_file import write as write
from augctl.io.codecs.tiff_pages import Page
from augctl.sample import Image, full_scale

_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE, _CMYK, _YCBCR = 0, 1, 2, 3, 5, 6
_COLOURS = {_WHITE_IS_ZERO: 1, _BLACK_IS_ZERO: 1, _RGB: 3, _PALETTE: 1, _CMYK: 4, _YCBCR: 3}
_GREY = (_WHITE_IS_ZERO, _BLACK_IS_ZERO)
_FAX, _JPEG = {2, 3, 4, 32771}, {6, 7}
_UNSPECIFIED, _PREMULTIPLIED = 0, 1
_MOST_SAMPLES = 16


def head(data: Readable, frame: int = 0) -> Head:
    """Read all directories and describe one page.

    Raises:
        BadInput: `truncated`, `corrupt`, `unsupported` (floats, 32 bits, raw sensor data), or
            `no_such_frame`.
    """
    pages = list(tiff_pages.pages(data))
    page = _select(pages, frame)
    _refuse_strange(page)
    spare = page.samples - _COLOURS[page.photometric] - _has_alpha(page)
    return Head(
        format="tiff",
        width=page.width,
        height=page.height,
        channels=4 if _has_alpha(page) else 1 if page.photometric in _GREY else 3,
        bits=16 if page.bits == 16 else 8,
        frames=len(pages),
        orientation=page.orientation,
        icc=page.icc,
        lost=page.lost + ("extra channel",) * (spare > 0),
        cmyk=page.photometric == _CMYK,
    )


def pixels(data: bytes, head: Head, frame: int) -> Image:
    """Decode one page to grey, RGB, RGBA, or CMYK with 0 for no ink; 8 or 16 bits.

    Raises:
        BadInput: `truncated`, `corrupt` or `unsupported`.
    """
    page = _select(list(tiff_pages.pages(data)), frame)
    if (
        page.bits in (8, 16)
        and page.compression in PLAIN
        and page.photometric in (*_GREY, _RGB, _CMYK)
        and page.predictor in (1, 2)
        and not page.reversed_bits
    ):
        return _sort_channels(read_blocks(data, page), page)
    if page.bits == 16 or page.compression not in PLAIN | _FAX | _JPEG:
        raise BadInput(
            "unsupported",
            f"{page.bits}-bit TIFFs with compression {page.compression} are not supported",
        )
    return _through_pillow(data, page, head)


def _select(pages: list[Page], frame: int) -> Page:
    if not pages:
        raise BadInput("corrupt", "the TIFF holds no picture")
    if not 0 <= frame < len(pages):
        raise BadInput("no_such_frame", f"the TIFF has {len(pages)} pages, not {frame + 1}")
    return pages[frame]


def _refuse_strange(page: Page) -> None:
    if page.photometric not in _COLOURS:
        raise BadInput("unsupported", f"TIFFs of colour space {page.photometric} are not supported")
    deep = page.bits == 16 and page.photometric in (_PALETTE, _CMYK, _YCBCR)
    if page.signed_or_float or page.bits not in (1, 2, 4, 8, 16) or deep:
        kind = "signed or float" if page.signed_or_float else f"{page.bits}-bit"
        raise BadInput("unsupported", f"{kind} samples in this kind of TIFF are not supported")
    if page.samples > _MOST_SAMPLES:
        raise BadInput("unsupported", f"TIFFs of {page.samples} channels are not supported")
    if page.samples < _COLOURS[page.photometric]:
        raise BadInput("corrupt", "the TIFF has too few channels for its colours")


def _has_alpha(page: Page) -> bool:
    """Tell whether the first spare channel is alpha, and not a mask that someone saved along."""
    if page.photometric not in (*_GREY, _RGB) or page.samples == _COLOURS[page.photometric]:
        return False
    if page.extra is None:
        return page.photometric == _RGB and page.samples == 4
    return page.extra != _UNSPECIFIED


def _sort_channels(stored: Image, page: Page) -> Image:
    colours = stored[..., : _COLOURS[page.photometric]]
    white = full_scale(stored)
    if page.photometric == _WHITE_IS_ZERO:
        colours = white - colours
    if not _has_alpha(page):
        return colours
    alpha = stored[..., _COLOURS[page.photometric], None]
    if page.extra == _PREMULTIPLIED:
        part = np.maximum(alpha, 1).astype(np.uint64)
        straight = (colours.astype(np.uint64) * white + part // 2) // part
        colours = np.minimum(straight, white).astype(stored.dtype)
    if colours.shape[2] == 1:
        colours = np.repeat(colours, 3, axis=2)
    return np.concatenate((colours, alpha), axis=2)


def _through_pillow(data: bytes, page: Page, head: Head) -> Image:
    """Decode palettes, single bits, faxes and JPEGs inside of TIFFs."""
    file = bytearray(data)
    # Pillow counts thumbnails as pages, and turns pixels by itself in some versions only.
    size = 8 if data[2:4] in (b"+\0", b"\0+") else 4
    file[size : 2 * size] = page.directory.to_bytes(size, page.order)
    if page.orientation_at:
        file[page.orientation_at : page.orientation_at + 2] = (1).to_bytes(2, page.order)
    with strict_pillow("TIFF"), silent_libraries():
        from PIL.TiffImagePlugin import TiffImageFile

        return to_array(TiffImageFile(BytesIO(file)), head)
