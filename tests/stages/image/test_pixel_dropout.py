import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.pixel_dropout import PixelDropout


def dropped(sample_of, rng, image, **parameters):
    sample = sample_of(image)
    stage = PixelDropout(**parameters)
    return stage.apply(sample, stage.draw(sample, rng)).image


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("share", [0.001, 0.05, 0.7])
def test_the_share_is_covered_by_the_colour(sample_of, rng, share, dtype):
    level = np.iinfo(dtype).max // 255
    image = np.full((1200, 1000, 3), 50 * level, dtype)
    result = dropped(sample_of, rng, image, share=share, fill=[9, 99, 200])
    covered = (result == np.array([9, 99, 200]) * level).all(axis=2)
    assert covered.mean() == pytest.approx(share, abs=4 * (share / covered.size) ** 0.5)
    assert (result[~covered] == 50 * level).all()


def test_channels_by_themselves(sample_of, rng):
    image = np.full((300, 400, 3), 50, np.uint8)
    result = dropped(sample_of, rng, image, share=0.5, per_channel=True)
    assert (result == 0).mean() == pytest.approx(0.5, abs=0.01)
    assert (result == 0).all(axis=2).mean() == pytest.approx(0.125, abs=0.01)


@pytest.mark.parametrize("per_channel", [False, True])
def test_noise_is_random_and_drawn(sample_of, rng, per_channel):
    image = np.full((300, 400, 3), 50, np.uint8)
    result = dropped(sample_of, rng, image, share=1, fill="noise", per_channel=per_channel)
    assert result.mean() == pytest.approx(127.5, abs=1)
    assert result.std() == pytest.approx(73.9, abs=1)


def test_mean_fill_and_alpha(sample_of, rng):
    image = np.dstack([np.full((20, 30), level, np.uint8) for level in (10, 20, 30, 40)])
    assert np.array_equal(dropped(sample_of, rng, image, share=0.5, fill="mean"), image)


def test_0_changes_nothing(sample_of, rng, photo):
    assert np.array_equal(dropped(sample_of, rng, photo, share=0), photo)


def test_bad_fill():
    with pytest.raises(ValidationError, match=r"noise, mean, a level from 0 to 255, or \[red"):
        PixelDropout(fill="edge")
