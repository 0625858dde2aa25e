import numpy as np
import pytest
from pydantic import ValidationError
from skimage.util import random_noise

from augctl.stages.image.speckle import Speckle


def noisy(sample_of, rng, image, share=0.1):
    sample = sample_of(image)
    stage = Speckle(share=share)
    return stage.apply(sample, stage.draw(sample, rng)).image


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("level", [0.1, 0.3, 0.6])
def test_noise_is_in_proportion_to_the_level(sample_of, rng, level, dtype):
    white = np.iinfo(dtype).max
    flat = np.full((300, 400, 3), round(level * white), dtype)
    found = noisy(sample_of, rng, flat).astype(float) / flat
    rounding = 1 / 12 / float(flat[0, 0, 0]) ** 2
    assert found.mean() == pytest.approx(1, abs=0.001)
    assert found.var() == pytest.approx(0.01 + rounding, rel=0.02)


def test_distribution_is_that_of_skimage(sample_of, rng, photo):
    photo = np.tile(photo, (5, 5, 1))
    own = noisy(sample_of, rng, photo, 0.2)
    other = random_noise(photo, "speckle", rng=1, var=0.04) * 255
    quantiles = np.linspace(0, 1, 21)
    assert np.abs(np.quantile(own, quantiles) - np.quantile(other, quantiles)).max() < 3


def test_black_and_alpha_stay(sample_of, rng):
    image = np.zeros((20, 30, 4), np.uint8)
    image[..., 3] = 90
    assert np.array_equal(noisy(sample_of, rng, image), image)


def test_share_0_changes_nothing(sample_of, rng, photo):
    assert np.array_equal(noisy(sample_of, rng, photo, 0), photo)


def test_bad_share():
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        Speckle(share=25)
