"""Interpolate between an image and a near neighbour of its class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from numpy.random import Generator

from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._mix import ImageMix, blend


class Smote(ImageMix):
    """Make a new image on the line between one and a near neighbour of its class.

    Use with `balance` to fill up small classes whose images are taken alike: scans, digits,
    crops of one size. Not for free photographs: two scenes laid over each other are no third.
    Image: HWC, uint8 or uint16. The neighbour is fitted to the anchor; alpha is blended too. Marks
    are the anchor's: they fit only where neighbours show the same things in the same places.

    References:
        Chawla, Bowyer, Hall, Kegelmeyer, 2002: SMOTE: Synthetic Minority Over-sampling Technique.
    """

    keeps_label = True

    example: ClassVar[dict[str, Any]] = {"neighbors": 5}

    partner: Literal["neighbor"] = "neighbor"
    """Always one of the nearest originals of the same class."""

    def draw(self, anchor: Sample, rng: Generator) -> Drawn:
        """Draw how far to go: 0 is the anchor, 1 the neighbour."""
        return {"u": rng.random()}

    def apply(self, anchor: Sample, partners: Sequence[Sample], drawn: Drawn) -> Sample:
        """Interpolate the pixels; the label is the one that both have."""
        image = blend(anchor.image, self.partner_image(anchor, partners), 1 - drawn["u"])
        return anchor.with_image(image)
