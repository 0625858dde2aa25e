"""From pixels to the bytes of a file, and what was lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from augctl.errors import BadInput
from augctl.io.codecs import bmp, jpeg, png, profiles, tiff, webp
from augctl.io.codecs.model import Encoded, EncodeOptions
from augctl.sample import Image, full_scale


@dataclass(frozen=True, slots=True)
class _Codec:
    """What a format can hold. `largest` is the longest side, in pixels."""

    suffix: str
    write: Callable[[Image, EncodeOptions, bytes | None], bytes]
    alpha: bool = True
    deep: bool = True
    grey: bool = True
    profile: bool = True
    largest: int = 2**31 - 1


_CODECS: Mapping[str, _Codec] = {
    "jpeg": _Codec(".jpg", jpeg.write, alpha=False, deep=False, largest=jpeg.LARGEST_SIDE),
    "png": _Codec(".png", png.write),
    "webp": _Codec(".webp", webp.write, deep=False, grey=False, largest=webp.LARGEST_SIDE),
    "tiff": _Codec(".tif", tiff.write),
    "bmp": _Codec(".bmp", bmp.write, alpha=False, deep=False, profile=False),
}
_SAME = {"jpeg": "jpeg", "png": "png", "webp": "webp", "gif": "png", "bmp": "png", "tiff": "tiff"}


def codec_for(source: str) -> str:
    """Return the codec that keeps all of a source format's pictures; a GIF's go into a PNG.

    >>> codec_for("jpeg"), codec_for("gif")
    ('jpeg', 'png')
    """
    return _SAME[source]


def encode(image: Image, options: EncodeOptions, icc: bytes | None) -> Encoded:
    """Write an image as a file in memory. The same input gives the same bytes.

    Args:
        image: HWC, uint8 or uint16; 1 (grey), 3 (RGB) or 4 (RGBA) channels.
        options: The codec and its settings.
        icc: The profile that the pixels are in; left out where it does not fit them.

    Returns:
        The file, and what the codec could not hold. Alpha is composited on the background, 16
        bits are rounded to 8.

    Raises:
        BadInput: `too_large`: the image has a longer side than the codec can hold.
        ValueError: The image has another shape or dtype.
    """
    if image.ndim != 3 or image.shape[2] not in (1, 3, 4) or image.dtype not in ("u1", "u2"):
        raise ValueError(f"cannot encode shape {image.shape}, dtype {image.dtype}")
    codec = _CODECS[options.codec]
    height, width, channels = image.shape
    if max(height, width) > codec.largest:
        raise BadInput(
            "too_large",
            f"{options.codec} holds {codec.largest} pixels a side, the image is {width} x {height}",
        )
    lost = []
    if channels == 4 and not codec.alpha:
        image = composite(image, options.background)
        lost.append("alpha")
    if image.dtype == np.uint16 and not codec.deep:
        image = to_8_bits(image)
        lost.append("16-bit depth")
    if channels == 1 and not codec.grey:
        lost.append("greyscale")
    if icc is not None and not (codec.profile and _keeps(icc, image, codec)):
        icc = None
        lost.append("icc")
    data = codec.write(np.ascontiguousarray(image), options, icc)
    return Encoded(data, codec.suffix, tuple(lost))


def composite(image: Image, background: tuple[int, int, int]) -> Image:
    """Lay RGBA over a colour.

    Args:
        image: HWC, 4 channels, uint8 or uint16, not premultiplied.
        background: RGB levels from 0 to 255, whatever the depth of the image.

    Returns:
        RGB of the same dtype, rounded to the nearest level.

    >>> composite(np.array([[[200, 0, 0, 51]]], np.uint8), (100, 0, 0)).tolist()
    [[[120, 0, 0]]]
    """
    white = full_scale(image)
    wide = np.uint16 if white == 255 else np.uint32
    alpha: Image = image[..., 3:].astype(wide)
    behind: Image = np.array(background, wide) * (white // 255)
    # 255 * 255 + 127 fits into 16 bits, and 65535 * 65535 + 32767 into 32.
    mixed: Image = image[..., :3] * alpha + behind * (white - alpha) + white // 2
    return (mixed // white).astype(image.dtype)


def to_8_bits(image: Image) -> Image:
    """Round 16 bits to the nearest of 8: 65535 becomes 255, and n * 257 becomes n.

    >>> to_8_bits(np.array([0, 128, 129, 257, 65535], np.uint16)).tolist()
    [0, 0, 1, 1, 255]
    """
    return ((image.astype(np.uint32) + 128) // 257).astype(np.uint8)


def _keeps(profile: bytes, image: Image, codec: _Codec) -> bool:
    return profiles.fits(profile, 3 if not codec.grey and image.shape[2] == 1 else image.shape[2])
