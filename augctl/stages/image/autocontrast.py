"""Stretch the levels of an image from black to white."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator

from augctl.params import HalfShare, Range, uniform
from augctl.sample import Image, Sample, full_scale
from augctl.stages.base import Drawn
from augctl.stages.image._histogram import histogram
from augctl.stages.image._lookup import LookupTransform


class Autocontrast(LookupTransform):
    """Stretch each colour channel so that its darkest level becomes black, its lightest white.

    Use for hazy pictures and for different scanners, and in search policies. Not where the cast
    of a colour or the exposure tells the classes apart: both go.
    Image: HWC, uint8 or uint16. Equal to `autocontrast` of Pillow's ImageOps on uint8.
    """

    example: ClassVar[dict[str, Any]] = {"cut": [0, 0.02]}

    cut: Range[HalfShare] = uniform(0, 0.02)
    """Share of the pixels that may become all black, and as many all white."""

    @property
    def adaptive(self) -> bool:
        """The table depends on the darkest and the lightest level."""
        return True

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the share."""
        return {"cut": self.cut.sample(rng)}

    def table(self, image: Image, drawn: Drawn) -> Image:
        """Stretch what lies between the two ends."""
        white = full_scale(image)
        levels = np.arange(white + 1)[:, None]
        counts = histogram(image)
        # 0.29 of 100 pixels are 29, though 0.29 * 100 is a little less.
        cut = int(image.shape[0] * image.shape[1] * drawn["cut"] + 1e-6)
        low = np.argmax(counts.cumsum(axis=0) > cut, axis=0)
        high = white - np.argmax(counts[::-1].cumsum(axis=0) > cut, axis=0)
        scale = white / np.maximum(high - low, 1)
        # Cut off, not rounded, and in this order: that is Pillow's arithmetic.
        table = np.clip(levels * scale + -low * scale, 0, white)
        return np.where(low < high, table, levels).astype(image.dtype)
