import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image._affine import about_centre, warp
from augctl.stages.image.zoom_blur import ZoomBlur


def blurred(sample_of, image, factor):
    return ZoomBlur().apply(sample_of(image), {"factor": factor}).image


@pytest.mark.parametrize("factor", [1.05, 1.2, 2.0])
def test_is_the_mean_of_enlarged_pictures(sample_of, photo, factor):
    image = np.repeat(np.repeat(photo, 4, axis=0), 4, axis=1)
    size = image.shape[1], image.shape[0]
    factors = factor ** np.linspace(0, 1, 64)
    pictures = [warp(image, about_centre(size, f, 0, 0, f), "edge").astype(float) for f in factors]
    difference = blurred(sample_of, image, factor) - np.mean(pictures, axis=0)
    assert np.abs(difference).mean() < 1.5
    assert abs(difference.mean()) < 0.5


def test_the_centre_stays_sharp(sample_of):
    stripes = np.zeros((101, 101), np.uint8)
    stripes[:, ::2] = 200
    result = blurred(sample_of, stripes, 1.2)[..., 0]
    assert np.ptp(result[45:56, 49:52].astype(int), axis=1).min() > 60
    assert np.ptp(result[:, :20].astype(int)) < 60


def test_1_is_the_identity(sample_of, photo):
    assert np.array_equal(blurred(sample_of, photo, 1.0), photo)


def test_a_pixel_is_left_of_small_images(sample_of, rng):
    for size in ((1, 2), (2, 1), (2, 3), (5, 2)):
        image = rng.integers(256, size=(*size, 3), dtype=np.uint8)
        assert blurred(sample_of, image, 4.0).shape == image.shape


def test_flat_images_stay_flat(sample_of):
    assert np.unique(blurred(sample_of, np.full((40, 90), 201, np.uint8), 4.0)) == [201]


def test_bad_factor():
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        ZoomBlur(factor=[0.9, 1.1])
