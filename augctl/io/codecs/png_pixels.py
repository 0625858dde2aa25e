"""The pixels of a PNG. OpenCV undoes the filters; all that can be wrong is checked before."""

from __future__ import annotations

import struct
import zlib

import numpy as np

from augctl.errors import BadInput
from augctl.io.codecs.png_chunks import GREY, PALETTE, RGB, SIGNATURE, Header, chunk
from augctl.sample import Image, full_scale

_BLOCK = 65535


def still(chunks: dict[bytes, bytes]) -> Image:
    """Decode the still picture.

    Args:
        chunks: The bodies by kind, their checksums verified.

    Returns:
        HWC, uint8 or uint16, 1, 3 or 4 channels.

    Raises:
        BadInput: `truncated` or `corrupt`.
    """
    header = Header.read(chunks[b"IHDR"])
    stored = _decode(header, _inflate(chunks[b"IDAT"], header))
    transparency = chunks.get(b"tRNS")
    if header.kind == PALETTE:
        index = stored[..., 0] // (255 // (2**header.depth - 1))
        return _coloured(index, chunks.get(b"PLTE", b""), transparency)
    if transparency is not None and header.kind in (GREY, RGB):
        return _keyed(stored, transparency, header)
    return stored


def _inflate(packed: bytes, header: Header) -> bytes:
    size = sum(rows * stride for rows, stride in header.passes())
    unpacker = zlib.decompressobj()
    try:
        # One byte more than is wanted, so that the end of the stream and its checksum are reached.
        raw = unpacker.decompress(packed, size + 1)
    except zlib.error as error:
        raise BadInput("corrupt", f"the PNG's pixels do not unpack: {error}") from error
    if len(raw) < size:
        reason = "corrupt" if unpacker.eof else "truncated"
        raise BadInput(reason, f"the PNG's pixels end after {len(raw)} of {size} bytes")
    if not unpacker.eof and len(raw) == size:
        raise BadInput("truncated", "the PNG's pixels end without their checksum")
    raw = raw[:size]
    position = 0
    for rows, stride in header.passes():
        lines = np.frombuffer(raw, np.uint8, rows * stride, position).reshape(rows, stride)
        if lines[:, 0].max() > 4:
            raise BadInput("corrupt", "the PNG uses a filter that does not exist")
        position += rows * stride
    return raw


def _decode(header: Header, raw: bytes) -> Image:
    """Decode checked pixels; the indices of a palette pass for grey."""
    import cv2

    kind = GREY if header.kind == PALETTE else header.kind
    top = struct.pack(
        ">IIBBBBB", header.width, header.height, header.depth, kind, 0, 0, header.interlaced
    )
    plain = b"".join(
        (SIGNATURE, chunk(b"IHDR", top), chunk(b"IDAT", _store(raw)), chunk(b"IEND", b""))
    )
    try:
        image = cv2.imdecode(np.frombuffer(plain, np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error as error:
        raise BadInput("unsupported", f"OpenCV does not decode this PNG: {error.err}") from error
    if image is None:
        raise BadInput("corrupt", "the PNG's pixels cannot be decoded")
    if image.ndim == 2:
        return image[..., None]
    order = cv2.COLOR_BGR2RGB if image.shape[2] == 3 else cv2.COLOR_BGRA2RGBA
    return cv2.cvtColor(image, order)


def _store(raw: bytes) -> bytes:
    """Wrap bytes as a zlib stream without compression."""
    parts = [b"\x78\x01"]
    for at in range(0, len(raw), _BLOCK):
        block = raw[at : at + _BLOCK]
        last = at + _BLOCK >= len(raw)
        parts += (struct.pack("<BHH", last, len(block), 0xFFFF ^ len(block)), block)
    return b"".join((*parts, struct.pack(">I", zlib.adler32(raw))))


def _coloured(index: Image, palette: bytes, transparency: bytes | None) -> Image:
    colours = len(palette) // 3
    if len(palette) % 3 or int(index.max()) >= colours:
        raise BadInput("corrupt", "the PNG names colours that its palette does not have")
    table: Image = np.frombuffer(palette, np.uint8).reshape(colours, 3)
    if transparency is not None:
        alpha = np.full((colours, 1), 255, np.uint8)
        known = np.frombuffer(transparency[:colours], np.uint8)
        alpha[: len(known), 0] = known
        table = np.hstack((table, alpha))
    return table[index]


def _keyed(image: Image, transparency: bytes, header: Header) -> Image:
    """Add alpha: the one colour that `tRNS` names is transparent."""
    channels = image.shape[2]
    if len(transparency) != 2 * channels:
        raise BadInput("corrupt", "the PNG's transparency has the wrong size")
    most = 2**header.depth - 1
    key = (np.frombuffer(transparency, ">u2") & most) * (full_scale(image) // most)
    alpha = np.where(np.all(image == key, axis=2), 0, full_scale(image)).astype(image.dtype)
    colours = image if channels == 3 else np.repeat(image, 3, axis=2)
    return np.dstack((colours, alpha))
