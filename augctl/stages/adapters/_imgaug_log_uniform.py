"""The one distribution of recipes that imgaug lacks."""

from __future__ import annotations

import math
from typing import Any

import imgaug.parameters as iap
import numpy as np


class LogUniform(iap.StochasticParameter):  # type: ignore[misc]
    """A distribution that is uniform in the logarithm, over [low, high], 0 < low <= high."""

    def __init__(self, low: float, high: float) -> None:
        super().__init__()
        self.low = low
        self.high = high

    def _draw_samples(self, size: tuple[int, ...], random_state: Any) -> Any:
        drawn = random_state.uniform(math.log(self.low), math.log(self.high), size)
        return np.clip(np.exp(drawn).astype(np.float32), self.low, self.high)

    def __repr__(self) -> str:
        return f"LogUniform({self.low}, {self.high})"
