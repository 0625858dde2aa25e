"""Marks against the pixels that imgaug moves: what is drawn is moved, and measured there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import pytest

from augctl.errors import BadInput
from augctl.marks import Bitmap, Marks, Shape, Thing
from augctl.sample import Label, Sample
from augctl.seeds import rng_for
from augctl.stages.adapters import imgaug as adapter
from augctl.stages.adapters._imgaug_marks import moves
from augctl.stages.adapters._imgaug_run import augment, seeded
from augctl.stages.image._marks import tight

WIDTH, HEIGHT = 210, 160
TIMES = 30
SUBJECT = (255, 255, 255)
FINE = 6
FAINT = 65
SMALLER = {"width": 180, "height": 140}
SOME: list[Any] = ["Fliplr", {"Affine": {"rotate": [-20, 20]}}, {"PerspectiveTransform": {}}]

# Examples that leave too little of the picture to measure.
INSTEAD: dict[str, dict[str, Any]] = {
    "CropToFixedSize": SMALLER,
    "CenterCropToFixedSize": SMALLER,
    "CropToPowersOf": {"width_base": 12, "height_base": 12},
    "CenterCropToPowersOf": {"width_base": 12, "height_base": 12},
    "Resize": {"size": [0.6, 1.5]},
    "KeepSizeByResize": {"children": [{"Crop": {"percent": [0, 0.2]}}]},
    "WithPolarWarping": {"children": [{"Affine": {"rotate": [-15, 15]}}]},
}
BESIDES: list[tuple[str, dict[str, Any]]] = [
    ("Affine", {"rotate": [-25, 25], "shear": [-8, 8], "fit_output": True}),
    ("Affine", {"scale": [0.7, 1.2], "translate_percent": [-0.1, 0.1], "backend": "skimage"}),
    ("PerspectiveTransform", {"scale": [0, 0.1], "keep_size": False}),
    ("PerspectiveTransform", {"scale": [0, 0.08], "fit_output": True}),
    ("Rot90", {"k": [0, 3], "keep_size": False}),
    ("Sequential", {"children": SOME}),
    ("SomeOf", {"n": 2, "children": SOME, "random_order": True}),
    ("Sometimes", {"then_list": SOME, "else_list": ["Flipud"]}),
    ("WithColorspace", {"to_colorspace": "HSV", "children": SOME}),
    ("Sequential", {"children": ["Fliplr", {"ElasticTransformation": {"alpha": 30}}]}),
    ("ElasticTransformation", {"alpha": [0, 60], "sigma": 8, "mode": "reflect"}),
]


def made(name: str, values: dict[str, Any] | None = None) -> Any:
    stage = adapter.find(name)
    return stage.model_validate(dict(stage.example) if values is None else values)


def built(stage: Any, seed: int = 0) -> Any:
    with seeded(seed):
        return stage.build()


def reach(name: str) -> float:
    """Return how far from where a dot is drawn its nearest trace is, in pixels.

    Of many seeds the seventh in ten: noise may lie about a dot, now and then. A trace that is
    faint is none, and as if at its place.
    """
    stage, found = made(name, INSTEAD.get(name)), []
    for seed in range(20):
        # In a corner: turns and zooms move the middle least.
        x, y = (int(v) for v in np.random.default_rng(seed).integers(12, 32, 2))
        bare = np.full((HEIGHT, WIDTH, 3), 110, np.uint8)
        # So that the levels that some stretch to black and white are there with and without.
        bare[0, 0], bare[-1, -1] = 0, 255
        dotted = bare.copy()
        cv2.circle(dotted, (x, y), 3, (200, 60, 230), -1)
        results = []
        for image in (bare, dotted):
            with seeded(seed):
                results.append(augment(stage.build(), image, name).astype(int))
        if any(result.shape != bare.shape for result in results):
            return np.inf
        trace = np.abs(results[1] - results[0]).sum(axis=2)
        rows, columns = np.nonzero(trace > max(trace.max() / 2, FAINT))
        found.append(np.hypot(columns - x, rows - y).min() if len(rows) else 0.0)
    return float(np.quantile(found, 0.7))


@pytest.mark.parametrize("name", adapter.names())
def test_what_moves_a_dot_is_known_to_move(name: str) -> None:
    # A dot of radius 3 has a rim there, which is all that an edge detector leaves.
    if reach(name) > 4:
        assert moves(built(made(name, INSTEAD.get(name))))


def that_move() -> list[tuple[str, dict[str, Any]]]:
    """List those of imgaug's modules that move pixels, with parameters to try; pooling blurs."""
    tried = {name: INSTEAD.get(name, dict(adapter.find(name).example)) for name in adapter.names()}
    own = [(name, values) for name, values in tried.items() if moves(built(made(name, values)))]
    return [(name, values) for name, values in own if "Pooling" not in name] + BESIDES


MOVING = that_move()
IDS = [f"{name}-{number}" for number, (name, _) in enumerate(MOVING)]


def scene(rng: np.random.Generator, kind: str) -> tuple[np.ndarray, Marks]:
    """Draw one thing in white on black, and mark it."""
    canvas = np.zeros((HEIGHT, WIDTH), np.uint8)
    shape = None
    if kind == "box":
        x, y = rng.integers(30, WIDTH - 100), rng.integers(30, HEIGHT - 80)
        width, height = rng.integers(30, 70), rng.integers(25, 50)
        canvas[y : y + height, x : x + width] = 255
        box = [x, y, x + width, y + height]
    elif kind == "keypoints":
        x, y = rng.integers(30, WIDTH - 30), rng.integers(30, HEIGHT - 30)
        cv2.circle(canvas, (int(x), int(y)), 5, SUBJECT, -1)
        box = [x - 5, y - 5, x + 6, y + 6]
        shape = Shape(keypoints=np.array([(x + 0.5, y + 0.5, 2.0), (0.0, 0.0, 0.0)]))
    else:
        middle = rng.uniform((75, 70), (WIDTH - 75, HEIGHT - 70))
        corners = 4 if kind == "rotated_box" else 10
        turns = np.linspace(0, 2 * np.pi, corners, endpoint=False) + rng.uniform(0, 2)
        distances = 45.0 if kind == "rotated_box" else rng.uniform(35, 60, corners)[:, None]
        ring = middle + distances * np.stack([np.cos(turns), np.sin(turns)], axis=1)
        canvas = filled(ring, (WIDTH, HEIGHT))
        box = [*ring.min(axis=0), *ring.max(axis=0)]
        shape = {
            "outline": Shape(rings=(ring,)),
            "rotated_box": Shape(corners=ring),
            "mask": Shape(mask=tight(Bitmap(0, 0, (canvas > 127).astype(np.uint8)))),
        }[kind]
    image = canvas[..., None].repeat(3, axis=2)
    return image, Marks.of([Thing("star", "1.png", 0)], [box], [shape])


def filled(ring: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Fill a ring: each pixel has the share of it that is inside. OpenCV's own are too fat."""
    fine = np.zeros((size[1] * FINE, size[0] * FINE), np.uint8)
    cv2.fillPoly(fine, [np.rint((ring * FINE - 0.5) * 256).astype(np.int32)], SUBJECT, shift=8)
    return cv2.resize(fine, size, interpolation=cv2.INTER_AREA)


def trials(stage: Any, kind: str) -> Iterator[tuple[np.ndarray, Marks]]:
    """Walk the results, with the pixels of what was drawn; those it touches no edge in."""
    checked = 0
    for number in range(TIMES):
        rng = rng_for(11, stage.name, kind, number)
        image, marks = scene(rng, kind)
        drawn = stage.draw(Sample("1.png", Label(), {"image": image}), rng)
        sample = Sample("1.png", Label(), {"image": image}, marks=marks)
        if reason := stage.loses(kind):
            with pytest.raises(BadInput) as caught:
                stage.apply(sample, drawn)
            assert reason in caught.value.message
            return
        result = stage.apply(sample, drawn)
        assert result.marks is not None
        bare = stage.apply(Sample("1.png", Label(), {"image": image}), drawn)
        assert np.array_equal(result.image, bare.image)
        pixels = result.image[..., 0] > 127
        inside = pixels.any() and not (pixels[[0, -1]].any() or pixels[:, [0, -1]].any())
        if inside:
            checked += 1
            yield pixels, result.marks
    assert checked >= TIMES / 5


def around(pixels: np.ndarray) -> np.ndarray:
    x, y, width, height = cv2.boundingRect(pixels.astype(np.uint8))
    return np.array([x, y, x + width, y + height])


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / (one | other).sum())


def close(pixels: np.ndarray, marks: Marks) -> bool:
    assert marks.visible[0] == pytest.approx(1, abs=0.02)
    return bool(np.abs(marks.boxes[0] - around(pixels)).max() <= 1.5)


@pytest.mark.parametrize(("name", "values"), MOVING, ids=IDS)
def test_boxes_are_where_the_pixels_are(name: str, values: dict[str, Any]) -> None:
    for pixels, marks in trials(made(name, values), "box"):
        assert close(pixels, marks)


@pytest.mark.parametrize(("name", "values"), MOVING, ids=IDS)
def test_outlines_are_where_the_pixels_are(name: str, values: dict[str, Any]) -> None:
    for pixels, marks in trials(made(name, values), "outline"):
        (ring,) = marks.shapes[0].rings
        assert overlap(filled(ring, pixels.shape[::-1]) > 127, pixels) >= 0.95
        assert close(pixels, marks)


@pytest.mark.parametrize(("name", "values"), MOVING, ids=IDS)
def test_rotated_boxes_are_where_the_pixels_are(name: str, values: dict[str, Any]) -> None:
    for pixels, marks in trials(made(name, values), "rotated_box"):
        # Sheared, it is no rectangle: then the corners are those of one around it.
        inside = filled(marks.shapes[0].corners, pixels.shape[::-1]) > 127
        assert (inside & pixels).sum() >= 0.97 * pixels.sum()
        assert close(pixels, marks)


@pytest.mark.parametrize(("name", "values"), MOVING, ids=IDS)
def test_masks_are_where_the_pixels_are(name: str, values: dict[str, Any]) -> None:
    for pixels, marks in trials(made(name, values), "mask"):
        canvas = np.zeros(pixels.shape, bool)
        mask = marks.shapes[0].mask
        height, width = mask.values.shape
        canvas[mask.y : mask.y + height, mask.x : mask.x + width] = mask.values
        assert overlap(canvas, pixels) >= 0.95
        assert close(pixels, marks)


@pytest.mark.parametrize(("name", "values"), MOVING, ids=IDS)
def test_keypoints_are_where_the_pixels_are(name: str, values: dict[str, Any]) -> None:
    for pixels, marks in trials(made(name, values), "keypoints"):
        y, x = np.nonzero(pixels)
        found, absent = marks.shapes[0].keypoints
        assert np.hypot(found[0] - x.mean() - 0.5, found[1] - y.mean() - 0.5) <= 1
        assert found[2] == 2
        assert not absent.any()


@pytest.mark.parametrize(("name", "values"), MOVING, ids=IDS)
def test_class_maps_are_where_the_pixels_are(name: str, values: dict[str, Any]) -> None:
    stage = made(name, values)
    if stage.loses("class_map"):
        return
    for number in range(TIMES):
        rng = rng_for(11, stage.name, number)
        image, _ = scene(rng, "mask")
        classes = (image[..., :1] > 127).astype(np.uint8) * 7
        sample = Sample("1.png", Label(), {"image": image}).with_class_map(classes)
        result = stage.apply(sample, stage.draw(sample, rng))
        # A reflected border shows the thing again, where the map has class 0.
        if values.get("mode") != "reflect":
            assert overlap(result.class_map[..., 0] == 7, result.image[..., 0] > 127) >= 0.95
        assert result.class_map.dtype == np.uint8
        assert result.class_map.shape == (*result.image.shape[:2], 1)
        assert set(np.unique(result.class_map)) <= {0, 7}
