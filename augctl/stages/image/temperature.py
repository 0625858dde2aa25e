"""Make the light of an image warmer or colder."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import Mireds, Range, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._light import LUMINANCE, black_body, to_levels, to_light
from augctl.stages.image._lookup import LookupTransform

_DAYLIGHT_KELVIN = 6504


class Temperature(LookupTransform):
    """Multiply red, green and blue as if a scene in daylight were lit by a warmer or colder light.

    Use for cameras with different white balance, and for lamps, evenings and shade. Not where
    the tint is the class, as in stained tissue.
    Image: HWC, uint8 or uint16, taken as sRGB. The amounts of light are multiplied, not the
    levels, by the colour of a black body over that of one at 6504 K; the luminance of grey
    stays. Grey images stay as they are.
    """

    example: ClassVar[dict[str, Any]] = {"shift_mired": [-40, 60]}

    shift_mired: Range[Mireds] = uniform(-30, 40)
    """Change of a million over the kelvin, in steps that look alike: 50 is daylight turned to
    4900 K, warmer; -50 to 9600 K, colder; 0 changes nothing."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the shift."""
        return {"shift_mired": self.shift_mired.sample(rng)}

    def curve(self, levels: NDArray[np.float64], drawn: Drawn) -> NDArray[np.float64]:
        """Multiply each colour's light."""
        kelvin = 1e6 / (1e6 / _DAYLIGHT_KELVIN + drawn["shift_mired"])
        gains = black_body(kelvin) / black_body(_DAYLIGHT_KELVIN)
        gains /= LUMINANCE @ gains
        return to_levels(to_light(levels)[:, None] * gains)
