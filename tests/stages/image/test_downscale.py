import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.downscale import Downscale

GRID = np.array([[10, 20, 100, 100], [30, 40, 100, 100], [0, 0, 7, 8], [0, 0, 9, 8]], np.uint8)


def test_half_and_nearest_are_the_means_of_blocks(sample_of):
    result = Downscale(enlarge="nearest").apply(sample_of(GRID), {"share": 0.5}).image
    assert np.array_equal(result[..., 0], np.kron([[25, 100], [0, 8]], np.ones((2, 2))))


@pytest.mark.parametrize("enlarge", ["nearest", "linear", "cubic"])
@pytest.mark.parametrize("share", [0.0, 0.13, 0.5, 0.9])
def test_size_and_mean_are_kept(sample_of, photo, enlarge, share):
    result = Downscale(enlarge=enlarge).apply(sample_of(photo), {"share": share}).image
    assert result.shape == photo.shape
    assert result.mean() == pytest.approx(photo.mean(), abs=3)


def test_0_leaves_one_colour(sample_of, photo):
    result = Downscale().apply(sample_of(photo), {"share": 0.0}).image
    assert np.abs(result - photo.mean(axis=(0, 1))).max() < 0.51


def test_detail_goes(sample_of, rng):
    noise = rng.integers(256, size=(64, 64, 3), dtype=np.uint8)
    left = [
        Downscale().apply(sample_of(noise), {"share": share}).image.std()
        for share in (0.9, 0.5, 0.2)
    ]
    assert noise.std() > left[0] > left[1] > left[2]


def test_1_is_the_identity(sample_of, photo):
    sample = sample_of(photo)
    assert Downscale().apply(sample, {"share": 1.0}) is sample


def test_bad_method():
    with pytest.raises(ValidationError, match="'nearest', 'linear' or 'cubic'"):
        Downscale(enlarge="lanczos")
