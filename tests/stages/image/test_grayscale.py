import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image._channels import luma
from augctl.stages.image.grayscale import Grayscale


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_three_equal_channels_of_the_same_brightness(sample_of, photo, dtype):
    image = photo.astype(dtype) * dtype(np.iinfo(dtype).max // 255)
    result = Grayscale().apply(sample_of(image), {}).image
    assert result.shape == image.shape
    for channel in range(3):
        assert np.array_equal(result[..., channel], luma(image))


def test_one_channel_if_asked(sample_of, photo):
    result = Grayscale(channels="one").apply(sample_of(photo), {})
    assert np.array_equal(result.image[..., 0], luma(photo))
    assert (result.image.shape, result.lost) == ((60, 80, 1), ())


def test_alpha_stays_or_is_told_as_lost(sample_of, photo):
    image = np.dstack([photo, np.zeros((60, 80), np.uint8)])
    assert not Grayscale().apply(sample_of(image), {}).image[..., 3].any()
    one = Grayscale(channels="one").apply(sample_of(image), {})
    assert (one.image == 255).all()
    assert one.lost == ("alpha",)


@pytest.mark.parametrize("channels", ["keep", "one"])
def test_grey_images_stay(sample_of, photo, channels):
    sample = sample_of(photo[..., 0])
    assert Grayscale(channels=channels).apply(sample, {}) is sample


def test_bad_channels():
    with pytest.raises(ValidationError, match="'keep' or 'one'"):
        Grayscale(channels=1)
