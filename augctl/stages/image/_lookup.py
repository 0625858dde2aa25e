"""Per-level changes: a new value for each old one, the same at every pixel and colour channel."""

from __future__ import annotations

from functools import lru_cache, partial

import cv2
import numpy as np
from numpy.typing import NDArray

from augctl.sample import Image, Sample, full_scale
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._channels import on_colours


class LookupTransform(Transform):
    """A transform that one curve from [0, 1] to [0, 1] describes. Alpha stays as it is."""

    def curve(self, levels: NDArray[np.float64], drawn: Drawn) -> NDArray[np.float64]:
        """Return the new value of each level; 0 is black, 1 is white; what exceeds is clipped."""
        raise NotImplementedError

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Look every pixel up in the table of the curve."""
        white = full_scale(sample.image)
        values = np.clip(self.curve(_levels(white), drawn), 0.0, 1.0) * white
        table = np.rint(values).astype(sample.image.dtype)
        return sample.with_image(on_colours(sample.image, partial(look_up, table=table)))


@lru_cache(maxsize=2)
def _levels(white: int) -> NDArray[np.float64]:
    levels = np.arange(white + 1) / white
    levels.flags.writeable = False
    return levels


def look_up(image: Image, table: Image) -> Image:
    """Replace each value `v` by `table[v]`; shape (256,) for uint8, (65536,) for uint16."""
    if image.dtype == np.uint8:
        return cv2.LUT(image, table).reshape(image.shape)
    # `take` is twice as fast as `table[image]`.
    result: Image = table.take(image)
    return result
