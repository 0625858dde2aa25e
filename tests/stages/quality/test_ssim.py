import numpy as np
import pytest
from pydantic import ValidationError
from skimage.metrics import structural_similarity

from augctl.stages.image._channels import luma
from augctl.stages.quality.ssim import Ssim


def oracle(first, second):
    return structural_similarity(
        first,
        second,
        data_range=np.iinfo(first.dtype).max,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
    )


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("noise", [0, 3, 30, 255])
@pytest.mark.parametrize("size", [(60, 80), (11, 11), (12, 400), (300, 11), (400, 500)])
def test_agrees_with_skimage(sample_of, photo, rng, dtype, noise, size):
    unit = np.iinfo(dtype).max // 255
    first = np.resize(photo, (*size, 3)).astype(dtype) * dtype(unit)
    change = rng.integers(-noise, noise + 1, size=first.shape) * unit
    second = np.clip(first + change, 0, np.iinfo(dtype).max).astype(dtype)
    found = Ssim(min=0).score(sample_of(second), sample_of(first))
    assert found == pytest.approx(oracle(luma(first), luma(second)), abs=2e-5)


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (20, 3000), (10, 10), (5, 40_000), (40, 3)])
def test_images_smaller_than_the_window(sample_of, rng, shape):
    first, second = (rng.integers(256, size=shape, dtype=np.uint8) for _ in range(2))
    assert Ssim(min=0).score(sample_of(first), sample_of(first)) == pytest.approx(1)
    assert -1 <= Ssim(min=0).score(sample_of(second), sample_of(first)) < 0.95


def test_short_sides_are_reflected(sample_of, rng):
    first, second = (rng.integers(256, size=(6, 40_000), dtype=np.uint8) for _ in range(2))
    taller = [np.pad(image, ((5, 5), (0, 0)), mode="reflect") for image in (first, second)]
    found = Ssim(min=0).score(sample_of(second), sample_of(first))
    assert found == pytest.approx(oracle(*taller), abs=2e-5)


def test_an_anchor_of_another_kind_is_fitted(sample_of, photo):
    large = np.repeat(np.repeat(photo, 2, axis=0), 2, axis=1)
    grey = luma(photo).astype(np.uint16) * 257
    assert Ssim(min=0).score(sample_of(photo), sample_of(large)) == pytest.approx(1)
    assert Ssim(min=0).score(sample_of(grey), sample_of(photo)) == pytest.approx(1)


def test_limits():
    assert not Ssim(min=0.5).keeps(0.4)
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        Ssim(min=20)
