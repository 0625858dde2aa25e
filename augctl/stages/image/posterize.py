"""Leave an image fewer levels."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator

from augctl.params import BitCount, Range, uniform
from augctl.sample import Image, Sample, full_scale
from augctl.stages.base import Drawn
from augctl.stages.image._lookup import LookupTransform


class Posterize(LookupTransform):
    """Keep the highest bits of every level and clear the others: smooth tones become steps.

    Use for pictures from cheap cameras and strong compression, and in search policies. Not below
    4 bits where shading carries meaning: faces and skies fall into bands.
    Image: HWC, uint8 or uint16. Equal to `posterize` of Pillow's ImageOps on uint8. It darkens
    a little, white too.
    """

    example: ClassVar[dict[str, Any]] = {"bits": [4, 7]}

    bits: Range[BitCount] = uniform(4, 7)
    """Bits that are kept; as many as the image has, 8 or 16, change nothing."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the number of bits."""
        return {"bits": self.bits.sample(rng)}

    def table(self, image: Image, drawn: Drawn) -> Image:
        """Clear the low bits of each level."""
        return _cleared(np.arange(full_scale(image) + 1, dtype=image.dtype), drawn)

    def change(self, image: Image, drawn: Drawn) -> Image:
        """Clear the low bits of each value."""
        return _cleared(image, drawn)


def _cleared(values: Image, drawn: Drawn) -> Image:
    white = full_scale(values)
    cleared: Image = values & (white ^ (white >> drawn["bits"]))
    return cleared
