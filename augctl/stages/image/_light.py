"""The way from levels to amounts of light and back, and the colours of light."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# From CIE XYZ to linear sRGB, IEC 61966-2-1.
_XYZ_TO_RGB = np.array(
    ((3.2406, -1.5372, -0.4986), (-0.9689, 1.8758, 0.0415), (0.0557, -0.2040, 1.0570))
)

LUMINANCE = np.array((0.2126, 0.7152, 0.0722))
"""Rec. 709 weights of linear red, green and blue in the amount of light."""


def to_light(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn sRGB levels, from 0 to 1, into shares of the light of white; any shape."""
    return np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)


def to_levels(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn shares of the light of white, 0 or more, into sRGB levels; any shape."""
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def black_body(kelvin: float) -> NDArray[np.float64]:
    """Return linear red, green and blue of a glowing body, of luminance 1.

    Args:
        kelvin: Its temperature, from 1667 to 25000.

    References:
        Kim, Cho, Kang, Hong, Moon, 2002: Design of Advanced Color Temperature Control System for
        HDTV Applications.
    """
    t = 1000 / kelvin
    if kelvin <= 4000:
        x = -0.2661239 * t**3 - 0.2343589 * t**2 + 0.8776956 * t + 0.179910
    else:
        x = -3.0258469 * t**3 + 2.1070379 * t**2 + 0.2226347 * t + 0.240390
    if kelvin <= 2222:
        y = -1.1063814 * x**3 - 1.34811020 * x**2 + 2.18555832 * x - 0.20219683
    elif kelvin <= 4000:
        y = -0.9549476 * x**3 - 1.37418593 * x**2 + 2.09137015 * x - 0.16748867
    else:
        y = 3.0817580 * x**3 - 5.87338670 * x**2 + 3.75112997 * x - 0.37001483
    return _XYZ_TO_RGB @ (x / y, 1.0, (1 - x - y) / y)
