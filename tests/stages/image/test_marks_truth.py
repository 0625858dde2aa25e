"""Marks against the pixels: what is drawn is moved, and what the marks say is measured there."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from augctl import registry
from augctl.marks import Bitmap, Marks, Shape, Thing
from augctl.sample import Label, Sample
from augctl.seeds import rng_for
from augctl.stages.image._geometric import GeometricTransform, WarpTransform
from augctl.stages.image._marks import tight

WIDTH, HEIGHT = 420, 320
TIMES = 200
FULL = 255
FINE = 6

MOVING = [
    name
    for name in registry.builtin_names()
    if issubclass(registry.find(name), (GeometricTransform, WarpTransform))
    and not getattr(registry.find(name), "tears", False)
]


def the(name: str) -> Any:
    """Make a stage that uncovers black, as nothing drawn is."""
    stage = registry.find(name)
    black = {"fill": 0} if "fill" in stage.model_fields else {}
    return stage(**{**stage.example, **black})


def scene(rng: np.random.Generator, kind: str) -> tuple[np.ndarray, Marks]:
    """Draw one thing, and mark it."""
    image = np.zeros((HEIGHT, WIDTH, 1), np.uint8)
    shape = None
    if kind == "box":
        width, height = rng.integers(60, 160), rng.integers(60, 130)
        x, y = rng.integers(WIDTH - width + 1), rng.integers(HEIGHT - height + 1)
        image[y : y + height, x : x + width] = FULL
        box = [x, y, x + width, y + height]
    elif kind == "points":
        x, y = rng.integers(30, WIDTH - 30), rng.integers(30, HEIGHT - 30)
        cv2.circle(image, (int(x), int(y)), 5, FULL, -1)
        box = [x - 5, y - 5, x + 6, y + 6]
        shape = Shape(keypoints=np.array([(x + 0.5, y + 0.5, 2.0), (0.0, 0.0, 0.0)]))
    else:
        ring = star(rng)
        image[..., 0] = drawn_ring(ring, (WIDTH, HEIGHT))
        found = tight(Bitmap(0, 0, (image[..., 0] > 127).astype(np.uint8)))
        assert found is not None
        box = [*ring.min(axis=0), *ring.max(axis=0)]
        shape = Shape(rings=(ring,)) if kind == "outline" else Shape(mask=found)
    return image, Marks.of([Thing("star", "1.png", 0)], [box], [shape])


def star(rng: np.random.Generator) -> np.ndarray:
    """Return an outline with bays."""
    middle = rng.uniform((130, 110), (WIDTH - 130, HEIGHT - 110))
    turns = np.linspace(0, 2 * np.pi, 14, endpoint=False)
    reach = rng.uniform(60, 100, 14)[:, None]
    return middle + reach * np.stack([np.cos(turns), np.sin(turns)], axis=1)


def drawn_ring(ring: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Fill a ring: each pixel has the share of it that is inside. OpenCV's own are too fat."""
    fine = np.zeros((size[1] * FINE, size[0] * FINE), np.uint8)
    cv2.fillPoly(fine, [np.rint((ring * FINE - 0.5) * 256).astype(np.int32)], FULL, shift=8)
    return cv2.resize(fine, size, interpolation=cv2.INTER_AREA)


def trials(name: str, kind: str):
    """Walk the stage's results with the pixels of what was drawn, where much of it is left."""
    stage = the(name)
    for number in range(TIMES):
        rng = rng_for(11, name, kind, number)
        image, marks = scene(rng, kind)
        sample = Sample("1.png", Label(), {"image": image}, marks=marks)
        drawn = stage.draw(sample, rng)
        result = stage.apply(sample, drawn)
        assert result.marks is not None
        yield result.image[..., 0] > 127, result.marks


def tight_box(pixels: np.ndarray) -> np.ndarray:
    x, y, width, height = cv2.boundingRect(pixels.astype(np.uint8))
    return np.array([x, y, x + width, y + height])


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / (one | other).sum())


@pytest.mark.parametrize("name", MOVING)
def test_boxes(name: str) -> None:
    for pixels, marks in trials(name, "box"):
        if pixels.sum() < 100:
            assert not len(marks) or np.ptp(marks.boxes.reshape(2, 2), axis=0).min() < 30
            continue
        assert np.abs(marks.boxes[0] - tight_box(pixels)).max() <= 1.5


@pytest.mark.parametrize("name", MOVING)
def test_outlines(name: str) -> None:
    for pixels, marks in trials(name, "outline"):
        if pixels.sum() < 2000:
            continue
        (ring,) = marks.shapes[0].rings
        assert overlap(drawn_ring(ring, pixels.shape[::-1]) > 127, pixels) >= 0.95
        assert np.abs(marks.boxes[0] - tight_box(pixels)).max() <= 1.5


@pytest.mark.parametrize("name", MOVING)
def test_masks(name: str) -> None:
    for pixels, marks in trials(name, "mask"):
        if pixels.sum() < 2000:
            continue
        canvas = np.zeros(pixels.shape, bool)
        mask = marks.shapes[0].mask
        height, width = mask.values.shape
        canvas[mask.y : mask.y + height, mask.x : mask.x + width] = mask.values
        assert overlap(canvas, pixels) >= 0.95
        assert np.abs(marks.boxes[0] - tight_box(pixels)).max() <= 1.5


@pytest.mark.parametrize("name", MOVING)
def test_keypoints(name: str) -> None:
    checked = 0
    for pixels, marks in trials(name, "points"):
        y, x = np.nonzero(pixels)
        if not len(x) or min(x.min(), y.min()) == 0:
            continue
        if x.max() == pixels.shape[1] - 1 or y.max() == pixels.shape[0] - 1:
            continue  # a part of the dot is cut off, and its middle cannot be measured
        (found, absent) = marks.shapes[0].keypoints
        assert np.hypot(found[0] - x.mean() - 0.5, found[1] - y.mean() - 0.5) <= 1
        assert found[2] == 2
        assert not absent.any()
        checked += 1
    assert checked > TIMES / 20
