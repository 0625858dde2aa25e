"""Hide random cells of a grid on an image."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from annotated_types import Ge, Le
from numpy.random import Generator

from augctl.forms import Unit
from augctl.params import Patch, Probability, Range, choice, constant
from augctl.sample import Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._box import Box
from augctl.stages.image._hidden import covered
from augctl.stages.image._patch import boxes_covered, with_key

Cells = Annotated[int, Ge(1), Le(64), Unit("cells per side")]


class HideAndSeek(Transform):
    """Cut the image into cells and hide each with the same chance.

    Use for localisation that learns from classes alone, where a model otherwise finds only the
    most telling part. Not for small subjects, which may lie in hidden cells whole.
    Image: HWC, uint8 or uint16. Covers are opaque.

    References:
        Singh, Lee, 2017: Hide-and-Seek: Forcing a Network to be Meticulous for
        Weakly-supervised Object and Action Localization. It hides by the mean of the data.
    """

    example: ClassVar[dict[str, Any]] = {"cells": {"choice": [4, 7]}, "hidden": 0.3}

    cells: Range[Cells] = choice(3, 4, 5, 7)
    """Into how many cells the width, and the height, is cut."""

    hidden: Range[Probability] = constant(0.4)
    """Chance of each cell to be hidden."""

    fill: Patch = "mean"
    """What covers them: random values, the mean colour of the image, or a colour."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the grid, the numbers of hidden cells row by row, and for noise a key."""
        cells, chance = self.cells.sample(rng), self.hidden.sample(rng)
        hidden = (rng.random(cells * cells) < chance).nonzero()[0].tolist()
        return with_key({"cells": cells, "hidden": hidden}, self.fill, rng)

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Paste the covers."""
        height, width, _ = sample.image.shape
        cells = drawn["cells"]
        x, y = ([side * i // cells for i in range(cells + 1)] for side in (width, height))
        boxes = [
            Box(x[i], y[j], x[i + 1] - x[i], y[j + 1] - y[j])
            for j, i in (divmod(number, cells) for number in drawn["hidden"])
        ]
        return covered(sample, boxes_covered(sample.image, boxes, self.fill, drawn), boxes)
