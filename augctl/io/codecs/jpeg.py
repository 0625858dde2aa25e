"""JPEG: libjpeg-turbo through simplejpeg, which takes no warning for an answer."""

from __future__ import annotations

from functools import partial
from io import BytesIO

import simplejpeg  # type: ignore[import-untyped]

from augctl.errors import BadInput
from augctl.io.codecs import exif
from augctl.io.codecs.model import EncodeOptions, Head, Readable
from augctl.io.codecs.quiet import strict_pillow, to_array
from augctl.sample import Image

LARGEST_SIDE = 65500

_SOS, _EOI, _APP1, _APP2 = 0xDA, 0xD9, 0xE1, 0xE2
_WITHOUT_BODY = {0x01, *range(0xD0, 0xD8)}
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC9, 0xCA}
_OTHER_FRAMES = {0xC5, 0xC6, 0xC7, 0xCB, 0xCD, 0xCE, 0xCF}
_ICC = b"ICC_PROFILE\0"
_ICC_PART = 65535 - 2 - len(_ICC) - 2
_TAIL = 4096

# Some cameras fill fields of the scan header that mean nothing; every pixel is as it should be.
_HARMLESS = "Invalid SOS parameters for sequential"
_ODD_SAMPLING = "Could not determine subsampling"


def head(data: Readable, frame: int = 0) -> Head:
    """Read the segments before the first scan.

    Raises:
        BadInput: `truncated`, `corrupt`, or `unsupported` (hierarchical, 12-bit, two channels).
    """
    position, size = 2, len(data)
    orientation, lost = 1, []
    parts: dict[int, bytes] = {}
    shape: tuple[int, int, int] | None = None
    while True:
        segment = data[position : position + 4]
        if len(segment) < 4:
            raise BadInput("truncated", "the JPEG ends inside its header")
        if segment[0] != 0xFF:
            raise BadInput("corrupt", f"the JPEG has no marker at byte {position}")
        marker = segment[1]
        if marker == 0xFF:
            position += 1
            continue
        if marker in _WITHOUT_BODY:
            position += 2
            continue
        if marker in (_SOS, _EOI):
            break
        stop = position + 2 + (segment[2] << 8 | segment[3])
        if stop > size:
            raise BadInput("truncated", "the JPEG ends inside its header")
        if marker in _FRAMES:
            shape = _shape(data[position + 4 : stop])
        elif marker in _OTHER_FRAMES:
            raise BadInput("unsupported", "hierarchical JPEGs are not supported")
        elif marker == _APP1:
            body = data[position + 4 : stop]
            if body.startswith(b"Exif\0"):
                orientation, others = exif.read(body)
                lost += ["exif"] * others
            elif body.startswith(b"http://ns.adobe.com/xap/"):
                lost.append("xmp")
        elif marker == _APP2:
            body = data[position + 4 : stop]
            if body.startswith(_ICC) and len(body) > len(_ICC) + 2:
                parts[body[len(_ICC)]] = body[len(_ICC) + 2 :]
        position = stop
    if shape is None:
        raise BadInput("corrupt", "the JPEG holds no picture")
    width, height, components = shape
    tail = data[max(position, size - _TAIL) : size]
    return Head(
        format="jpeg",
        width=width,
        height=height,
        channels=1 if components == 1 else 3,
        orientation=orientation,
        icc=b"".join(parts[number] for number in sorted(parts)) or None,
        lost=tuple(dict.fromkeys(lost)),
        cmyk=components == 4,
        complete=b"\xff\xd9" in tail,
    )


def pixels(data: bytes, head: Head, frame: int, reduce: int = 1) -> Image:
    """Decode to grey, RGB, or CMYK with 0 for no ink; sides to one of `reduce` equal parts.

    Raises:
        BadInput: `truncated`, `corrupt` or `unsupported`. What libjpeg would paper over with a
            warning and grey is an error here.
    """
    sides = {"min_height": head.height // reduce, "min_width": head.width // reduce}
    decode = partial(simplejpeg.decode_jpeg, **(sides if reduce > 1 else {}))
    space = "CMYK" if head.cmyk else "GRAY" if head.channels == 1 else "RGB"
    try:
        image: Image = decode(data, space)
    except ValueError as error:
        words = str(error)
        if head.complete and _HARMLESS in words:
            image = decode(data, space, strict=False)
        elif head.complete and _ODD_SAMPLING in words:
            return _through_pillow(data, head, reduce)
        else:
            raise _refusal(words, head.complete) from error
    # Every known writer follows Adobe and stores ink inverted.
    return 255 - image if head.cmyk else image


def write(image: Image, options: EncodeOptions, profile: bytes | None) -> bytes:
    """Encode uint8 grey or RGB. The profile goes into APP2 segments behind the JFIF header."""
    grey = image.shape[2] == 1
    data: bytes = simplejpeg.encode_jpeg(
        image,
        quality=options.quality,
        colorspace="GRAY" if grey else "RGB",
        colorsubsampling="Gray" if grey else options.subsampling,
    )
    return data if profile is None else with_profile(data, profile)


def with_profile(data: bytes, profile: bytes) -> bytes:
    """Insert a colour profile into a JFIF file; the picture stays as it is."""
    parts = [profile[at : at + _ICC_PART] for at in range(0, len(profile), _ICC_PART)]
    segments = [
        b"\xff\xe2"
        + (2 + len(_ICC) + 2 + len(part)).to_bytes(2, "big")
        + _ICC
        + bytes((number, len(parts)))
        + part
        for number, part in enumerate(parts, 1)
    ]
    behind_jfif = 4 + int.from_bytes(data[4:6], "big") if data[2:4] == b"\xff\xe0" else 2
    return b"".join((data[:behind_jfif], *segments, data[behind_jfif:]))


def _shape(body: bytes) -> tuple[int, int, int]:
    if len(body) < 6:
        raise BadInput("corrupt", "the JPEG's frame header is too short")
    bits, components = body[0], body[5]
    height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    if bits != 8:
        raise BadInput("unsupported", f"{bits}-bit JPEGs are not supported")
    if components not in (1, 3, 4):
        raise BadInput("unsupported", f"JPEGs of {components} channels are not supported")
    return width, height, components


def _through_pillow(data: bytes, head: Head, reduce: int) -> Image:
    """Decode sampling factors that simplejpeg has no name for."""
    with strict_pillow("JPEG"):
        from PIL.JpegImagePlugin import JpegImageFile

        # Pillow turns ink the right way round by itself.
        return to_array(JpegImageFile(BytesIO(data)), head, reduce)


def _refusal(words: str, complete: bool) -> BadInput:
    if "remature end" in words or not complete:
        return BadInput("truncated", f"the JPEG is cut short: {words}")
    if "nsupported" in words and "marker" not in words:
        return BadInput("unsupported", f"this kind of JPEG is not supported: {words}")
    return BadInput("corrupt", f"the JPEG is broken: {words}")
