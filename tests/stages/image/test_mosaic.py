import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.mosaic import Mosaic


@pytest.fixture
def four(sample_of):
    levels = {"cat": 10, "dog": 20, "owl": 30, "elk": 40}
    return [sample_of(np.full((4, 5), level, np.uint8), name) for name, level in levels.items()]


@pytest.mark.parametrize("quarter", range(4))
def test_quarters_and_labels_are_exact(four, quarter):
    drawn = {"x": 2, "y": 1, "quarter": quarter}
    result = Mosaic().apply(four[0], four[1:], drawn)
    levels = [20, 30, 40]
    levels.insert(quarter, 10)
    rows = [[levels[0]] * 2 + [levels[1]] * 3, *[[levels[2]] * 2 + [levels[3]] * 3] * 3]
    assert result.image[..., 0].tolist() == rows
    areas = dict(zip(levels, np.array([2, 3, 6, 9]) / 20, strict=True))
    names = {10: "cat", 20: "dog", 30: "owl", 40: "elk"}
    assert dict(result.label.weights) == {names[level]: area for level, area in areas.items()}


def test_a_point_in_the_corner_leaves_one_image(four, photo, sample_of):
    anchor = sample_of(photo, "ant")
    result = Mosaic().apply(anchor, four[1:], {"x": 80, "y": 60, "quarter": 0})
    assert np.array_equal(result.image, photo)
    assert result.label == anchor.label


def test_partners_show_their_centre_undistorted(four, photo, sample_of):
    partners = [sample_of(photo, name) for name in ("dog", "owl", "elk")]
    drawn = {"x": 40, "y": 30, "quarter": 0}
    result = Mosaic().apply(sample_of(photo), partners, drawn).image
    half = photo.reshape(30, 2, 40, 2, 3).mean(axis=(1, 3))
    assert np.abs(result.astype(float) - np.tile(half, (2, 2, 1))).max() <= 0.5


def test_draws_stay_within_the_range(sample_of, photo, rng):
    drawn = [Mosaic(center=[0.25, 0.5]).draw(sample_of(photo), rng) for _ in range(500)]
    assert {d["quarter"] for d in drawn} == {0, 1, 2, 3}
    assert {min(d["x"] for d in drawn), max(d["x"] for d in drawn)} == {20, 40}
    assert {min(d["y"] for d in drawn), max(d["y"] for d in drawn)} == {15, 30}
    together = np.corrcoef([d["x"] for d in drawn], [d["y"] for d in drawn])[0, 1]
    assert together == pytest.approx(0, abs=0.15)


def test_bad_center():
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        Mosaic(center=[0.2, 1.2])
