"""Blank a colour channel of an image."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import numpy as np
from annotated_types import Ge, Le
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import Levels, Range, Unit, constant
from augctl.sample import Image, Sample, full_scale
from augctl.stages.base import Drawn
from augctl.stages.image._lookup import LookupTransform

ChannelCount = Annotated[int, Ge(0), Le(3), Unit("channels")]


class ChannelDrop(LookupTransform):
    """Set one or more of red, green and blue to one level everywhere.

    Use so that a model relies on no single channel, with `p` beside it; most of all where
    channels are measurements, as in false-colour and microscopy images. Not for photographs in
    number: nothing looks like that.
    Image: HWC, uint8 or uint16. Grey images stay as they are.
    """

    example: ClassVar[dict[str, Any]] = {"count": 1, "fill": 0}

    count: Range[ChannelCount] = constant(1)
    """How many channels are set; which, is drawn."""

    fill: Levels = 0
    """The level that they are set to, rounded; scaled for 16-bit images."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw which channels are set: 0 is red."""
        return {"channels": sorted(rng.permutation(3)[: self.count.sample(rng)].tolist())}

    def curve(self, levels: NDArray[np.float64], drawn: Drawn) -> NDArray[np.float64]:
        """Keep the levels of some channels, and give the others one."""
        curves = np.repeat(levels[:, None], 3, axis=1)
        curves[:, drawn["channels"]] = round(self.fill) / 255
        return curves

    def change(self, image: Image, drawn: Drawn) -> Image:
        """Clear all bits and set others, which is faster than three tables."""
        height, width, channels = image.shape
        if channels == 1:
            return image
        white = full_scale(image)
        kept, added = np.full(3, white, image.dtype), np.zeros(3, image.dtype)
        kept[drawn["channels"]] = 0
        added[drawn["channels"]] = round(self.fill) * (white // 255)
        # Whole rows at a time: numpy is slow along an axis of three.
        result: Image = image.reshape(height, -1) & np.tile(kept, width)
        if added.any():
            result |= np.tile(added, width)
        return result.reshape(image.shape)
