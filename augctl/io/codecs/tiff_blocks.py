"""The pixels of a TIFF from its strips or tiles, bit for bit."""

from __future__ import annotations

import zlib
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from augctl.errors import BadInput
from augctl.io.codecs import tiff_pages as tags
from augctl.io.codecs.model import Head
from augctl.io.codecs.quiet import silent_libraries, strict_pillow, to_array
from augctl.io.codecs.tiff_file import assemble
from augctl.io.codecs.tiff_pages import Page
from augctl.sample import Image

_NONE = 1
_DEFLATE = (8, 32946)
_LZW, _PACKBITS, _LZMA, _ZSTD = 5, 32773, 34925, 50000
PLAIN = {_NONE, *_DEFLATE, _LZW, _PACKBITS, _LZMA, _ZSTD}
"""Compressions that work on bytes and know nothing of pixels."""

_LARGEST_PADDING = 1 << 24


def read_blocks(data: bytes, page: Page) -> Image:
    """Return the samples as stored: HWC, uint8 or uint16, all channels.

    Args:
        data: The whole file.
        page: A page of 8 or 16 bits, a compression in `PLAIN`, and no predictor but horizontal.

    Raises:
        BadInput: `truncated` or `corrupt`.
    """
    across, down = -(-page.width // page.tile[0]), -(-page.height // page.tile[1])
    planes, samples = (page.samples, 1) if page.planar else (1, page.samples)
    count = across * down
    if len(page.blocks) < planes * count:
        raise BadInput("corrupt", "the TIFF has fewer blocks of pixels than it needs")
    padded = across * page.tile[0] * down * page.tile[1]
    if padded > 4 * page.width * page.height + _LARGEST_PADDING:
        raise BadInput("corrupt", "the TIFF's tiles are far larger than its picture")
    found = [
        _plane(data, page, page.blocks[plane * count : (plane + 1) * count], samples)
        for plane in range(planes)
    ]
    return found[0] if planes == 1 else np.concatenate(found, axis=2)


def _plane(data: bytes, page: Page, places: tuple[tuple[int, int], ...], samples: int) -> Image:
    columns, rows = page.tile
    line = columns * samples * page.bits // 8
    height = len(places) * rows if page.tiled else page.height
    blocks = [data[start:stop] for start, stop in places]
    if page.compression == _NONE or page.compression in _DEFLATE:
        sizes = [line * min(rows, height - at * rows) for at in range(len(blocks))]
        unpack = _cut if page.compression == _NONE else _inflate
        raw = b"".join(unpack(block, size) for block, size in zip(blocks, sizes, strict=True))
    else:
        raw = _through_libtiff(blocks, page.compression, line, rows, height)
    kind = np.dtype(np.uint8 if page.bits == 8 else np.uint16).newbyteorder(
        "<" if page.order == "little" else ">"
    )
    stored: NDArray[np.uint8 | np.uint16] = np.frombuffer(raw, kind).reshape(-1, columns, samples)
    native = stored.astype(kind.newbyteorder("="), copy=False)
    if page.predictor == 2:
        native = np.cumsum(native, axis=1, dtype=native.dtype)
    if not page.tiled:
        return native
    across = -(-page.width // columns)
    grid = native.reshape(-1, across, rows, columns, samples).transpose(0, 2, 1, 3, 4)
    whole = grid.reshape(-1, across * columns, samples)
    return whole[: page.height, : page.width]


def _cut(block: bytes, size: int) -> bytes:
    if len(block) < size:
        raise BadInput("truncated", f"a block of the TIFF has {len(block)} of {size} bytes")
    return block[:size]


def _inflate(block: bytes, size: int) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        # One byte more than is wanted, so that the stream's checksum is reached.
        raw = unpacker.decompress(block, size + 1)
    except zlib.error as error:
        raise BadInput("corrupt", f"the TIFF's pixels do not unpack: {error}") from error
    return _cut(raw, size)


def _through_libtiff(
    blocks: list[bytes], compression: int, line: int, rows: int, height: int
) -> bytes:
    """Unpack as the strips of a grey image of single bytes, which is only about bytes."""
    grey = {tags.BITS: (8,), tags.PHOTOMETRIC: (1,), tags.SAMPLES: (1,)}
    file = assemble((line, height), rows, blocks, compression, grey)
    with strict_pillow("TIFF"), silent_libraries():
        from PIL.TiffImagePlugin import TiffImageFile

        return to_array(TiffImageFile(BytesIO(file)), Head("tiff", line, height, 1)).tobytes()
