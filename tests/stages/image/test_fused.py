"""Neighbouring stages in one pass: nearer to the truth than one after the other."""

from __future__ import annotations

import numpy as np
import pytest

from augctl.engine.line import Line
from augctl.errors import BadInput
from augctl.recipe.chain import Step
from augctl.registry import find
from augctl.sample import Image, Label, Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._affine import MAX_SIDE, shift
from augctl.stages.image._geometric import GeometricTransform

Run = list[tuple[str, dict[str, object], Drawn]]

TURNS: Run = [
    ("image.rotate", {}, {"angle_deg": 11.0}),
    ("image.flip_lr", {}, {}),
    ("image.scale", {}, {"factor": 1.15}),
    ("image.shear", {}, {"angle_deg": 6.0}),
    ("image.rotate", {}, {"angle_deg": -17.0}),
]
TONES: Run = [
    ("image.brightness", {}, {"factor": 1.2}),
    ("image.contrast", {}, {"factor": 0.8}),
    ("image.invert", {}, {}),
    ("image.gamma", {}, {"gamma": 1.3}),
    ("image.posterize", {}, {"bits": 5}),
]


def stages(run: Run) -> list[tuple[Transform, Drawn]]:
    found = []
    for name, fields, drawn in run:
        stage = find(name)(**fields)
        assert isinstance(stage, Transform)
        found.append((stage, drawn))
    return found


def apart(run: list[tuple[Transform, Drawn]], image: Image) -> Image:
    sample = Sample("a", Label(), {"image": image})
    for stage, drawn in run:
        sample = stage.apply(sample, drawn)
    return sample.image


def together(run: list[tuple[Transform, Drawn]], image: Image) -> Image:
    line = Line(Sample("a", Label(), {"image": image}))
    for i, (stage, drawn) in enumerate(run):
        line.before(stage)
        line.add(Step(str(i), "stage", stage, 1.0, None), stage, drawn)
    return line.done().image


def scene(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Give the light at any point of an image that is known everywhere, not only at pixels."""
    return 127.5 + 60 * np.sin(x / 2.1 + y / 5.3) + 60 * np.cos(y / 2.7 - x / 7.9)


def test_one_warp_is_nearer_to_the_exact_result_than_five() -> None:
    size = (160, 120)
    x, y = np.meshgrid(np.arange(160.0), np.arange(120.0))
    image = np.rint(scene(x, y)).astype(np.uint8)[..., None]
    run = stages(TURNS)
    whole = shift(size, 0, 0)
    for stage, drawn in run:
        assert isinstance(stage, GeometricTransform)
        whole = stage.mapping(size, drawn).after(whole)
    back = np.linalg.inv(np.vstack([whole.matrix, (0, 0, 1)]))
    exact = scene(*(back @ np.stack([x, y, np.ones_like(x)]).reshape(3, -1))[:2]).reshape(x.shape)
    middle = (slice(35, 85), slice(45, 115))
    errors = [
        np.abs(result[..., 0] - exact)[middle].mean()
        for result in (together(run, image), apart(run, image))
    ]
    assert errors[0] < 0.6 * errors[1]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_one_table_gives_the_values_of_five(dtype: type, channels: int) -> None:
    white = np.iinfo(dtype).max
    image = np.random.default_rng(3).integers(0, white, (31, 17, channels), dtype, endpoint=True)
    run = stages(TONES)
    assert np.array_equal(together(run, image), apart(run, image))


def test_tables_of_each_channel_and_of_all_go_together() -> None:
    curve = find("image.temperature")()
    image = np.random.default_rng(3).integers(0, 256, (31, 17, 3), np.uint8)
    rng = np.random.default_rng(1)
    assert isinstance(curve, Transform)
    drawn = curve.draw(Sample("a", Label(), {"image": image}), rng)
    for run in ([*stages(TONES), (curve, drawn)], [(curve, drawn), *stages(TONES)]):
        # Kernels that are faster than a table may round otherwise; the table is the rule.
        difference = together(run, image).astype(int) - apart(run, image)
        assert np.abs(difference).max() <= 1


def test_whole_pixels_stay_whole() -> None:
    run = stages(
        [("image.flip_lr", {}, {}), ("image.rot90", {}, {"turns": 1}), ("image.flip_ud", {}, {})]
    )
    image = np.random.default_rng(3).integers(0, 256, (31, 17, 3), np.uint8)
    assert np.array_equal(together(run, image), np.flipud(np.rot90(np.fliplr(image))))


def test_other_fills_and_adaptive_tables_are_not_joined() -> None:
    (rotate, _), *_ = stages([("image.rotate", {}, {})])
    (black, _), *_ = stages([("image.rotate", {"fill": 0}, {})])
    (tone, _), (adaptive, _) = stages([("image.gamma", {}, {}), ("image.equalize", {}, {})])
    assert rotate.joins([rotate])
    assert not black.joins([rotate])
    assert not adaptive.joins([tone])
    assert not tone.joins([rotate])


def test_what_goes_out_and_comes_back_is_not_lost() -> None:
    image = np.arange(40 * 30 * 3, dtype=np.uint16).astype(np.uint8).reshape(30, 40, 3)
    shifts = [("image.translate", {"fill": 0}, {"x": share, "y": 0.0}) for share in (0.5, -0.5)]
    assert np.array_equal(together(stages(shifts), image), image)
    assert not np.array_equal(apart(stages(shifts), image), image)


def test_a_refusal_names_every_stage_of_the_pass() -> None:
    run: Run = [("image.rotate", {}, {"angle_deg": 5.0}), ("image.flip_lr", {}, {})]
    with pytest.raises(BadInput) as refusal:
        together(stages(run), np.zeros((1, MAX_SIDE + 1, 1), np.uint8))
    assert refusal.value.stage == "0 + 1"
