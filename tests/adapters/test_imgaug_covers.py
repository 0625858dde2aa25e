"""Marks against the pixels where augmenters of imgaug cover them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from augctl.marks import Bitmap, Marks, Shape, Thing
from augctl.sample import Image, Label, Sample
from augctl.stages.adapters import imgaug as adapter

WIDTH, HEIGHT = 160, 120

COVERS: list[tuple[str, dict[str, Any]]] = [
    ("Cutout", {"nb_iterations": 3, "size": 0.3, "squared": False, "cval": 128}),
    ("Cutout", {"nb_iterations": 2, "fill_mode": "gaussian", "fill_per_channel": True}),
    ("CoarseDropout", {"p": 0.3, "size_px": 6}),
    ("CoarseSaltAndPepper", {"p": 0.3, "size_px": 6}),
    ("CoarseSalt", {"p": 0.3, "size_px": 6}),
    ("CoarsePepper", {"p": 0.3, "size_px": 6}),
    ("Sequential", {"children": ["Cutout", {"Invert": {"p": 1}}]}),
    ("Sometimes", {"p": 0.5, "then_list": [{"CoarseDropout": {"p": 0.3, "size_px": 6}}]}),
]


def made(name: str, values: dict[str, Any]) -> Any:
    return adapter.find(name).model_validate(values)


def scene(values: Image) -> Sample:
    """Mark all of an image, once by a mask and once by a box alone."""
    whole = Shape(mask=Bitmap(0, 0, np.ones((HEIGHT, WIDTH), np.uint8)))
    things = [Thing("mask", "1.png", 0), Thing("box", "1.png", 1)]
    marks = Marks.of(things, [(0, 0, WIDTH, HEIGHT)] * 2, [whole, None])
    return Sample("1.png", Label(), {"image": values}, marks=marks).with_class_map(
        np.full((HEIGHT, WIDTH, 1), 7, np.uint8)
    )


def by_colour(values: dict[str, Any], name: str, seed: int, level: int) -> Image:
    """Augment an image of one level, without marks."""
    image = np.full((HEIGHT, WIDTH, 3), level, np.uint8)
    plain = Sample("1.png", Label(), {"image": image})
    result: Image = made(name, values).apply(plain, {"seed": seed}).image
    return result


@pytest.mark.parametrize(("name", "values"), COVERS)
def test_what_is_covered_is_hidden(name: str, values: dict[str, Any]) -> None:
    stage, some = made(name, values), 0
    for seed in range(30):
        # Where images of different levels come out alike, nothing of them is seen.
        images = [by_colour(values, name, seed, level) for level in (10, 60, 100)]
        seen = np.any([(images[0] != other).any(axis=2) for other in images[1:]], axis=0)
        sample = scene(np.full((HEIGHT, WIDTH, 3), 10, np.uint8))
        result = stage.apply(sample, {"seed": seed})
        assert np.array_equal(result.image, images[0])
        assert np.array_equal(result.class_map[..., 0] > 0, seen)
        assert result.marks.visible == pytest.approx([seen.mean()] * 2)
        mask = result.marks.shapes[0].mask
        assert mask.values.sum() == seen.sum()
        some += int((~seen).sum())
    assert some


def test_what_is_dropped_wholly_has_no_marks() -> None:
    sample = scene(np.full((HEIGHT, WIDTH, 3), 10, np.uint8))
    assert len(made("TotalDropout", {"p": 1}).apply(sample, {"seed": 1}).marks) == 0
    assert len(made("TotalDropout", {"p": 0}).apply(sample, {"seed": 1}).marks) == 2


def test_16_bit_and_grey_images_are_covered_too() -> None:
    for kind, channels in ((np.uint16, 3), (np.uint8, 1), (np.uint8, 4)):
        sample = scene(np.full((HEIGHT, WIDTH, channels), 200, kind))
        result = made("CoarseDropout", {"p": 0.5, "size_px": 4}).apply(sample, {"seed": 1})
        dropped = (result.image[..., :3] == 0).all(axis=2)
        assert result.marks.visible == pytest.approx([1 - dropped.mean()] * 2)


@pytest.mark.parametrize(
    ("name", "values", "reason"),
    [
        ("Sequential", {"children": ["Rotate", "Cutout"]}, "Cutout covers what Sequential moves"),
        ("BlendAlpha", {"factor": 0.5, "foreground": ["Cutout"]}, "through"),
    ],
)
def test_covers_that_cannot_be_told_are_known_without_an_image(
    name: str, values: dict[str, Any], reason: str
) -> None:
    for kind in ("box", "mask", "keypoints"):
        found = made(name, values).loses(kind)
        assert reason in found
        assert found.endswith("make it a stage of its own")
