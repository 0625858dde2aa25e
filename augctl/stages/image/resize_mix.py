"""Paste a whole image, made smaller, into another and mix their labels by area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from numpy.random import Generator

from augctl.params import Range, Share, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Size, shift, size_of, stretch
from augctl.stages.image._box import Box
from augctl.stages.image._channels import like
from augctl.stages.image._fit import resized
from augctl.stages.image._hidden import pasted_on
from augctl.stages.image._mix import ImageMix


class ResizeMix(ImageMix):
    """Paste a partner, whole but smaller, at a random place; labels mix by the area pasted.

    Use where `image.cutmix` would, with a trainer that reads soft labels: the pasted part always
    holds its subject. Not for subjects that are told by their size.
    Image: HWC, uint8 or uint16. The partner keeps its aspect and lies inside the anchor, with the
    anchor's channels and depth; transparent partners of opaque anchors are laid on white.

    References:
        Qin, Fang, Zhang, Liu, Wang, Wang, 2020: ResizeMix: Mixing Data with Preserved Object
        Information and True Labels.
    """

    example: ClassVar[dict[str, Any]] = {"scale": [0.2, 0.7]}

    scale: Range[Share] = uniform(0.1, 0.8)
    """The largest share of the anchor's width and height that the partner takes."""

    def draw(self, anchor: Sample, rng: Generator) -> Drawn:
        """Draw the scale, and where the partner lies as shares of the room that is left."""
        return {"scale": self.scale.sample(rng), "x": rng.random(), "y": rng.random()}

    def apply(self, anchor: Sample, partners: Sequence[Sample], drawn: Drawn) -> Sample:
        """Paste, and mix the labels by what was pasted."""
        image, partner = anchor.image, partners[0]
        box = place(size_of(image), size_of(partner.image), drawn)
        patch = like(resized(partner.image, (box.width, box.height), quick=True), image)
        share = 1 - box.area / (image.shape[0] * image.shape[1])
        label = anchor.label.mix(partner.label, share)
        mapping = shift(size_of(image), box.x, box.y).after(
            stretch(size_of(partner.image), (box.width, box.height))
        )
        return pasted_on(anchor, box.pasted(image, patch), partner, mapping, box).with_label(label)


def place(size: Size, partner: Size, drawn: Drawn) -> Box:
    """Return where a partner goes on a canvas."""
    scale = drawn["scale"] * min(size[0] / partner[0], size[1] / partner[1])
    width = min(size[0], max(1, round(partner[0] * scale)))
    height = min(size[1], max(1, round(partner[1] * scale)))
    # x is below 1, so every place has the same chance and the last is still inside.
    x, y = int(drawn["x"] * (size[0] - width + 1)), int(drawn["y"] * (size[1] - height + 1))
    return Box(x, y, width, height)
