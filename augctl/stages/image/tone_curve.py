"""Bend the tones of an image along a smooth curve."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import Range, ToneShare, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._lookup import LookupTransform


class ToneCurve(LookupTransform):
    """Lift or lower shadows and lights along a smooth curve that never falls; the ends stay.

    Use for different cameras, film and editing: it changes brightness and contrast at once and
    cuts nothing off. Not where measured brightness is the class.
    Image: HWC, uint8 or uint16.

    The curve is a cubic Bézier over even steps. Its two inner points lie at a third and two
    thirds of the tones, moved up or down; where the first would pass the second, both lie halfway.
    """

    example: ClassVar[dict[str, Any]] = {"shadows": [-0.15, 0.15], "lights": [-0.15, 0.15]}

    shadows: Range[ToneShare] = uniform(-0.15, 0.15)
    """How far the lower point is moved: a share of white. The curve moves about half as far."""

    lights: Range[ToneShare] = uniform(-0.15, 0.15)
    """How far the upper point is moved, likewise. Equal and opposite to `shadows`: contrast."""

    per_channel: bool = False
    """Whether red, green and blue get a curve each, which tints shadows and lights."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw how far the points move, for one curve or for three."""
        curves = 3 if self.per_channel and sample.image.shape[2] > 1 else 1
        return {
            "shadows": [self.shadows.sample(rng) for _ in range(curves)],
            "lights": [self.lights.sample(rng) for _ in range(curves)],
        }

    def curve(self, levels: NDArray[np.float64], drawn: Drawn) -> NDArray[np.float64]:
        """Evaluate Bernstein's polynomials, whose factors do not fall: so neither does the sum."""
        low, high = 1 / 3 + np.array(drawn["shadows"]), 2 / 3 + np.array(drawn["lights"])
        middle = (low + high) / 2
        low, high = np.minimum(low, middle), np.maximum(high, middle)
        t = levels[:, None]
        values = 3 * (1 - t) ** 2 * t * low + 3 * (1 - t) * t**2 * high + t**3
        return values if values.shape[1] == 3 else values[:, 0]
