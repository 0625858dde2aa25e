"""Take the detail of an image away by making it small for a moment."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import cv2
from numpy.random import Generator

from augctl.params import Range, Share, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._affine import size_of
from augctl.stages.image._fit import resized

_METHODS = {"nearest": cv2.INTER_NEAREST, "linear": cv2.INTER_LINEAR, "cubic": cv2.INTER_CUBIC}


class Downscale(Transform):
    """Shrink the image, averaging pixels, and enlarge it again to its size.

    Use for pictures that were taken from afar, or were small once. Not to change the size: see
    `image.resize`.
    Image: HWC, uint8 or uint16. Alpha is coarsened with the colours.
    """

    example: ClassVar[dict[str, Any]] = {"share": [0.3, 0.8]}

    share: Range[Share] = uniform(0.3, 0.7)
    """Width and height in between, as a share of the image's, at least one pixel; 1 changes
    nothing."""

    enlarge: Literal["nearest", "linear", "cubic"] = "linear"
    """How it grows again: `nearest` makes blocks, the others are smooth."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the share."""
        return {"share": self.share.sample(rng)}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Average, then interpolate."""
        image = sample.image
        width, height = size_of(image)
        small = max(1, round(width * drawn["share"])), max(1, round(height * drawn["share"]))
        if small == (width, height):
            return sample
        method = _METHODS[self.enlarge]
        result = cv2.resize(resized(image, small), (width, height), interpolation=method)
        return sample.with_image(result.reshape(image.shape))
