"""Give an image the tones and colours of another."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import Range, Share, uniform
from augctl.sample import Image, Sample, full_scale
from augctl.stages.base import Drawn
from augctl.stages.image._channels import like, on_colours
from augctl.stages.image._histogram import histogram
from augctl.stages.image._lookup import look_up
from augctl.stages.image._mix import ImageMix


class HistogramMatch(ImageMix):
    """Bend each colour channel so that its levels are spread as in a partner; the label stays.

    Use to move pictures between cameras, scanners, stains and times of day. Not where brightness
    or colour tells the classes apart, unless `partner: same_class` stands beside it.
    Image: HWC, uint8 or uint16. Alpha stays as it is.
    """

    keeps_label = True

    example: ClassVar[dict[str, Any]] = {"share": [0.5, 1.0]}

    share: Range[Share] = uniform(0.2, 0.6)
    """How far levels go: 0 changes nothing, 1 spreads them as in the partner."""

    def draw(self, anchor: Sample, rng: Generator) -> Drawn:
        """Draw how far."""
        return {"share": self.share.sample(rng)}

    def apply(self, anchor: Sample, partners: Sequence[Sample], drawn: Drawn) -> Sample:
        """Count the levels of both, and look the new ones up."""
        # Histograms need no fitting to the anchor's size, which would average colours away.
        partner = like(partners[0].image, anchor.image)
        match = partial(_matched, partner=partner[..., :3], share=drawn["share"])
        return anchor.with_image(on_colours(anchor.image, match))


def _matched(image: Image, partner: Image, share: float) -> Image:
    levels = np.arange(full_scale(image) + 1)
    table = np.empty((len(levels), image.shape[2]), dtype=image.dtype)
    for channel, (own, other) in enumerate(zip(_ranks(image), _ranks(partner), strict=True)):
        # Levels that do not occur have no rank of their own, and would all count as the first.
        present = np.flatnonzero(np.diff(other, prepend=0))
        goal = np.interp(own, other[present], present)
        table[:, channel] = np.rint(levels + share * (goal - levels))
    return look_up(image, table)


def _ranks(image: Image) -> NDArray[np.float64]:
    """Return the share of pixels up to each level; shape (channels, levels)."""
    ranks = np.cumsum(histogram(image).T, axis=1)
    return ranks / (image.shape[0] * image.shape[1])
