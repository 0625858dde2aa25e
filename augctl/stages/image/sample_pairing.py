"""Average two images under the label of the first."""

from __future__ import annotations

from collections.abc import Sequence

from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._mix import ImageMix, blend


class SamplePairing(ImageMix):
    """Take the mean of two images and keep the anchor's label.

    Use for classifiers on very few images, with a trainer that cannot read soft labels, and
    finish the training without it, as the paper does. Not as the last word: half of each picture
    speaks for another class, and `image.mixup` says so in the label.
    Image: HWC, uint8 or uint16. The partner is fitted to the anchor; alpha is averaged too. As of
    the label, the marks are the anchor's: what the partner shows counts as a disturbance.

    References:
        Inoue, 2018: Data Augmentation by Pairing Samples for Images Classification.
    """

    keeps_label = True

    def apply(self, anchor: Sample, partners: Sequence[Sample], drawn: Drawn) -> Sample:
        """Average the pixels."""
        return anchor.with_image(blend(anchor.image, self.partner_image(anchor, partners), 0.5))
