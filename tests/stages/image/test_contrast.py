import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.contrast import Contrast

LEVELS = np.arange(256, dtype=np.uint8).reshape(16, 16)


def test_distances_from_middle_grey_are_multiplied(sample_of):
    result = Contrast().apply(sample_of(LEVELS), {"factor": 1.5}).image[..., 0]
    exact = np.clip((LEVELS - 127.5) * 1.5 + 127.5, 0, 255)
    assert np.abs(result - exact).max() <= 0.5
    assert (result[0, 0], result[-1, -1]) == (0, 255)


def test_0_is_flat_and_1_is_the_identity(sample_of):
    assert len(np.unique(Contrast().apply(sample_of(LEVELS), {"factor": 0.0}).image)) == 1
    assert np.array_equal(
        Contrast().apply(sample_of(LEVELS), {"factor": 1.0}).image[..., 0], LEVELS
    )


def test_black_and_white_are_treated_alike(sample_of):
    result = Contrast().apply(sample_of(LEVELS), {"factor": 0.7}).image[..., 0].astype(int)
    assert np.array_equal(result + result[::-1, ::-1], np.full((16, 16), 255))


def test_bad_factor():
    with pytest.raises(ValidationError, match="a number"):
        Contrast(factor="1.5")
