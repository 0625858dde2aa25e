import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.shot_noise import ShotNoise


def noisy(sample_of, rng, level, photons=100.0, dtype=np.uint16):
    sample = sample_of(np.full((300, 400, 3), level, dtype))
    stage = ShotNoise(photons=photons)
    return stage.apply(sample, stage.draw(sample, rng)).image.astype(float)


@pytest.mark.parametrize("photons", [50.0, 400.0, 5000.0])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_mean_and_variance_are_those_of_counted_photons(sample_of, rng, photons, share):
    level = round(65535 * share)
    counted = noisy(sample_of, rng, level, photons) / 65535 * photons
    expected = share * photons
    if expected + 5 * expected**0.5 < photons:  # else white cuts it off
        assert counted.mean() == pytest.approx(expected, rel=0.004)
        assert counted.var() == pytest.approx(expected, rel=0.02)


def test_8_bits_are_as_noisy(sample_of, rng):
    found = noisy(sample_of, rng, 100, 500.0, np.uint8)
    # A photon is 255 / 500 levels; rounding adds 1/12.
    assert found.var() == pytest.approx(100 * 255 / 500 + 1 / 12, rel=0.02)


def test_black_stays_black(sample_of, rng):
    assert not noisy(sample_of, rng, 0, 1.0).any()


def test_alpha_stays(sample_of, rng):
    sample = sample_of(np.full((20, 30, 4), 90, np.uint8))
    result = ShotNoise().apply(sample, ShotNoise().draw(sample, rng)).image
    assert (result[..., 3] == 90).all()
    assert (result[..., :3] != 90).any()


def test_bad_photons():
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        ShotNoise(photons=0)
