import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image._channels import LUMA
from augctl.stages.image.iso_noise import IsoNoise


def noise(sample_of, rng, image, luma_std=8.0, chroma_std=0.0):
    sample = sample_of(image)
    stage = IsoNoise(luma_std=luma_std, chroma_std=chroma_std)
    result = stage.apply(sample, stage.draw(sample, rng)).image
    return (result.astype(float) - image) * 255 / np.iinfo(image.dtype).max


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("level", "left"), [(0.2, 0.88), (0.5, 0.7), (0.8, 0.52)])
def test_noise_in_brightness_is_grey_and_falls_with_the_light(
    sample_of, rng, channels, level, left
):
    flat = np.full((300, 400, channels), round(65535 * level), np.uint16)
    found = noise(sample_of, rng, flat)
    assert found.std() == pytest.approx(8 * left, rel=0.01)
    assert np.abs(found - found[..., :1]).max() < 0.01


def test_noise_in_colour_leaves_brightness(sample_of, rng):
    found = noise(sample_of, rng, np.full((301, 399, 3), 32768, np.uint16), 0, 10)
    assert np.abs(found @ LUMA).max() < 0.01
    for channel in (0, 2):
        assert found[..., channel].std() == pytest.approx(7, rel=0.03)
    assert abs(np.corrcoef(found[..., 0].ravel(), found[..., 2].ravel())[0, 1]) < 0.03


def test_only_colour_is_coarse(sample_of, rng):
    flat = np.full((300, 400, 3), 128, np.uint8)
    for parameters, expected in (((8, 0), 0), ((0, 8), 0.75)):
        found = noise(sample_of, rng, flat, *parameters)[..., 0]
        near = np.corrcoef(found[:, 1:].ravel(), found[:, :-1].ravel())[0, 1]
        assert near == pytest.approx(expected, abs=0.1)


def test_large_images_get_noise_everywhere(sample_of, rng):
    found = noise(sample_of, rng, np.full((2100, 1100, 1), 100, np.uint8))
    assert found.reshape(21, -1).std(axis=1) == pytest.approx(6.1, rel=0.03)


def test_0_changes_nothing(sample_of, rng, photo):
    assert not noise(sample_of, rng, photo, 0, 0).any()


def test_bad_std():
    with pytest.raises(ValidationError, match="less than or equal to 255"):
        IsoNoise(luma_std=300)
