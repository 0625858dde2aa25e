"""EXIF: of all it says, the orientation is applied, and whether there was more is told."""

from __future__ import annotations

from typing import Literal

import numpy as np

from augctl.sample import Image

_ORIENTATION = 0x0112
_SHORT, _LONG = 3, 4
_ORDERS: dict[bytes, Literal["little", "big"]] = {b"II*\0": "little", b"MM\0*": "big"}


def read(block: bytes) -> tuple[int, bool]:
    r"""Return the orientation (1 to 8; 1 where it is absent or broken) and if there is more.

    Args:
        block: An EXIF block: a TIFF header and its directory, with or without `Exif\0\0` before.

    >>> read(b"II*\0\x08\0\0\0" + b"\1\0" + b"\x12\1\3\0\1\0\0\0\6\0\0\0")
    (6, False)
    >>> read(b"not EXIF")
    (1, True)
    """
    if block.startswith(b"Exif\0"):
        block = block[6:]
    if block[:4] not in _ORDERS:
        return 1, True
    order = _ORDERS[block[:4]]

    def number(start: int, size: int) -> int:
        return int.from_bytes(block[start : start + size], order)

    start = number(4, 4)
    count = number(start, 2)
    orientation, others = 1, False
    for at in range(start + 2, min(start + 2 + 12 * count, len(block) - 11), 12):
        if number(at, 2) != _ORIENTATION:
            others = True
            continue
        kind = number(at + 2, 2)
        value = number(at + 8, 2) if kind == _SHORT else number(at + 8, 4) if kind == _LONG else 1
        orientation = value if 1 <= value <= 8 else 1
    return orientation, others


def turns(orientation: int) -> bool:
    """Tell whether an orientation swaps width and height."""
    return orientation >= 5


def upright(image: Image, orientation: int) -> Image:
    """Turn stored pixels the way that their EXIF orientation wants them seen.

    Args:
        image: HWC, uint8 or uint16.
        orientation: 1 to 8. Where it is 1, the image itself comes back.
    """
    if orientation == 1:
        return image
    import cv2

    turned: Image = {
        2: lambda: cv2.flip(image, 1),
        3: lambda: cv2.rotate(image, cv2.ROTATE_180),
        4: lambda: cv2.flip(image, 0),
        5: lambda: cv2.transpose(image),
        6: lambda: cv2.rotate(image, cv2.ROTATE_90_CLOCKWISE),
        7: lambda: cv2.rotate(cv2.transpose(image), cv2.ROTATE_180),
        8: lambda: cv2.rotate(image, cv2.ROTATE_90_COUNTERCLOCKWISE),
    }[orientation]()
    return np.reshape(turned, (*turned.shape[:2], image.shape[2]))
