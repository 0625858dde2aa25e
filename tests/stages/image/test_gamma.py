import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.gamma import Gamma

LEVELS = np.arange(256, dtype=np.uint8).reshape(16, 16)


def test_levels_are_raised_to_the_power(sample_of):
    result = Gamma().apply(sample_of(LEVELS), {"gamma": 2.2}).image[..., 0]
    assert np.array_equal(result, np.rint(255 * (LEVELS / 255) ** 2.2))


def test_black_and_white_stay(sample_of):
    ends = np.array([[0, 65535]], np.uint16)
    for gamma in (0.01, 0.5, 3.0, 100.0):
        result = Gamma().apply(sample_of(ends), {"gamma": gamma}).image
        assert result.ravel().tolist() == [0, 65535]


def test_1_is_the_identity(sample_of):
    assert np.array_equal(Gamma().apply(sample_of(LEVELS), {"gamma": 1.0}).image[..., 0], LEVELS)


def test_default_lightens_as_often_as_it_darkens(sample_of, photo, rng):
    drawn = [Gamma().draw(sample_of(photo), rng)["gamma"] for _ in range(1000)]
    assert np.mean(np.array(drawn) > 1) == pytest.approx(0.5, abs=0.05)
    assert 0.7 <= min(drawn) < max(drawn) <= 1.4


def test_bad_gamma():
    with pytest.raises(ValidationError, match=r"greater than or equal to 0.01"):
        Gamma(gamma=0)
