import cv2
import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.fog import Fog


def fogged(sample_of, image, density, clouds=3):
    return Fog().apply(sample_of(image), {"density": density, "clouds_seed": clouds}).image


@pytest.mark.parametrize("density", [0.2, 0.5, 0.8])
def test_contrast_falls_by_the_density(sample_of, rng, density):
    checks = np.indices((240, 320)).sum(axis=0)[..., None].repeat(3, axis=2) % 2
    image = (60 + 100 * checks).astype(np.uint8)
    left = np.mean(
        [
            np.abs(np.diff(fogged(sample_of, image, density, key).astype(float), axis=1)).mean()
            for key in range(10)
        ]
    )
    assert left / 100 == pytest.approx(1 - density, abs=0.06)


def test_fog_is_thicker_at_the_top(sample_of):
    image = np.zeros((200, 300, 3), np.uint8)
    image[..., :150, :] = 180
    found = np.mean([fogged(sample_of, image, 0.5, key) for key in range(10)], axis=0)
    contrast = found[:, 75:150].mean(axis=(1, 2)) - found[:, 150:225].mean(axis=(1, 2))
    assert contrast[:40].mean() < contrast[80:120].mean() < contrast[160:].mean()


def test_1_hides_all_and_0_nothing(sample_of, photo):
    assert np.ptp(fogged(sample_of, photo, 1.0), axis=(0, 1)).max() <= 1
    sample = sample_of(photo)
    assert Fog().apply(sample, {"density": 0.0, "clouds_seed": 3}) is sample


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_looks_the_same_at_every_size_and_depth(sample_of, photo, dtype):
    unit = np.iinfo(dtype).max // 255
    large = cv2.resize(photo, (800, 600)).astype(dtype) * dtype(unit)
    small = cv2.resize(fogged(sample_of, large, 0.5), (80, 60), interpolation=cv2.INTER_AREA)
    assert np.abs(small / unit - fogged(sample_of, photo, 0.5)).mean() < 3


def test_bad_density():
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        Fog(density=50)
