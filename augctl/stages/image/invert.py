"""Turn an image into its negative."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from augctl.sample import Image
from augctl.stages.base import Drawn
from augctl.stages.image._lookup import LookupTransform


class Invert(LookupTransform):
    """Replace every level by its distance from white, as on a photographic negative.

    Use where light on dark and dark on light mean the same: line drawings, writing, microscopy.
    Not for photographs of things, which never look like that; as a part of a search policy only.
    Image: HWC, uint8 or uint16. Equal to `invert` of Pillow's ImageOps.
    """

    def curve(self, levels: NDArray[np.float64], drawn: Drawn) -> NDArray[np.float64]:
        """Swap black and white."""
        return 1.0 - levels

    def change(self, image: Image, drawn: Drawn) -> Image:
        """Flip every bit."""
        return ~image
