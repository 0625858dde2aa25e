"""Cover several random squares of an image."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from annotated_types import Ge, Le
from numpy.random import Generator

from augctl.forms import Unit
from augctl.params import Patch, Range, Share, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._box import Box
from augctl.stages.image._hidden import covered
from augctl.stages.image._patch import boxes_covered, with_key

Holes = Annotated[int, Ge(0), Le(1000), Unit("count")]


class CoarseDropout(Transform):
    """Cover several squares anywhere, so that a model must look at more than one part.

    Use for classification of subjects that fill the picture; one square with `size` 0.5 is
    Cutout. Not for small subjects, which the squares can cover whole; for one rectangle of
    a given area see `image.erase`.
    Image: HWC, uint8 or uint16. Covers are opaque. Every pixel can be a middle, so squares can be
    cut off at the edges.

    References:
        DeVries, Taylor, 2017: Improved Regularization of Convolutional Neural Networks with
        Cutout.
    """

    example: ClassVar[dict[str, Any]] = {"holes": [2, 6], "size": [0.08, 0.2]}

    holes: Range[Holes] = uniform(3, 8)
    """How many squares; they may overlap."""

    size: Range[Share] = uniform(0.08, 0.2)
    """Side of a square, as a share of the shorter side of the image; drawn for each."""

    fill: Patch = "mean"
    """What covers them: random values, the mean colour of the image, or a colour."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the squares in pixels, and for noise the key of its values."""
        height, width, _ = sample.image.shape
        boxes = []
        for _ in range(self.holes.sample(rng)):
            side = round(self.size.sample(rng) * min(width, height))
            x, y = int(rng.random() * width) - side // 2, int(rng.random() * height) - side // 2
            right, bottom = min(x + side, width), min(y + side, height)
            left, top = max(x, 0), max(y, 0)
            boxes.append([left, top, right - left, bottom - top])
        return with_key({"boxes": boxes}, self.fill, rng)

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Paste the covers."""
        boxes = [Box(*box) for box in drawn["boxes"]]
        return covered(sample, boxes_covered(sample.image, boxes, self.fill, drawn), boxes)
