"""Cover a grid of squares on an image."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar

import numpy as np
from annotated_types import Ge, Le
from numpy.random import Generator

from augctl.forms import Unit
from augctl.params import Degrees, Patch, Range, Share, constant, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._hidden import covered
from augctl.stages.image._patch import mask_covered, with_key

Period = Annotated[float, Ge(0.02), Le(2), Unit("share of the shorter side")]


class GridMask(Transform):
    """Cover squares at the crossings of an even grid, which may be turned.

    Use for classification and detection: unlike random squares, a grid neither hides a subject
    whole nor leaves it whole. Not for subjects smaller than a square.
    Image: HWC, uint8 or uint16. Covers are opaque.

    References:
        Chen, Liu, Zhao, Jia, 2020: GridMask Data Augmentation.
    """

    example: ClassVar[dict[str, Any]] = {"period": [0.2, 0.5], "hole": 0.4, "angle_deg": [0, 90]}

    period: Range[Period] = uniform(0.25, 0.6)
    """From one square to the next, as a share of the shorter side of the image."""

    hole: Range[Share] = constant(0.5)
    """Side of a square, as a share of the period: 0.5 covers a quarter, 0 nothing, 1 all."""

    angle_deg: Range[Degrees] = constant(0)
    """Turn of the grid, counter-clockwise."""

    fill: Patch = "mean"
    """What covers them: random values, the mean colour of the image, or a colour."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the grid, where it begins as shares of the period, and for noise a key."""
        drawn = {
            "period": self.period.sample(rng),
            "hole": self.hole.sample(rng),
            "angle_deg": self.angle_deg.sample(rng),
            "x": rng.random(),
            "y": rng.random(),
        }
        return with_key(drawn, self.fill, rng)

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Paste the covers."""
        if drawn["hole"] == 0:
            return sample
        height, width, _ = sample.image.shape
        mask = _mask(width, height, drawn)
        image = mask_covered(sample.image, mask[..., None], self.fill, drawn)
        return covered(sample, image, mask)


def _mask(width: int, height: int, drawn: Drawn) -> Image:
    period = drawn["period"] * min(width, height)
    angle = math.radians(drawn["angle_deg"])
    # Along the grid's axes, in periods, from the middle of the image. y points down.
    cos, sin = math.cos(angle) / period, math.sin(angle) / period
    x = np.arange(width, dtype=np.float32) - np.float32((width - 1) / 2)
    y = np.arange(height, dtype=np.float32)[:, None] - np.float32((height - 1) / 2)
    # Rounding can take what is left of a period to 1.
    hole = np.float32(drawn["hole"] if drawn["hole"] < 1 else 2)
    mask = np.ones((height, width), np.bool_)
    for along, across, start in ((cos, -sin, drawn["x"]), (sin, cos, drawn["y"])):
        place = x * np.float32(along) + np.float32(start) if along else np.float32(start)
        # Without a turn this stays one row, or becomes one column.
        place = place + y * np.float32(across) if across else place
        mask &= place - np.floor(place) < hole
    return mask.view(np.uint8)
