import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageOps
from pydantic import ValidationError

from augctl.seeds import rng_for
from augctl.stages.image.autocontrast import Autocontrast


@pytest.mark.parametrize("percent", [*range(51), 0.3, 1.7, 12.5])
def test_equal_to_pillow(sample_of, percent):
    drawn = {"cut": percent / 100}
    for number, (height, width) in enumerate([(1, 1), (1, 7), (10, 10), (25, 40), (60, 80)] * 3):
        rng = rng_for(number, percent)
        low, high = sorted(rng.integers(0, 256, 2))
        image = rng.integers(low, high + 1, (height, width, 3), dtype=np.uint8)
        for each in (image, np.ascontiguousarray(image[..., 0])):
            expected = np.asarray(ImageOps.autocontrast(Pillow.fromarray(each), percent))
            result = Autocontrast().apply(sample_of(each), drawn).image
            assert np.array_equal(result.reshape(expected.shape), expected)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_each_channel_goes_from_black_to_white(sample_of, dtype):
    image = np.array([[[10, 50, 7], [20, 60, 7], [30, 90, 7]]], dtype)
    result = Autocontrast().apply(sample_of(image), {"cut": 0}).image
    white = np.iinfo(dtype).max
    assert result[0].tolist() == [[0, 0, 7], [white // 2, white // 4, 7], [white, white, 7]]


def test_full_range_and_alpha_stay(sample_of, photo):
    image = np.dstack([np.arange(256, dtype=np.uint8).reshape(16, 16)] * 4)
    assert np.array_equal(Autocontrast().apply(sample_of(image), {"cut": 0}).image, image)


def test_bad_cut():
    with pytest.raises(ValidationError, match=r"less than or equal to 0.5"):
        Autocontrast(cut=2)
