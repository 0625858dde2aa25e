"""Colours of classes: the same for a class wherever it is, and apart under every colour blindness.

The eight of Okabe and Ito (https://jfly.uni-koeln.de/color/) without black, which is kept for the
rims that set them off from any background.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""

DARK: Colour = (16, 16, 16)
LIGHT: Colour = (255, 255, 255)

PALETTE: tuple[Colour, ...] = (
    (230, 159, 0),
    (86, 180, 233),
    (0, 158, 115),
    (240, 228, 66),
    (0, 114, 178),
    (213, 94, 0),
    (204, 121, 167),
)

_NOTHING, _VOID = 0, 255
_VOID_COLOUR: Colour = (200, 200, 200)


def colours(names: Iterable[str]) -> dict[str, Colour]:
    """Give each class a colour by its name.

    Where two names would share one, the later in the alphabet takes the next that is free, as long
    as there are any.

    >>> cat_alone, both = colours(["cat"]), colours(["dog", "cat"])
    >>> cat_alone["cat"] == both["cat"] != both["dog"]
    True
    """
    result: dict[str, Colour] = {}
    for name in sorted(set(names)):
        first = zlib.crc32(name.encode("utf-8", "surrogatepass")) % len(PALETTE)
        turned = PALETTE[first:] + PALETTE[:first]
        taken = set(result.values())
        result[name] = next((colour for colour in turned if colour not in taken), turned[0])
    return result


def of_numbers(classes: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Colour a map of class numbers: shape (height, width, 4), premultiplied by alpha.

    0 is nothing, and stays clear. 255 is, by custom, what belongs to no class: grey.
    """
    found, places = np.unique(classes, return_inverse=True)
    table = np.array([(*PALETTE[(int(number) - 1) % len(PALETTE)], 255) for number in found])
    table[found == _VOID] = (*_VOID_COLOUR, 255)
    table[found == _NOTHING] = 0
    coloured: NDArray[np.uint8] = table.astype(np.uint8)[places.reshape(classes.shape)]
    return coloured


def ink_on(colour: Colour) -> Colour:
    """Return the one of black and white that reads better on a colour.

    References:
        WCAG 2.1, relative luminance and contrast ratio.
    """
    shares = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _unit(colour)]
    luminance = 0.2126 * shares[0] + 0.7152 * shares[1] + 0.0722 * shares[2]
    return DARK if luminance > 0.179 else LIGHT


def _unit(colour: Colour) -> list[float]:
    return [channel / 255 for channel in colour]
