"""Let it rain on an image."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar

import cv2
import numpy as np
from annotated_types import Ge, Le
from numpy.random import Generator

from augctl.forms import Unit
from augctl.params import Range, Share, ShearDegrees, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._weather import canvas, draw_on, falling, hidden_by, light, rng_of, spread

Streaks = Annotated[int, Ge(0), Le(20_000), Unit("count in a square image")]

# From far to near: share of the streaks, their length and width against those of the nearest,
# and how much of the background they hide at their ends and in the middle.
_LAYERS = ((0.6, 0.4, 0.55, 0.3, 0.3), (0.3, 0.65, 0.8, 0.2, 0.4), (0.1, 1.0, 1.3, 0.23, 0.45))

# Width of streaks, as a share of the longer side.
_WIDTH = 0.0022


class Rain(Transform):
    """Draw rain at several distances, all in one direction, behind a thin grey veil.

    Use for pictures taken outdoors. Not for rain on a lens or a window, which makes drops, nor
    to make a road wet.
    Image: HWC, uint8 or uint16. Alpha stays as it is. Looks the same at every size.
    """

    example: ClassVar[dict[str, Any]] = {"streaks": [300, 900], "angle_deg": [-20, 20]}

    streaks: Range[Streaks] = uniform(200, 900)
    """How many streaks a square image has; others have as many for their area."""

    length: Range[Share] = uniform(0.05, 0.12)
    """Length of the nearest streaks, as a share of the longer side; farther ones are shorter."""

    angle_deg: Range[ShearDegrees] = uniform(-15, 15)
    """Direction: 0 falls straight down, above 0 to the right."""

    veil: Range[Share] = uniform(0.05, 0.2)
    """Share of the picture that is lost in the grey of rain too far to see."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw number, length, direction and veil, and the key of the places."""
        return {
            "streaks": self.streaks.sample(rng),
            "length": self.length.sample(rng),
            "angle_deg": self.angle_deg.sample(rng),
            "veil": self.veil.sample(rng),
            "places_seed": int(rng.integers(1 << 32)),
        }

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Blend with a light grey where streaks are, and a little everywhere."""
        image = sample.image
        veil = drawn["veil"]
        mask = cv2.convertScaleAbs(_streaks(canvas(image), drawn), alpha=1 - veil, beta=255 * veil)
        level = light(image)
        return sample.with_image(
            hidden_by(image, (0.96 * level, 0.98 * level, level), spread(mask, image))
        )


def _streaks(mask: Image, drawn: Drawn) -> Image:
    longest = max(mask.shape)
    count = drawn["streaks"] * mask.size / longest**2
    angle = math.radians(drawn["angle_deg"])
    length = drawn["length"] * longest
    values = rng_of(drawn["places_seed"])
    for part, reach, width, at_ends, inside in _LAYERS:
        way = math.sin(angle) * length * reach, math.cos(angle) * length * reach
        lines = falling(mask, round(count * part), values, way)
        draw_on(mask, lines, width * _WIDTH * longest, at_ends)
        if inside > at_ends:
            lines = lines * np.float32(0.75) + lines[:, ::-1] * np.float32(0.25)
            draw_on(mask, lines, width * _WIDTH * longest, inside)
    return mask
