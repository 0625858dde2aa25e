"""Multiply an image by noise."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.random import Generator

from augctl.params import Range, Share, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._channels import depth, on_colours
from augctl.stages.image._noise import Values, colour_values, offsets, with_normal


class Speckle(Transform):
    """Add noise in proportion to the level, its own for every pixel and colour channel.

    Use for radar, ultrasound and laser pictures, where light that was scattered adds up with
    itself. Not for photographs: their noise does not double where the picture is twice as
    bright; see `image.iso_noise`.
    Image: HWC, uint8 or uint16. Alpha stays as it is, and so does black.

    Each level is multiplied by 1 plus a normal value; what exceeds is clipped. The normal values
    come from a bank, as those of `image.gaussian_noise`.
    """

    example: ClassVar[dict[str, Any]] = {"share": [0.05, 0.2]}

    share: Range[Share] = uniform(0.03, 0.15)
    """Standard deviation of the noise, as a share of the level that it changes."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the strength, and two offsets into the bank for each run of values."""
        share = self.share.sample(rng)
        return {"share": share, "offsets": offsets(colour_values(sample.image), rng)}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Add the noise."""
        add = partial(_add, share=drawn["share"], drawn=drawn["offsets"])
        return sample.with_image(on_colours(sample.image, add))


def _add(image: Image, share: float, drawn: Sequence[Sequence[int]]) -> Image:
    kind = depth(image)

    def change(old: Image, new: Image, noise: Values, spare: Values) -> None:
        np.copyto(spare, old)
        cv2.multiply(noise, spare, dst=noise)
        cv2.addWeighted(old, 1.0, noise, share, 0.0, dst=new, dtype=kind)

    return with_normal(image, drawn, change)
