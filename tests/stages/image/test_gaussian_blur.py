import numpy as np
import pytest
from pydantic import ValidationError
from scipy.ndimage import gaussian_filter

from augctl.stages.image.gaussian_blur import GaussianBlur


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("sigma", [0.5, 1.0, 2.5, 7.0])
def test_agrees_with_scipy(sample_of, photo, dtype, sigma):
    image = photo.astype(dtype) * dtype(np.iinfo(dtype).max // 255)
    result = GaussianBlur().apply(sample_of(image), {"sigma_px": sigma}).image
    exact = gaussian_filter(image.astype(float), (sigma, sigma, 0), mode="mirror")
    assert np.abs(result - exact).max() < np.iinfo(dtype).max * 0.006


def test_0_is_the_identity(sample_of, photo):
    sample = sample_of(photo)
    assert GaussianBlur().apply(sample, {"sigma_px": 0.0}) is sample


def test_flat_images_stay_flat(sample_of):
    flat = np.full((30, 40), 201, np.uint8)
    for sigma in (0.01, 1.0, 30.0, 100.0):
        result = GaussianBlur().apply(sample_of(flat), {"sigma_px": sigma}).image
        assert np.unique(result).tolist() == [201]


def test_bad_sigma():
    with pytest.raises(ValidationError, match="less than or equal to 100"):
        GaussianBlur(sigma_px=1000)
