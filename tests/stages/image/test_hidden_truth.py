"""Marks against the pixels where things are covered, and where things of partners are pasted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from scenes import Scene, marked_pixels, run, scene, traced
from test_marks_truth import FULL, drawn_ring, overlap, tight_box

from augctl import registry
from augctl.marks import Marks
from augctl.rings import ring_area
from augctl.sample import Sample
from augctl.seeds import rng_for
from augctl.stages.image.background_swap import BackgroundSwap
from augctl.stages.image.copy_paste import CopyPaste

SIZE = (300, 220)
TIMES = 200

COVERING = ["image.erase", "image.coarse_dropout", "image.grid_mask", "image.hide_and_seek"]
# What each makes of the area of a thing of a partner that is as large as its anchor.
PASTING: dict[str, Any] = {
    "image.cutmix": lambda drawn: 1.0,
    "image.fmix": lambda drawn: 1.0,
    "image.puzzle_blend": lambda drawn: 1.0,
    "image.resize_mix": lambda drawn: drawn["scale"] ** 2,
}


def the(name: str) -> Any:
    """Make a stage that covers with black."""
    stage = registry.find(name)
    black = {"fill": 0} if "fill" in stage.model_fields else {}
    sharp = {"seam_px": 0} if "seam_px" in stage.model_fields else {}
    return stage(**{**stage.example, **black, **sharp})


def trials(
    name: str, partners: int = 0
) -> Iterator[tuple[list[Scene], Any, Sample, dict[tuple[str, int], Any]]]:
    stage = the(name)
    for number in range(TIMES):
        rng = rng_for(13, name, number)
        scenes = [scene(rng, f"{i}.png", SIZE) for i in range(1 + partners)]
        drawn = stage.draw(scenes[0].sample, rng)
        result = run(stage, [each.sample for each in scenes], drawn)
        yield scenes, drawn, result, traced(stage, scenes, drawn)


def by_thing(marks: Marks) -> dict[tuple[str, int], Marks]:
    found = {}
    for i, thing in enumerate(marks.things):
        key = thing.parent, thing.number
        assert key not in found
        found[key] = marks.where(np.arange(len(marks)) == i)
    return found


def check_hidden(before: Marks, after: Marks | None, whole: Any, shown: Any) -> None:
    """Compare a mark of an anchor with its pixels before and after."""
    share, pixels = shown.sum() / whole.sum() * FULL, shown > 0.5
    if after is None:
        assert share < 0.03
        return
    assert share > 0
    assert after.visible[0] == pytest.approx(share, abs=0.03)
    assert after.things == before.things
    shape, old = after.shapes[0], before.shapes[0]
    if shape is not None and shape.mask is not None:
        assert np.array_equal(marked_pixels(shape.mask, SIZE), pixels)
        assert after.boxes[0].tolist() == tight_box(pixels).tolist()
    elif shape is not None and shape.rings:
        check_outline(shape.rings, after.boxes[0], shown)
    else:
        # The thing fills its box, so what is covered of it along a whole side was cut.
        assert after.boxes[0].tolist() == tight_box(pixels).tolist()
    if shape is not None and shape.keypoints is not None:
        (x, y, _), absent = old.keypoints
        visibility = 2 if pixels[int(y), int(x)] else 1
        assert shape.keypoints.tolist() == [[x, y, visibility], absent.tolist()]
    if before.shapes[0] is None:
        assert after.visible[0] == pytest.approx(share, abs=1e-9)


def check_outline(rings: Any, box: Any, shown: Any) -> None:
    """Compare an outline that was cut, and the box around it, with what is seen."""
    pixels = shown > 0.5
    points = np.concatenate(rings)
    assert box.tolist() == [*points.min(axis=0), *points.max(axis=0)]
    if pixels.sum() < 100:
        assert sum(map(ring_area, rings)) < 250
        return
    # A thin tip, or what a cover leaves of an edge, has pixels of which it covers about half.
    edges = np.sort([tight_box(shown > 0.6), tight_box(shown > 0.05)], axis=0)
    assert box == pytest.approx(np.clip(box, *edges), abs=1.5)
    drawn = np.any([drawn_ring(ring, SIZE) > 127 for ring in rings], axis=0)
    # What is a pixel off along an edge weighs more where there is little but edge.
    assert (drawn != pixels).sum() <= 0.03 * pixels.sum() + 20
    assert overlap(drawn, pixels) >= (0.95 if pixels.sum() > 500 else 0.85)


def check_pasted(after: Marks | None, area: float, shown: Any) -> None:
    """Compare a mark of a partner with its pixels in the result."""
    pixels = shown > 0.5
    if pixels.sum() < 100:
        assert after is None or after.visible[0] * area < 250
        return
    assert after is not None
    # A thin tip has pixels of which it covers less than half.
    edges = np.sort([tight_box(pixels), tight_box(shown > 0.05)], axis=0)
    assert after.boxes[0] == pytest.approx(np.clip(after.boxes[0], *edges), abs=1.5)
    shape = after.shapes[0]
    if shape is None or shape.keypoints is None:
        assert after.visible[0] == pytest.approx(shown.sum() / area, abs=0.03)
    if shape is not None and shape.rings:
        check_outline(shape.rings, after.boxes[0], shown)
    if shape is not None and shape.mask is not None and pixels.sum() > 500:
        assert overlap(marked_pixels(shape.mask, SIZE), pixels) >= 0.95


def check_points(after: Marks | None, area: float, shown: Any) -> None:
    """Compare a keypoint of a partner with its dot, where all of that is seen."""
    if shown.sum() < 0.9 * area:
        return
    assert after is not None
    (found, absent) = after.shapes[0].keypoints
    y, x = np.nonzero(shown > 0.5)
    assert np.hypot(found[0] - x.mean() - 0.5, found[1] - y.mean() - 0.5) <= 1
    assert found[2] == 2
    assert not absent.any()


def check_classes(result: Sample, seen: dict[tuple[str, int], Any]) -> None:
    """Compare the map of classes with what is seen of each."""
    assert result.class_map is not None
    for number in range(4):
        found = result.class_map[..., 0] == number + 1
        pixels = np.any([each > 0.5 for (_, n), each in seen.items() if n == number], axis=0)
        edge = 0.02 * pixels.sum() + 60
        assert (found != pixels).sum() <= edge


@pytest.mark.parametrize("name", COVERING)
def test_covers_hide(name: str) -> None:
    for (one,), _, result, seen in trials(name):
        assert result.marks is not None
        marks, before = by_thing(result.marks), by_thing(one.sample.marks)
        for number, layer in enumerate(one.layers):
            key = one.sample.id, number
            check_hidden(before[key], marks.get(key), layer, seen[key])
        check_classes(result, seen)


@pytest.mark.parametrize("name", PASTING)
def test_what_is_pasted_hides_and_brings_marks(name: str) -> None:
    for (one, other), drawn, result, seen in trials(name, partners=1):
        assert result.marks is not None
        marks, before = by_thing(result.marks), by_thing(one.sample.marks)
        for number, layer in enumerate(one.layers):
            key = one.sample.id, number
            check_hidden(before[key], marks.get(key), layer, seen[key])
        for number, layer in enumerate(other.layers):
            key = other.sample.id, number
            area = layer.sum() / FULL * PASTING[name](drawn)
            check_pasted(marks.get(key), area, seen[key])
            if number == 3:
                check_points(marks.get(key), area, seen[key])
        check_classes(result, seen)


def test_a_mosaic_has_the_marks_of_four() -> None:
    for scenes, drawn, result, seen in trials("image.mosaic", partners=3):
        assert result.marks is not None
        marks = by_thing(result.marks)
        quarters = [
            (width, height)
            for height in (drawn["y"], SIZE[1] - drawn["y"])
            for width in (drawn["x"], SIZE[0] - drawn["x"])
        ]
        quarters.insert(0, quarters.pop(drawn["quarter"]))
        for one, (width, height) in zip(scenes, quarters, strict=True):
            scale = max(width / SIZE[0], height / SIZE[1]) ** 2
            for number, layer in enumerate(one.layers):
                key = one.sample.id, number
                area = layer.sum() / FULL * scale
                check_pasted(marks.get(key), area, seen[key])
                if number == 3:
                    check_points(marks.get(key), area, seen[key])
        check_classes(result, seen)


@pytest.mark.parametrize("at", ["random", "same"])
def test_a_pasted_thing_hides_and_brings_its_mark(at: str) -> None:
    stage = CopyPaste(count=[1, 3], at=at, scale=[0.5, 1.5])
    for number in range(TIMES):
        rng = rng_for(13, at, number)
        scenes = [scene(rng, f"{i}.png", SIZE) for i in range(2)]
        drawn = stage.draw(scenes[0].sample, rng)
        result = run(stage, [each.sample for each in scenes], drawn)
        seen = traced(stage, scenes, drawn)
        marks, before = by_thing(result.marks), by_thing(scenes[0].sample.marks)
        for i, layer in enumerate(scenes[0].layers):
            key = scenes[0].sample.id, i
            check_hidden(before[key], marks.get(key), layer, seen[key])
        came = [i for i in range(4) if (scenes[1].sample.id, i) in marks]
        assert {i for i in range(4) if (seen[scenes[1].sample.id, i] > 0.5).sum() > 9} <= {*came}
        assert len(came) <= len(drawn["things"])
        last = result.marks.things[-1]
        key = last.parent, last.number
        if len(came) == len(drawn["things"]) and at == "random":
            # Nothing lies over it, and it is whole.
            assert marks[key].visible[0] == pytest.approx(1, abs=0.03)
            check_pasted(marks[key], seen[key].sum(), seen[key])
            if last.number == 3:
                check_points(marks[key], seen[key].sum(), seen[key])
        check_classes(result, seen)


def test_what_lies_outside_of_the_subject_is_gone_with_the_background() -> None:
    stage = BackgroundSwap(subject="alpha", fill=0)
    for number in range(TIMES):
        rng = rng_for(13, "alpha", number)
        one = scene(rng, "0.png", SIZE)
        alpha = np.zeros(SIZE[::-1], np.uint8)
        x, y = rng.integers(0, SIZE[0] // 2), rng.integers(0, SIZE[1] // 2)
        alpha[y : y + SIZE[1] // 2, x : x + SIZE[0] // 2] = FULL
        whole = [np.dstack([layer] * 3 + [alpha]) for layer in (one.sample.image, *one.layers)]
        sample = one.sample.with_image(whole[0])
        result = stage.apply(sample, {})
        marks, before = by_thing(result.marks), by_thing(sample.marks)
        seen = {}
        for i, layer in enumerate(one.layers):
            key = sample.id, i
            image = stage.apply(sample.with_image(whole[i + 1]), {}).image
            seen[key] = image[..., 0].astype(float) / FULL
            check_hidden(before[key], marks.get(key), layer, seen[key])
        check_classes(result, seen)
