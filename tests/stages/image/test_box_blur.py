import numpy as np
import pytest
from pydantic import ValidationError
from scipy.ndimage import uniform_filter

from augctl.stages.image.box_blur import BoxBlur


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("radius", [1, 2, 7, 100])
def test_agrees_with_scipy(sample_of, photo, dtype, radius):
    image = photo.astype(dtype) * dtype(np.iinfo(dtype).max // 255)
    result = BoxBlur().apply(sample_of(image), {"radius_px": radius}).image
    side = 2 * radius + 1
    exact = uniform_filter(image.astype(float), (side, side, 0), mode="mirror")
    assert np.abs(result - exact).max() < 0.51


def test_a_point_becomes_a_square(sample_of):
    point = np.zeros((7, 7), np.uint8)
    point[3, 3] = 90
    result = BoxBlur().apply(sample_of(point), {"radius_px": 1}).image[..., 0]
    assert result[2:5, 2:5].tolist() == [[10] * 3] * 3
    assert result.sum() == 90


def test_0_is_the_identity(sample_of, photo):
    sample = sample_of(photo)
    assert BoxBlur().apply(sample, {"radius_px": 0}) is sample


def test_bad_radius():
    with pytest.raises(ValidationError, match="valid integer"):
        BoxBlur(radius_px=1.5)
