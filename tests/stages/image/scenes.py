"""Scenes of things of every kind of mark, and where each is to be seen after a stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from test_marks_truth import FULL, drawn_ring, tight_box

from augctl.marks import Bitmap, Marks, Shape, Thing
from augctl.sample import Image, Label, Sample
from augctl.stages.base import Mix
from augctl.stages.image._marks import tight

KINDS = ("box", "outline", "mask", "points")


@dataclass(frozen=True)
class Scene:
    """A picture of four things, one of each kind, that do not overlap.

    Attributes:
        sample: The picture, black, with its marks and a map of classes.
        layers: For each thing a picture that shows it alone, in white.
    """

    sample: Sample
    layers: tuple[Image, ...]


def scene(rng: np.random.Generator, name: str, size: tuple[int, int]) -> Scene:
    """Draw a thing somewhere in each quarter."""
    width, height = size
    order = rng.permutation(4)
    layers, boxes, shapes = [], [], []
    for kind, quarter in zip(KINDS, order, strict=True):
        left, upper = quarter % 2 * width // 2, quarter // 2 * height // 2
        corner = np.array((left, upper)) + rng.integers(4, 12, 2)
        sides = np.array((width // 2, height // 2)) - 12 - rng.integers(4, 30, 2)
        layer, box, shape = thing(rng, kind, corner, sides, size)
        layers.append(layer)
        boxes.append(box)
        shapes.append(shape)
    marks = Marks.of([Thing(kind, name, i) for i, kind in enumerate(KINDS)], boxes, shapes)
    classes = np.zeros((height, width, 1), np.uint8)
    for number, layer in enumerate(layers, 1):
        classes[layer > 127] = number
    black = np.zeros((height, width, 1), np.uint8)
    sample = Sample(name, Label.of("scene"), {"image": black, "class_map": classes}, marks=marks)
    return Scene(sample, tuple(layers))


def thing(
    rng: np.random.Generator, kind: str, corner: Any, sides: Any, size: tuple[int, int]
) -> tuple[Image, Any, Shape | None]:
    """Draw one thing into a part of a picture; returns the picture, its box and its shape."""
    layer = np.zeros((size[1], size[0], 1), np.uint8)
    if kind == "box":
        (x, y), (right, lower) = corner, corner + sides
        layer[y:lower, x:right] = FULL
        return layer, [x, y, right, lower], None
    if kind == "points":
        x, y = (corner + rng.integers(8, sides - 8)).tolist()
        layer[y - 5 : y + 6, x - 5 : x + 6] = FULL
        shape = Shape(keypoints=np.array([(x + 0.5, y + 0.5, 2.0), (0.0, 0.0, 0.0)]))
        return layer, [x - 5, y - 5, x + 6, y + 6], shape
    turns = np.linspace(0, 2 * np.pi, 14, endpoint=False)
    reach = rng.uniform(0.6, 1.0, 14)[:, None]
    ring = corner + sides / 2 * (1 + reach * np.stack([np.cos(turns), np.sin(turns)], axis=1))
    layer[..., 0] = drawn_ring(ring, size)
    if kind == "outline":
        return layer, [*ring.min(axis=0), *ring.max(axis=0)], Shape(rings=(ring,))
    found = tight(Bitmap(0, 0, (layer[..., 0] > 127).astype(np.uint8)))
    assert found is not None
    return layer, tight_box(layer[..., 0] > 127), Shape(mask=found)


def run(stage: Any, samples: Sequence[Sample], drawn: Any) -> Sample:
    """Run a stage on an anchor, and on the partners behind it if it is a mix."""
    if isinstance(stage, Mix):
        return stage.apply(samples[0], samples[1:], drawn)
    return stage.apply(samples[0], drawn)


def traced(stage: Any, scenes: Sequence[Scene], drawn: Any) -> dict[tuple[str, int], Any]:
    """Return for each thing, by its picture and number, how much each pixel of a result shows."""
    black = [each.sample for each in scenes]
    found = {}
    for i, each in enumerate(scenes):
        for number, layer in enumerate(each.layers):
            samples = [*black[:i], each.sample.with_image(layer), *black[i + 1 :]]
            image = run(stage, samples, drawn).image
            found[each.sample.id, number] = image[..., 0].astype(float) / FULL
    return found


def marked_pixels(mask: Bitmap, size: tuple[int, int]) -> Any:
    canvas = np.zeros(size[::-1], bool)
    height, width = mask.values.shape
    canvas[mask.y : mask.y + height, mask.x : mask.x + width] = mask.values
    return canvas
