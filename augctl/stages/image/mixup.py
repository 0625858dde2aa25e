"""Blend two images and their labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from numpy.random import Generator

from augctl.mark_kinds import MarkKind
from augctl.params import Concentration
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._hidden import cleared
from augctl.stages.image._marks import moved
from augctl.stages.image._mix import ImageMix, blend

# Of 255 levels, not half a one is seen of a smaller share.
_UNSEEN = 1 / 510


class Mixup(ImageMix):
    """Lay two images over each other and mix their labels in the same shares.

    Use for classifiers that are too sure of themselves, with a trainer that reads soft labels; for
    detectors with `alpha` 8 or more, so that both scenes are seen. Not for maps of classes, where
    each pixel would have two.
    Image: HWC, uint8 or uint16. The partner is fitted to the anchor; alpha is blended too. What is
    marked in either stays marked, unless its scene does not change a pixel by half a level.

    References:
        Zhang, Cisse, Dauphin, Lopez-Paz, 2018: mixup: Beyond Empirical Risk Minimization.
        Zhang, He, Zhang, Zhang, Xie, Li, 2019: Bag of Freebies for Training Object Detection
        Neural Networks.
    """

    example: ClassVar[dict[str, Any]] = {"alpha": 0.2}

    alpha: Concentration = 0.4
    """Of the beta distribution of the anchor's share: 1 is uniform, less is mostly near 0 or 1."""

    def loses(self, kind: MarkKind) -> str:
        """Lose maps of classes."""
        return "two pictures lie over each other" if kind == "class_map" else ""

    def draw(self, anchor: Sample, rng: Generator) -> Drawn:
        """Draw the anchor's share."""
        return {"lambda": rng.beta(self.alpha, self.alpha)}

    def apply(self, anchor: Sample, partners: Sequence[Sample], drawn: Drawn) -> Sample:
        """Blend pixels and labels, and keep the marks of both."""
        self.check_marks(anchor, partners[0])
        share, partner = drawn["lambda"], partners[0]
        image = blend(anchor.image, self.partner_image(anchor, partners), share)
        result = anchor if share >= _UNSEEN else cleared(anchor)
        if result.marks is not None and partner.marks is not None and share <= 1 - _UNSEEN:
            theirs = moved(partner.marks, self.partner_mapping(anchor, partners))
            result = result.with_marks(result.marks.and_those(theirs))
        return result.with_image(image).with_label(anchor.label.mix(partner.label, share))
