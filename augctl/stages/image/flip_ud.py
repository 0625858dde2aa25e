"""Mirror an image top to bottom."""

from __future__ import annotations

from augctl.sample import Image
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Affine, Size
from augctl.stages.image._geometric import GeometricTransform


class FlipUd(GeometricTransform):
    """Mirror top to bottom, without loss.

    Use for pictures taken from above or through a microscope, with `p: 0.5` beside it. Not for
    scenes with a sky and a ground: no camera sees them so.
    Image: HWC, uint8 or uint16.
    """

    composable = True
    exact = True

    def mapping(self, size: Size, drawn: Drawn) -> Affine:
        """Swap the first and the last row, and so on."""
        return Affine.of(size, 1, 0, 0, 0, -1, size[1] - 1)

    def move(self, image: Image, drawn: Drawn) -> Image:
        """Reverse the rows."""
        return image[::-1].copy()
