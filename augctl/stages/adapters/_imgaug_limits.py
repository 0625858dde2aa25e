"""Limits of parameters that imgaug takes without a word.

Beyond them one picture takes minutes or gigabytes, of which a trial of the parameters would be the
first to know; or nothing is done: imgaug takes a negative count for none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic_core import PydanticCustomError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """The least and the greatest number that a parameter takes.

    Attributes:
        low: The least.
        high: The greatest.
        high_share: The greatest with a decimal point, where that is a share or a factor.
    """

    low: float = -math.inf
    high: float = math.inf
    high_share: float = math.inf

    def check(self, number: T) -> T:
        """Return a number that is within the limits; others than numbers too.

        Raises:
            PydanticCustomError: It is not within them.
        """
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            return number
        high = min(self.high, self.high_share) if isinstance(number, float) else self.high
        if number > high:
            text = "{high} or less: beyond that, one picture takes minutes or gigabytes"
            raise PydanticCustomError("limit", text, {"high": f"{high:g}"})
        if number < self.low:
            raise PydanticCustomError("limit", "{low} or more", {"low": f"{self.low:g}"})
        return number


_CELLS = Limits(1, 100)
_POINTS = Limits(1, 10_000)
_ROUNDS = Limits(0, 100)
_RADIUS = Limits(0, 100)
_SIDE = Limits(1, 10_000)
_PADDED = Limits(-4096, 4096)
_SPOT = Limits(1, 1000)
_FACTOR = Limits(high=100)

_LIMITS: Mapping[str, Limits] = {
    "aspect_ratio": _FACTOR,
    "blur_ksize": _RADIUS,
    "height": _SIDE,
    "height_base": _SIDE,
    "height_multiple": _SIDE,
    "iterations": _ROUNDS,
    "kernel_size": Limits(0, 1000),
    "max_size": _SIDE,
    "max_steps": _ROUNDS,
    "min_size": _SPOT,
    "n": _ROUNDS,
    "n_cols": _CELLS,
    "n_points": _POINTS,
    "n_points_max": _POINTS,
    "n_rows": _CELLS,
    "n_segments": _POINTS,
    "nb_cols": _CELLS,
    "nb_iterations": _ROUNDS,
    "nb_keep_channels": Limits(0),
    "nb_rows": _CELLS,
    "percent": Limits(-10, 10),
    "size_percent": Limits(0, 1),
    "size_px": _SPOT,
    "tile_grid_size_px": Limits(high=500),
    "width": _SIDE,
    "width_base": _SIDE,
    "width_multiple": _SIDE,
    "Affine.scale": _FACTOR,
    "AverageBlur.k": _RADIUS,
    "BilateralBlur.d": _RADIUS,
    "CropAndPad.px": _PADDED,
    "ElasticTransformation.sigma": _RADIUS,
    "GaussianBlur.sigma": _RADIUS,
    "MeanShiftBlur.spatial_radius": Limits(0, 40),
    "MotionBlur.k": _RADIUS,
    "Pad.px": _PADDED,
    "PiecewiseAffine.nb_cols": Limits(2, 30),
    "PiecewiseAffine.nb_rows": Limits(2, 30),
    "Resize.size": Limits(0, 10_000, high_share=100),
    "ScaleX.scale": _FACTOR,
    "ScaleY.scale": _FACTOR,
}

_NONE = Limits()


def limits_of(owner: str, name: str) -> Limits:
    """Return the limits of a parameter, by the name of what takes it and its own."""
    return _LIMITS.get(f"{owner}.{name}") or _LIMITS.get(name) or _NONE
