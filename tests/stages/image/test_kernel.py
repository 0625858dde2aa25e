import numpy as np
import pytest
from scipy.ndimage import convolve as exact

from augctl.stages.image._kernel import convolve

# The last are wider or higher than OpenCV convolves directly.
SHAPES = [(1, 1), (3, 3), (1, 9), (11, 11), (13, 5), (5, 41), (27, 27), (41, 3), (1, 301)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("size", [(1, 1), (40, 57), (300, 9)])
def test_agrees_with_scipy(rng, shape, dtype, size):
    image = rng.integers(np.iinfo(dtype).max, size=(*size, 3), dtype=dtype, endpoint=True)
    kernel = rng.random(shape, dtype=np.float32) * (rng.random(shape) < 0.3)
    kernel[shape[0] // 2, shape[1] // 2] = 1
    kernel /= kernel.sum()
    expected = exact(image.astype(float), kernel[..., None].astype(float), mode="mirror")
    assert np.abs(convolve(image, kernel) - expected).max() < 0.55


def test_strips_meet(rng):
    image = rng.integers(256, size=(900, 700, 3), dtype=np.uint8)
    kernel = np.eye(61, dtype=np.float32) / 61
    whole = convolve(image, kernel)
    part = convolve(image[200:600], kernel)
    assert np.array_equal(whole[240:560], part[40:-40])
