"""Join two images along the outlines of random clouds and mix their labels by area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

import cv2
import numpy as np
from annotated_types import Ge, Le
from numpy.random import Generator

from augctl.forms import Unit
from augctl.params import Concentration
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Size, size_of
from augctl.stages.image._clouds import clouds, spread
from augctl.stages.image._mix import ImageMix, pasted

Power = Annotated[float, Ge(0), Le(10), Unit("power")]


class Fmix(ImageMix):
    """Replace patches of an image, cloud-like in outline, by the same places of a partner.

    Use for classifiers, with a trainer that reads soft labels, where `image.cutmix` teaches the
    model to look for rectangles. Not for small subjects, which a patch can take whole while half
    of the label stays.
    Image: HWC, uint8 or uint16. The partner is fitted to the anchor. Labels mix by the area that
    was really replaced.

    References:
        Harris, Marcu, Painter, Niranjan, Prügel-Bennett, Hare, 2020: FMix: Enhancing Mixed Sample
        Data Augmentation.
    """

    example: ClassVar[dict[str, Any]] = {"alpha": 1.0, "decay": 3.0}

    alpha: Concentration = 1.0
    """Of the beta distribution of the anchor's share: 1 is uniform, less is mostly near 0 or 1."""

    decay: Power = 3.0
    """Power by which fast waves are weaker: 3 gives a few large patches, 1 many ragged ones."""

    def draw(self, anchor: Sample, rng: Generator) -> Drawn:
        """Draw the anchor's share, and the key of the clouds."""
        share = rng.beta(self.alpha, self.alpha)
        return {"lambda": share, "clouds": int(rng.integers(1 << 32))}

    def apply(self, anchor: Sample, partners: Sequence[Sample], drawn: Drawn) -> Sample:
        """Paste through the mask, and mix the labels by what was pasted."""
        image = anchor.image
        mask = self._mask(size_of(image), drawn)
        share = 1 - cv2.countNonZero(mask) / mask.size
        result = pasted(image, self.partner_image(anchor, partners), mask)
        label = anchor.label.mix(partners[0].label, share)
        return self.joined(anchor, partners, result, mask).with_label(label)

    def _mask(self, size: Size, drawn: Drawn) -> Image:
        """Return where the partner stands: the least values of the field, as many as drawn."""
        (field,) = clouds(drawn["clouds"], size, self.decay)
        count = round((1 - drawn["lambda"]) * field.size)
        if count in (0, field.size):
            return np.full(size[::-1], count > 0, np.uint8)
        ranked = np.partition(field.ravel(), (count - 1, count))
        threshold = (ranked[count - 1] + ranked[count]) / 2
        mask: Image = np.less(spread(field, size), threshold).view(np.uint8)
        return mask
