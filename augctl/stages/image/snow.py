"""Let it snow on an image."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar

import cv2
import numpy as np
from annotated_types import Ge, Le
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.forms import Unit
from augctl.params import Range, Share, ShearDegrees, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._weather import canvas, hidden_by, light, rng_of, spread

Flakes = Annotated[int, Ge(0), Le(20_000), Unit("count in a square image")]

# From near to far: share of the flakes, their width against that of the nearest, and how much of
# the background they hide.
_LAYERS = ((0.05, 1.0, 0.75), (0.2, 0.6, 0.85), (0.75, 0.3, 0.95))

# Pixels that a flake is wide where it is drawn; what is enlarged after that is out of focus.
_DRAWN = 3.0


class Snow(Transform):
    """Draw falling snow at several distances, behind a thin white veil.

    Use for pictures taken outdoors. Not to cover the ground: what lies stays as it is.
    Image: HWC, uint8 or uint16. Alpha stays as it is. Looks the same at every size.
    """

    example: ClassVar[dict[str, Any]] = {"flakes": [300, 1000], "angle_deg": [-30, 30]}

    flakes: Range[Flakes] = uniform(500, 2000)
    """How many flakes a square image has; others have as many for their area."""

    size: Range[Share] = uniform(0.01, 0.02)
    """Width of the nearest flakes, as a share of the longer side; farther ones are smaller."""

    angle_deg: Range[ShearDegrees] = uniform(-30, 30)
    """Direction: 0 falls straight down, above 0 to the right."""

    veil: Range[Share] = uniform(0.05, 0.2)
    """Share of the picture that is lost in the white of snow too far to see."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw number, size, direction and veil, and the key of the places."""
        return {
            "flakes": self.flakes.sample(rng),
            "size": self.size.sample(rng),
            "angle_deg": self.angle_deg.sample(rng),
            "veil": self.veil.sample(rng),
            "places_seed": int(rng.integers(1 << 32)),
        }

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Blend with white where flakes are, and a little everywhere."""
        image = sample.image
        veil = drawn["veil"]
        mask = cv2.convertScaleAbs(_flakes(canvas(image), drawn), alpha=1 - veil, beta=255 * veil)
        level = min(1.15 * light(image), 255)
        return sample.with_image(
            hidden_by(image, (0.97 * level, 0.985 * level, level), spread(mask, image))
        )


def _flakes(mask: Image, drawn: Drawn) -> Image:
    height, width = mask.shape
    longest = max(height, width)
    count = drawn["flakes"] * mask.size / longest**2
    values = rng_of(drawn["places_seed"])
    for part, against, share in _LAYERS:
        size = max(drawn["size"] * against, 1e-6)
        scale = min(1.0, _DRAWN / (size * longest))
        layer = np.zeros((math.ceil(height * scale), math.ceil(width * scale)), np.uint8)
        random = values.random((2, round(count * part)), dtype=np.float32)
        layer.reshape(-1)[(random[0] * layer.size).astype(np.intp)] = 128 + 127 * random[1]
        layer = cv2.filter2D(layer, -1, share * _flake(size * longest * scale, drawn["angle_deg"]))
        cv2.max(mask, cv2.resize(layer, (width, height)), dst=mask)
    return mask


def _flake(width: float, angle_deg: float) -> NDArray[np.float32]:
    """Return what a point becomes: a soft spot, drawn out along its way."""
    x = np.arange(-2, 3, dtype=np.float32)
    angle = math.radians(angle_deg)
    across = x * math.cos(angle) - x[:, None] * math.sin(angle)
    along = x * math.sin(angle) + x[:, None] * math.cos(angle)
    sigma = width / 2.8
    spot = np.exp(-((across / sigma) ** 2 + (along / (1.4 * sigma)) ** 2) / 2)
    # Below a pixel, a spot is fainter and no smaller.
    return np.where(spot < 0.02, 0, spot * min(width, 1.0) ** 2)
