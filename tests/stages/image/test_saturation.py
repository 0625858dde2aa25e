import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image._channels import LUMA, luma
from augctl.stages.image.saturation import Saturation


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_0_is_the_grey_of_the_same_brightness(sample_of, photo, dtype):
    image = photo.astype(dtype) * dtype(np.iinfo(dtype).max // 255)
    result = Saturation().apply(sample_of(image), {"factor": 0.0}).image
    assert (result == result[..., :1]).all()
    assert np.abs(result[..., 0].astype(int) - luma(image)).max() <= 1


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_colours_move_away_from_grey_and_are_clipped(sample_of, photo, dtype):
    image = photo.astype(dtype) * dtype(np.iinfo(dtype).max // 255)
    result = Saturation().apply(sample_of(image), {"factor": 1.7}).image
    grey = (image @ LUMA)[..., None]
    exact = np.clip(grey + 1.7 * (image - grey), 0, np.iinfo(dtype).max)
    assert np.abs(result - exact).max() <= 1


def test_grey_pixels_and_grey_images_stay(sample_of, photo):
    grey = np.repeat(photo[..., :1], 3, axis=2)
    assert np.array_equal(Saturation().apply(sample_of(grey), {"factor": 3.0}).image, grey)
    one = sample_of(photo[..., 0])
    assert Saturation().apply(one, {"factor": 0.0}) is one


def test_bad_factor():
    with pytest.raises(ValidationError, match="a finite number"):
        Saturation(factor=float("nan"))
