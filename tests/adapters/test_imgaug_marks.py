"""What becomes of marks in imgaug: mirrors, cuts, overlaps, and what cannot follow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from augctl.errors import BadInput
from augctl.mark_kinds import MARK_KINDS
from augctl.marks import Bitmap, Marks, Shape, Thing
from augctl.sample import Label, Sample
from augctl.stages.adapters import imgaug as adapter

WIDTH, HEIGHT = 210, 160


def made(name: str, values: dict[str, Any]) -> Any:
    return adapter.find(name).model_validate(values)


def person(x: float = 30) -> Marks:
    """Mark someone whose left eye, the first point, is at x, and the right one 10 beside."""
    eyes = np.array([(x, 40.0, 2.0), (x + 10, 40.0, 1.0)])
    shape = Shape(keypoints=eyes, mirrored=(1, 0))
    return Marks.of([Thing("person", "1.png", 0)], [(20, 30, 60, 80)], [shape])


def moved(name: str, marks: Marks, seed: int = 1, **values: Any) -> Marks:
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    sample = Sample("1.png", Label(), {"image": image}, marks=marks)
    result = made(name, values).apply(sample, {"seed": seed}).marks
    assert result is not None
    return result


def test_left_and_right_change_places_in_a_mirror() -> None:
    left, right = moved("Fliplr", person(), p=1).shapes[0].keypoints
    assert left == pytest.approx([WIDTH - 40, 40, 1], abs=0.01)
    assert right == pytest.approx([WIDTH - 30, 40, 2], abs=0.01)
    turned = moved("Sequential", person(), children=["Fliplr", "Flipud"]).shapes[0].keypoints
    assert turned[0] == pytest.approx([WIDTH - 30, HEIGHT - 40, 2], abs=0.01)


def test_left_and_right_change_places_in_a_tilted_mirror() -> None:
    tilt = {"PerspectiveTransform": {"scale": 0.03}}
    plain = moved("Sequential", person(), children=[tilt]).shapes[0].keypoints
    mirrored = moved("Sequential", person(), children=[tilt, "Fliplr"]).shapes[0].keypoints
    assert mirrored[:, 0] == pytest.approx(WIDTH - plain[::-1, 0], abs=0.01)
    assert mirrored[:, 2].tolist() == [1, 2]


def test_what_is_cut_is_no_longer_visible() -> None:
    marks = moved("Crop", person(), px=[0, 0, 0, 35], keep_size=False)
    assert marks.boxes[0] == pytest.approx([0, 30, 25, 80], abs=0.01)
    assert marks.visible[0] == pytest.approx(25 / 40, abs=0.001)
    assert marks.shapes[0].keypoints == pytest.approx(np.array([[0, 0, 0], [5, 40, 1]]), abs=0.01)
    assert len(moved("Crop", person(), px=[0, 0, 0, 70], keep_size=False)) == 0


def test_masks_that_overlap_are_bent_one_by_one() -> None:
    values = np.ones((40, 40), np.uint8)
    masks = [Bitmap(30, 30, values), Bitmap(50, 40, values), Bitmap(0, 100, values)]
    boxes = [(m.x, m.y, m.x + 40, m.y + 40) for m in masks]
    things = [Thing("cell", "1.png", i) for i in range(3)]
    before = Marks.of(things, boxes, [Shape(mask=mask) for mask in masks])
    result = moved("PiecewiseAffine", before, scale=0.02)
    for old, shape, share in zip(masks, result.shapes, result.visible, strict=True):
        assert shape.mask.values.mean() > 0.8
        assert abs(shape.mask.x - old.x) < 12
        assert share > 0.7
    still = moved("ElasticTransformation", before, alpha=0)
    assert np.array_equal(still.boxes, before.boxes)
    assert still.visible.tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("name", "values", "lost", "reason"),
    [
        ("Fliplr", {}, "", ""),
        ("Add", {}, "", ""),
        ("BlendAlpha", {"factor": 0.5, "foreground": ["Add"]}, "", ""),
        ("PiecewiseAffine", {"scale": 0.02}, "box outline rotated_box keypoints", "bends images"),
        ("Sequential", {"children": ["ElasticTransformation"]}, "box", "ElasticTransformation"),
        ("WithPolarWarping", {"children": ["Add"]}, "", ""),
        ("WithPolarWarping", {"children": ["Fliplr"]}, "box", "WithPolarWarping bends"),
        ("Jigsaw", {"nb_rows": 3, "nb_cols": 3}, "mask class_map box", "leaves marks behind"),
        ("RandAugment", {}, "box class_map", r"pillike\.Affine moves pixels"),
        ("BlendAlpha", {"factor": 0.5, "foreground": ["Rotate"]}, "box class_map", "a part"),
        ("WithChannels", {"channels": 0, "children": ["Fliplr"]}, "box class_map", "a part"),
        ("WithHueAndSaturation", {"children": ["Fliplr"]}, "box class_map", "a part"),
    ],
)
def test_what_cannot_follow_is_known_without_an_image(
    name: str, values: dict[str, Any], lost: str, reason: str
) -> None:
    stage = made(name, values)
    refused = [kind for kind in MARK_KINDS if stage.loses(kind)]
    assert set(lost.split()) <= set(refused)
    assert bool(lost) == bool(refused)
    if lost:
        with pytest.raises(BadInput, match=f"cannot keep marks of the kind .*{reason}"):
            stage.apply(_with_everything(), {"seed": 1})


def _with_everything() -> Sample:
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    marks = Marks.of([Thing("cell", "1.png", 0)], [(20, 30, 60, 80)])
    return Sample("1.png", Label(), {"image": image}, marks=marks).with_class_map(image[..., :1])


def test_a_view_beyond_the_horizon_moves_what_is_seen() -> None:
    # Such corners bring the horizon of the picture plane into the picture.
    for seed in range(60):
        marks = moved("PerspectiveTransform", person(), seed, scale=0.25, keep_size=False)
        assert np.isfinite(marks.boxes).all()


def test_colour_leaves_marks_as_they_are() -> None:
    marks = person()
    assert moved("Multiply", marks, mul=0.5) is marks


def test_alpha_and_grey_images_have_marks_too() -> None:
    for channels in (1, 4):
        image = np.zeros((HEIGHT, WIDTH, channels), np.uint8)
        sample = Sample("1.png", Label(), {"image": image}, marks=person())
        result = made("Affine", {"translate_px": {"x": 10}}).apply(sample, {"seed": 1})
        assert result.image.shape == image.shape
        assert result.marks.boxes[0] == pytest.approx([30, 30, 70, 80], abs=0.01)
    mask = Marks.of(
        [Thing("cell", "1.png", 0)],
        [(0, 0, 9, 9)],
        [Shape(mask=Bitmap(0, 0, np.ones((9, 9), np.uint8)))],
    )
    sample = Sample("1.png", Label(), {"image": image}, marks=mask)
    assert made("ElasticTransformation", {"alpha": 0}).apply(sample, {"seed": 1}).marks.boxes[
        0
    ].tolist() == [0, 0, 9, 9]
