"""Of every stage: a keypoint that is seen is where its dot is, and what it loses it refuses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from test_hidden_truth import COVERING, PASTING
from test_marks_truth import MOVING

from augctl import registry
from augctl.errors import BadInput
from augctl.mark_kinds import MARK_KINDS, mark_kinds
from augctl.marks import Bitmap, Marks, Shape, Thing
from augctl.sample import Label, Sample
from augctl.seeds import rng_for
from augctl.stages.base import Mix, Transform

SIZE = (160, 120)
DOT = 7
TIMES = 20

NAMES = [
    name for name in registry.builtin_names() if issubclass(registry.find(name), (Transform, Mix))
]
# Stages whose marks other tests compare with the pixels, and policies, which run such stages.
CHANGING = {
    *COVERING,
    *PASTING,
    *("image.mosaic", "image.mixup", "image.copy_paste", "image.background_swap"),
    *("image.tile_shuffle", "image.auto_augment", "image.rand_augment", "image.trivial_augment"),
}
CORNERS = np.array([(40.0, 30.0), (60, 30), (60, 50), (40, 50)])


def the(name: str) -> Any:
    stage = registry.find(name)
    return stage(**stage.example)


def dotted(x: int, y: int, level: int) -> np.ndarray:
    """Draw a disc on a slope of greys, between black and white, which set the range of levels."""
    image = np.linspace(30, 60, SIZE[0])[None, :, None] * np.ones((SIZE[1], 1, 3))
    image[:6], image[-6:] = 0, 255
    columns, rows = np.arange(SIZE[0]) - x, np.arange(SIZE[1])[:, None] - y
    image[columns**2 + rows**2 <= DOT**2] = level
    return image.round().astype(np.uint8)


def with_shape(image: np.ndarray, shape: Shape | None, box: Any = (40, 30, 60, 50)) -> Sample:
    marks = Marks.of([Thing("dot", "1.png", 0)], [box], [shape])
    return Sample("1.png", Label.of("cat"), {"image": image}, marks=marks)


def run(stage: Any, sample: Sample, drawn: Any, partner: Sample) -> Sample:
    if isinstance(stage, Mix):
        return stage.apply(sample, [partner] * stage.arity, drawn)
    return stage.apply(sample, drawn)


def marked_dot(x: int, y: int, level: int) -> Sample:
    mask = np.ones((2 * DOT + 1, 2 * DOT + 1), np.uint8)
    points = np.array([(x + 0.5, y + 0.5, 2.0)])
    shape = Shape(mask=Bitmap(x - DOT, y - DOT, mask), keypoints=points)
    return with_shape(dotted(x, y, level), shape, (x - DOT, y - DOT, x + DOT + 1, y + DOT + 1))


def missed(point: np.ndarray, change: np.ndarray) -> np.ndarray | None:
    """Return how far a point is from the middle of what changed near it; None if nothing did."""
    rows, columns = np.mgrid[: change.shape[0], : change.shape[1]]
    x, y = columns + 0.5 - point[0], rows + 0.5 - point[1]
    # Stages that look at all levels change the rest of the picture a little.
    near = np.where(np.hypot(x, y) < 3 * DOT, change, 0.0)
    near[near < near.max() / 2] = 0
    total = near.sum()
    return np.array([(near * x).sum(), (near * y).sum()]) / total if total else None


@pytest.mark.parametrize("name", [name for name in NAMES if name not in MOVING])
def test_a_keypoint_is_where_its_dot_is(name: str) -> None:
    """Stages that neither cover nor paste nor move leave marks alone, the very same object."""
    stage, misses = the(name), []
    partner = with_shape(dotted(80, 60, 45), None)
    partner = partner.with_marks(partner.marks.where(np.array([False])))
    for number in range(TIMES):
        rng = rng_for(17, name, number)
        x, y = (int(rng.integers(25, side - 25)) for side in SIZE)
        with_dot, without = (marked_dot(x, y, level) for level in (190, 45))
        drawn = stage.draw(with_dot, rng)
        try:
            result = run(stage, with_dot, drawn, partner)
        except BadInput:
            continue  # a kind of marks that it loses, or a subject that is not found
        if not (name in CHANGING or result.marks is with_dot.marks):
            raise AssertionError("marks are changed by a stage that is not tested to do it right")
        shape = result.marks.shapes[0] if len(result.marks) else None
        sides = np.diff(result.marks.boxes.reshape(-1, 2, 2), axis=1)
        if shape is None or shape.keypoints[0, 2] < 2 or (sides > 4 * DOT).any():
            continue  # hidden, or torn into pieces
        change = result.image.astype(float) - run(stage, without, drawn, partner).image
        miss = missed(shape.keypoints[0, :2], np.abs(change).sum(axis=2))
        if miss is not None and result.marks.visible[0] > 0.99:
            misses.append(miss)
    if misses:
        assert np.hypot(*np.mean(misses, axis=0)) <= 0.5
        # Relief and scatter put more of the change on one side.
        assert np.median(np.hypot(*np.transpose(misses))) <= 1


SHAPES = {
    "box": None,
    "outline": Shape(rings=(CORNERS,)),
    "mask": Shape(mask=Bitmap(40, 30, np.ones((20, 20), np.uint8))),
    "rotated_box": Shape(corners=CORNERS),
    "keypoints": Shape(
        mask=Bitmap(40, 30, np.ones((20, 20), np.uint8)), keypoints=np.array([(50.0, 40, 2)])
    ),
    "class_map": None,
}


@pytest.mark.parametrize("name", NAMES)
def test_what_a_stage_loses_is_what_it_refuses(name: str) -> None:
    stage = the(name)
    for kind in MARK_KINDS:
        sample = with_shape(dotted(50, 40, 190), SHAPES[kind])
        if kind == "class_map":
            sample = replace(sample, marks=sample.marks.where(np.array([False])))
            sample = sample.with_class_map(np.zeros((SIZE[1], SIZE[0], 1), np.uint8))
        kinds = mark_kinds(sample.marks, mapped=sample.class_map is not None)
        assert kind in kinds
        refused = ""
        try:
            run(stage, sample, stage.draw(sample, rng_for(17, name, kind)), sample)
        except BadInput as refusal:
            refused = refusal.message if refusal.reason == "unsupported_marks" else ""
        assert bool(refused) == any(stage.loses(each) for each in kinds)
        if refused:
            assert name in refused
