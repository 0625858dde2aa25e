"""Tile four images around a point and mix their labels by area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator

from augctl.params import Range, Share, uniform
from augctl.sample import Label, Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Size, size_of
from augctl.stages.image._box import Box
from augctl.stages.image._fit import fit
from augctl.stages.image._hidden import cleared, pasted_on
from augctl.stages.image._mix import ImageMix, fitted


class Mosaic(ImageMix):
    """Put an image and three partners into the four quarters around a random point.

    Use for detectors, which see small subjects in new surroundings, and for classifiers with a
    trainer that reads soft labels. Not where the whole frame is the subject, as in X-rays.
    Image: HWC, uint8 or uint16. The canvas keeps the anchor's size. Each image is scaled to cover
    its quarter without distortion and its centre is cut out; each label counts by area.

    References:
        Bochkovskiy, Wang, Liao, 2020: YOLOv4: Optimal Speed and Accuracy of Object Detection.
    """

    arity: ClassVar[int] = 3
    example: ClassVar[dict[str, Any]] = {"center": [0.35, 0.65]}

    center: Range[Share] = uniform(0.3, 0.7)
    """Where the point lies, as a share of width and of height, drawn one by one."""

    def draw(self, anchor: Sample, rng: Generator) -> Drawn:
        """Draw the point in pixels, and the anchor's quarter: 0 to 3, row by row."""
        width, height = size_of(anchor.image)
        x, y = round(self.center.sample(rng) * width), round(self.center.sample(rng) * height)
        return {"x": x, "y": y, "quarter": int(rng.random() * 4)}

    def apply(self, anchor: Sample, partners: Sequence[Sample], drawn: Drawn) -> Sample:
        """Fill the quarters, and mix the labels by what each has of the canvas."""
        canvas = np.empty_like(anchor.image)
        parts: list[tuple[Label, float]] = []
        size = size_of(canvas)
        boxes = quarters(size, drawn)
        result = cleared(anchor)
        for box, sample in zip(boxes, [anchor, *partners], strict=True):
            if box.area:
                box.of(canvas)[...] = fitted(sample.image, canvas, (box.width, box.height))
                mapping = fit(size_of(sample.image), box, size)
                result = pasted_on(result, canvas, sample, mapping, box)
            parts.append((sample.label, box.area / (canvas.shape[0] * canvas.shape[1])))
        return result.with_image(canvas).with_label(Label.blend(parts))


def quarters(size: Size, drawn: Drawn) -> list[Box]:
    """Return where the anchor and each partner go; `_fit.fit` says where their points go."""
    x, y = drawn["x"], drawn["y"]
    right, below = size[0] - x, size[1] - y
    boxes = [Box(0, 0, x, y), Box(x, 0, right, y), Box(0, y, x, below), Box(x, y, right, below)]
    first: int = drawn["quarter"]
    return [boxes[first], *boxes[:first], *boxes[first + 1 :]]
