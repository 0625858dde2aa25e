"""Paste things that are marked in one image into another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from annotated_types import Ge, Le
from numpy.random import Generator
from pydantic import BeforeValidator

from augctl.forms import Unit, plain_number
from augctl.marks import Marks
from augctl.params import PositiveFactor, Range, log_uniform, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Affine, Size, shift, size_of
from augctl.stages.image._area import Mask, pixels, place, thing_of
from augctl.stages.image._box import Box
from augctl.stages.image._channels import like
from augctl.stages.image._frame import Frame, spot
from augctl.stages.image._hidden import cleared, pasted_on
from augctl.stages.image._marks import forward, moved
from augctl.stages.image._mix import ImageMix, pasted

ThingCount = Annotated[int, Ge(1), Le(100), Unit("count"), BeforeValidator(plain_number)]


class CopyPaste(ImageMix):
    """Paste some of the things that are marked in a partner, drawn at random, into an image.

    Use for detection and segmentation with few marked things; with masks or outlines above all,
    as of a thing that has a box alone, the whole box is pasted. Not where the place of things
    matters, as in scans of bodies.
    Image: HWC, uint8 or uint16. Pasted things are as large beside the image as in the partner
    fitted to it, but for `scale`, and bring their marks. What they cover of others, and of each
    other, is hidden. The label stays. Partners in which nothing is marked give nothing.

    References:
        Ghiasi, Cui, Srinivas, Qian, Lin, Cubuk, Le, Zoph, 2021: Simple Copy-Paste is a Strong
        Data Augmentation Method for Instance Segmentation.
    """

    keeps_label = True
    needs_marks: ClassVar[bool] = True
    example: ClassVar[dict[str, Any]] = {"count": [1, 3], "scale": [0.7, 1.4]}

    count: Range[ThingCount] = uniform(1, 3)
    """How many things are pasted; all, where the partner has fewer."""

    at: Literal["random", "same"] = "random"
    """Where: `random` is anywhere that they are whole; `same` is where they are in the partner
    fitted to the image, maybe in part beyond its edge."""

    scale: Range[PositiveFactor] = log_uniform(0.7, 1.4)
    """By what factor a thing becomes larger, drawn for each; up to the size of the image."""

    def draw(self, anchor: Sample, rng: Generator) -> Drawn:
        """Draw for each which of the things left it is, its scale, and where it goes, as shares."""
        count = self.count.sample(rng)
        return {"things": [self._thing(rng) for _ in range(count)]}

    def _thing(self, rng: Generator) -> dict[str, float]:
        scale = self.scale.sample(rng)
        return {"which": rng.random(), "scale": scale, "x": rng.random(), "y": rng.random()}

    def apply(self, anchor: Sample, partners: Sequence[Sample], drawn: Drawn) -> Sample:
        """Paste one over the other, and all of them over the anchor."""
        partner = partners[0]
        self.check_marks(anchor, partner)
        assert partner.marks is not None
        left = list(range(len(partner.marks)))
        canvas = size_of(anchor.image)
        # What two of them cover counts once for what the anchor shows.
        pile, cover = cleared(anchor), np.zeros(canvas[::-1], np.uint8)
        for thing in drawn["things"][: len(left)]:
            number = left.pop(int(thing["which"] * len(left)))
            own = partner.marks.where(np.arange(len(partner.marks)) == number)
            pile, mask = self._with_thing(pile, partner, own, thing)
            cover |= mask
        return pasted_on(anchor, pile.image, pile, shift(canvas, 0, 0), cover)

    def _with_thing(
        self, pile: Sample, partner: Sample, own: Marks, thing: Drawn
    ) -> tuple[Sample, Mask]:
        """Return a sample with a thing pasted, and where that is: nowhere if it is too small."""
        size, canvas = size_of(partner.image), size_of(pile.image)
        mask = np.zeros(canvas[::-1], np.uint8)
        source = thing_of(own, size)
        if source is None:
            return pile, mask
        part = place(source)
        onto = self._onto(part, canvas, self.partner_mapping(pile, [partner]), thing)
        frame = Frame(part, onto, canvas)
        found = thing_of(moved(own, frame.mapping()), canvas)
        if found is None:
            return pile, mask
        place(found).of(mask)[...] = found.values
        image = pasted(pile.image, frame.move(like(partner.image, pile.image)), mask)
        # A box alone may show parts of other things.
        brought = partner if pixels(own.shapes[0], size) is None else partner.with_marks(own)
        return pasted_on(pile, image, brought, frame.mapping(), mask), mask

    def _onto(self, part: Box, canvas: Size, fitted: Affine, thing: Drawn) -> Box:
        """Return where a part of the partner goes; it is never larger than the canvas."""
        wanted = np.array(part[2:]) * np.diag(fitted.matrix) * thing["scale"]
        wanted *= min(1.0, *(canvas / wanted))
        width, height = (max(1, round(side)) for side in wanted)
        if self.at == "random":
            x, y = spot(canvas[0] - width, thing["x"]), spot(canvas[1] - height, thing["y"])
            return Box(x, y, width, height)
        middle = np.array([(part.x + part.width / 2, part.y + part.height / 2)])
        x, y = forward(middle, fitted)[0] - (width / 2, height / 2)
        return Box(round(x), round(y), width, height)
