"""Cover random pixels of an image."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator

from augctl.params import Patch, Range, Share, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._channels import on_colours
from augctl.stages.image._noise import bins, colour_values, offsets
from augctl.stages.image._patch import mask_covered, with_key


class PixelDropout(Transform):
    """Cover single pixels, each by the same chance.

    Use for dead pixels and lost data, or against a model that looks at few pixels. Not to stand
    for things that hide a subject: see `image.coarse_dropout`.
    Image: HWC, uint8 or uint16. Alpha stays as it is.

    Chances count in steps of 1/65536. The random values come from a bank, as those of
    `image.gaussian_noise`.
    """

    example: ClassVar[dict[str, Any]] = {"share": [0, 0.05], "fill": "noise"}

    share: Range[Share] = uniform(0.005, 0.05)
    """Share of the pixels that are covered."""

    fill: Patch = 0
    """What covers them: random values, the mean colour of the image, or a colour."""

    per_channel: bool = False
    """Whether each colour of a pixel has a chance of its own."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the share, two offsets into the bank for each run, and for noise a key."""
        height, width, _ = sample.image.shape
        share = self.share.sample(rng)
        count = colour_values(sample.image) if self.per_channel else height * width
        return with_key({"share": share, "offsets": offsets(count, rng)}, self.fill, rng)

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Cover the pixels with the least random values."""
        return sample.with_image(on_colours(sample.image, partial(self._cover, drawn=drawn)))

    def _cover(self, image: Image, drawn: Drawn) -> Image:
        height, width, channels = image.shape
        each = channels if self.per_channel else 1
        found = bins(height * width * each, drawn["offsets"], (drawn["share"],))
        mask = (found == 0).view(np.uint8).reshape(height, width, each)
        return mask_covered(image, mask, self.fill, drawn)
