"""Paste a part of one image into another and mix their labels by area."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar

from numpy.random import Generator

from augctl.params import Concentration
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._box import Box
from augctl.stages.image._mix import ImageMix


class Cutmix(ImageMix):
    """Replace a rectangle by the same place of a partner; labels mix by the area pasted.

    Use for classifiers, with a trainer that reads soft labels; pictures stay sharper than in
    `image.mixup`. Not for small subjects: a rectangle of background would carry their label.
    Image: HWC, uint8 or uint16. The partner is fitted to the anchor. The rectangle has the
    anchor's aspect and is cut at the edges; what is left of it is the share of its label.

    References:
        Yun, Han, Oh, Chun, Choe, Yoo, 2019: CutMix: Regularization Strategy to Train Strong
        Classifiers with Localizable Features.
    """

    example: ClassVar[dict[str, Any]] = {"alpha": 1.0}

    alpha: Concentration = 1.0
    """Of the beta distribution of the anchor's share: 1 is uniform, less is mostly near 0 or 1."""

    def draw(self, anchor: Sample, rng: Generator) -> Drawn:
        """Draw the rectangle, [x, y, width, height] in pixels of the anchor."""
        height, width, _ = anchor.image.shape
        side = math.sqrt(1 - rng.beta(self.alpha, self.alpha))
        left, right = _span(width, side, rng)
        top, bottom = _span(height, side, rng)
        return {"box": [left, top, right - left, bottom - top]}

    def apply(self, anchor: Sample, partners: Sequence[Sample], drawn: Drawn) -> Sample:
        """Paste, and mix the labels by what was pasted."""
        box = Box(*drawn["box"])
        image = box.pasted(anchor.image, box.of(self.partner_image(anchor, partners)))
        share = 1 - box.area / (image.shape[0] * image.shape[1])
        label = anchor.label.mix(partners[0].label, share)
        return self.joined(anchor, partners, image, box).with_label(label)


def _span(length: int, share: float, rng: Generator) -> tuple[int, int]:
    size = int(length * share)
    start = int(rng.random() * length) - size // 2
    return max(start, 0), min(start + size, length)
