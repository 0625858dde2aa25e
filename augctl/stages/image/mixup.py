"""Blend two images and their labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from numpy.random import Generator

from augctl.params import Concentration
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._mix import ImageMix, blend


class Mixup(ImageMix):
    """Lay two images over each other and mix their labels in the same shares.

    Use for classifiers that are too sure of themselves, with a trainer that reads soft labels.
    Not for detection or segmentation, where two scenes in one picture contradict the marks.
    Image: HWC, uint8 or uint16. The partner is fitted to the anchor; alpha is blended too.

    References:
        Zhang, Cisse, Dauphin, Lopez-Paz, 2018: mixup: Beyond Empirical Risk Minimization.
    """

    example: ClassVar[dict[str, Any]] = {"alpha": 0.2}

    alpha: Concentration = 0.4
    """Of the beta distribution of the anchor's share: 1 is uniform, less is mostly near 0 or 1."""

    def draw(self, anchor: Sample, rng: Generator) -> Drawn:
        """Draw the anchor's share."""
        return {"lambda": rng.beta(self.alpha, self.alpha)}

    def apply(self, anchor: Sample, partners: Sequence[Sample], drawn: Drawn) -> Sample:
        """Blend pixels and labels."""
        share = drawn["lambda"]
        image = blend(anchor.image, self.partner_image(anchor, partners), share)
        return anchor.with_image(image).with_label(anchor.label.mix(partners[0].label, share))
