"""Give an image the colour fringes of a simple lens."""

from __future__ import annotations

from typing import Any, ClassVar

import cv2
from numpy.random import Generator

from augctl.params import CornerShare, Range, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._affine import about_centre, size_of, warp


class ChromaticAberration(Transform):
    """Enlarge the red and shrink the blue part of the image about its centre, or the reverse.

    Use for pictures from cheap or wide lenses; fringes grow from nothing at the centre to the
    corners. Not for pictures whose centre is not that of the lens, such as crops.
    Image: HWC, uint8 or uint16. Grey images have no colours and stay; so do green and alpha.
    Labels stay where they are: green, the most of what the eye sees, does not move.
    """

    example: ClassVar[dict[str, Any]] = {"share": [-0.004, 0.004]}

    share: Range[CornerShare] = uniform(-0.005, 0.005)
    """How far red moves outward, and blue inward, as a share of the distance from the centre."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the share."""
        return {"share": self.share.sample(rng)}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Scale red and blue."""
        image, share = sample.image, drawn["share"]
        if image.shape[2] == 1 or share == 0:
            return sample
        red, green, blue, *alpha = cv2.split(image)
        parts = _scaled(red, 1 + share), green, _scaled(blue, 1 - share), *alpha
        return sample.with_image(cv2.merge(parts))


def _scaled(channel: Image, factor: float) -> Image:
    image = channel[..., None]
    return warp(image, about_centre(size_of(image), factor, 0, 0, factor), "edge")
