"""Cast shadows over an image."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import cv2
import numpy as np
from annotated_types import Ge, Le
from numpy.random import Generator

from augctl.forms import Unit
from augctl.params import HalfShare, Range, Share, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._weather import canvas, hidden_by, spread

Shadows = Annotated[int, Ge(0), Le(100), Unit("count")]

# Light from the sky alone is a little blue: what is left of the levels where a shadow is whole.
_SKY = (0.0, 3.0, 10.0)


# Fractional bits of corners that OpenCV draws by: 1/16 of a pixel.
_BITS = 4


class Shadow(Transform):
    """Darken one or more bands across the image, as poles, walls and people before a low sun do.

    Use for pictures taken in sunlight, or lit by lamps. Not for pictures that glow by themselves,
    or where darkness means something, as in X-rays.
    Image: HWC, uint8 or uint16. Alpha stays as it is. Looks the same at every size.
    """

    example: ClassVar[dict[str, Any]] = {"shadows": 1, "darkness": [0.3, 0.5]}

    shadows: Range[Shadows] = uniform(1, 2)
    """How many bands; where they overlap, it is no darker."""

    darkness: Range[Share] = uniform(0.3, 0.6)
    """Share of the light that is lost in a shadow; 0 changes nothing."""

    softness: Range[HalfShare] = uniform(0.005, 0.04)
    """Width of the edge of a shadow, as a share of the longer side of the image."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw darkness, softness, and the corners of each band as shares of width and height."""
        count = self.shadows.sample(rng)
        return {
            "darkness": self.darkness.sample(rng),
            "softness": self.softness.sample(rng),
            "bands": [_band(rng) for _ in range(count)],
        }

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Blend with nearly black where a band is."""
        image = sample.image
        mask = canvas(image)
        for band in drawn["bands"]:
            corners = np.rint(np.array(band) * mask.shape[::-1] * (1 << _BITS)).astype(np.int32)
            cv2.fillPoly(mask, [corners], (255,), cv2.LINE_AA, _BITS)
        side = max(1, round(drawn["softness"] * max(mask.shape)))
        # Twice the mean of a square falls off evenly, and takes the same time for any side.
        for _ in range(2 if side > 1 else 0):
            mask = cv2.blur(mask, (side, side), borderType=cv2.BORDER_REPLICATE)
        mask = cv2.convertScaleAbs(mask, alpha=drawn["darkness"])
        return sample.with_image(hidden_by(image, _SKY, spread(mask, image)))


def _band(rng: Generator) -> list[list[float]]:
    """Return four corners: two on one side of the image, two on the side across."""
    # Bands may begin before the image and end after it.
    starts, widths = 1.2 * rng.random(2) - 0.3, 0.12 + 0.3 * rng.random(2)
    (a, c), (b, d) = starts.tolist(), (starts + widths).tolist()
    across = [[a, 0.0], [b, 0.0], [d, 1.0], [c, 1.0]]
    return across if rng.random() < 0.6 else [[x, y] for y, x in across]
