"""Spread the levels of an image evenly."""

from __future__ import annotations

import numpy as np

from augctl.sample import Image, full_scale
from augctl.stages.base import Drawn
from augctl.stages.image._histogram import histogram
from augctl.stages.image._lookup import LookupTransform


class Equalize(LookupTransform):
    """Give every level about the same number of pixels, in each colour channel by itself.

    Use for pictures of very uneven exposure, and in search policies. Not where colours carry
    meaning: a colour cast goes, and a plain scene gets colours that it never had. `image.clahe`
    keeps colours and works part by part.
    Image: HWC, uint8 or uint16. Equal to `equalize` of Pillow's ImageOps on uint8, which leaves a
    channel as it is where fewer than 255 pixels lie below its lightest level. On uint16 the same
    with exact steps instead of whole ones.
    """

    @property
    def adaptive(self) -> bool:
        """The table depends on how often each level occurs."""
        return True

    def table(self, image: Image, drawn: Drawn) -> Image:
        """Take each level to the share of pixels below it."""
        white = full_scale(image)
        counts = histogram(image)
        below = np.cumsum(counts, axis=0) - counts
        table = np.empty(counts.shape, dtype=image.dtype)
        for channel in range(image.shape[2]):
            highest = np.flatnonzero(counts[:, channel])[-1]
            total = int(below[highest, channel])
            # Pillow's step is whole; a 16-bit image would need 65535 pixels for it not to be 0.
            step = total // white if white == 255 else total / white
            if step:
                # Levels above the highest do not occur; Pillow's exceed white there.
                spread = (below[:, channel] + step / 2) // step
                table[:, channel] = np.minimum(spread, white)
            else:
                table[:, channel] = np.arange(white + 1)
        return table
