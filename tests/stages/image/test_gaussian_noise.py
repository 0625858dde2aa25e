import numpy as np
import pytest
from pydantic import ValidationError
from scipy.stats import kstest

from augctl.stages.image._noise import HALF, TILE
from augctl.stages.image._noise import normal as field
from augctl.stages.image.gaussian_noise import GaussianNoise


def noise(sample_of, rng, shape, std=10.0, dtype=np.uint8):
    grey = np.full(shape, np.iinfo(dtype).max // 2, dtype)
    sample = sample_of(grey)
    stage = GaussianNoise(std=std)
    return stage.apply(sample, stage.draw(sample, rng)).image.astype(float) - grey


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("std", [1.0, 5.0, 20.0])
def test_mean_and_deviation_are_as_asked(sample_of, rng, std, dtype):
    unit = np.iinfo(dtype).max // 255
    found = noise(sample_of, rng, (375, 500, 3), std, dtype) / unit
    # Rounding to levels adds 1/12 to the variance; four standard errors of tolerance.
    expected = np.sqrt(std**2 + (1 / 12 if dtype == np.uint8 else 0))
    assert found.mean() == pytest.approx(0, abs=4 * expected / np.sqrt(found.size))
    assert found.std() == pytest.approx(expected, abs=4 * expected / np.sqrt(2 * found.size))


def test_distribution_is_normal():
    for pair in ((0, 0), (HALF - TILE, 17), (12345, HALF - TILE)):
        assert kstest(field(TILE, *pair).ravel(), "norm").pvalue > 0.01


def test_neighbours_channels_and_images_are_independent(sample_of, rng):
    first, second = (noise(sample_of, rng, (375, 500, 3)) for _ in range(2))
    pairs = {
        "columns": (first[:, 1:], first[:, :-1]),
        "rows": (first[1:], first[:-1]),
        "red and green": (first[..., 0], first[..., 1]),
        "red and blue": (first[..., 0], first[..., 2]),
        "images": (first, second),
    }
    for what, (a, b) in pairs.items():
        limit = 4 / np.sqrt(a.size)
        assert abs(np.corrcoef(a.ravel(), b.ravel())[0, 1]) < limit, what


def test_images_larger_than_a_window_do_not_repeat(sample_of, rng):
    found = noise(sample_of, rng, (1500, 2000, 1)).ravel()
    assert len(found) > 2 * TILE
    spectrum = np.fft.rfft(found, 2 * len(found))
    correlation = np.fft.irfft(spectrum * spectrum.conj())
    assert np.abs(correlation[1:] / correlation[0]).max() < 0.4


def test_every_value_of_a_large_image_gets_noise(sample_of, rng):
    found = noise(sample_of, rng, (1500, 2000, 1), std=50.0).ravel()
    for start in range(0, len(found), TILE):
        assert found[start : start + TILE].std() == pytest.approx(50, rel=0.02)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_small_images_get_the_values_of_the_bank(sample_of, dtype):
    white = np.iinfo(dtype).max
    for width in range(1, 10):
        row = np.full((1, width), white // 2, dtype)
        result = GaussianNoise().apply(sample_of(row), {"std": 9.0, "offsets": [[5, 6]]}).image
        exact = row[0] + 9.0 * white / 255 * field(width, 5, 6)[0].astype(float)
        assert np.abs(result[0, :, 0] - exact).max() < 0.51


def test_alpha_stays(sample_of, rng):
    image = np.full((20, 30, 4), 90, np.uint8)
    sample = sample_of(image)
    result = GaussianNoise().apply(sample, GaussianNoise().draw(sample, rng)).image
    assert (result[..., 3] == 90).all()
    assert (result[..., :3] != 90).any(axis=(0, 1)).all()


def test_what_exceeds_is_clipped(sample_of, rng):
    for level in (0, 255):
        sample = sample_of(np.full((99, 99), level, np.uint8))
        stage = GaussianNoise(std=30)
        result = stage.apply(sample, stage.draw(sample, rng)).image
        assert np.abs(result.astype(int) - level).max() < 180


def test_bad_std():
    with pytest.raises(ValidationError, match="less than or equal to 255"):
        GaussianNoise(std=[0, 300])
