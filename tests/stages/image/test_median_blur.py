import numpy as np
import pytest
from pydantic import ValidationError
from scipy.ndimage import median_filter

from augctl.stages.image.median_blur import MedianBlur


@pytest.mark.parametrize("radius", [1, 2, 3, 6])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_is_the_median(sample_of, rng, dtype, radius, channels):
    image = rng.integers(np.iinfo(dtype).max, size=(31, 24, channels), dtype=dtype, endpoint=True)
    result = MedianBlur().apply(sample_of(image), {"radius_px": radius}).image
    side = 2 * radius + 1
    assert np.array_equal(result, median_filter(image, (side, side, 1), mode="nearest"))


def test_specks_go_and_edges_stay(sample_of):
    image = np.zeros((20, 20), np.uint8)
    image[:, 10:] = 200
    specked = image.copy()
    specked[3::6, 2::5] = 255
    result = MedianBlur().apply(sample_of(specked), {"radius_px": 1}).image
    assert np.array_equal(result[..., 0], image)


def test_0_is_the_identity(sample_of, photo):
    sample = sample_of(photo)
    assert MedianBlur().apply(sample, {"radius_px": 0}) is sample


def test_bad_radius():
    with pytest.raises(ValidationError, match="less than or equal to 30"):
        MedianBlur(radius_px=101)
