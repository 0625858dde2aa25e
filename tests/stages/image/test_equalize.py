import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageOps
from pydantic import ValidationError

from augctl.seeds import rng_for
from augctl.stages.image.equalize import Equalize

SIZES = ((1, 1), (1, 7), (15, 17), (16, 16), (17, 30), (60, 80), (375, 500))


def pictures():
    """Images of all kinds of histogram: spread, narrow, few levels, gaps, flat."""
    for number, (height, width) in enumerate(SIZES * 6):
        rng = rng_for(number, "picture")
        low, high = sorted(rng.integers(0, 256, 2))
        image = rng.integers(low, high + 1, (height, width, 3), dtype=np.uint8)
        yield image * (image % (1 + number % 5) == 0)
        yield (255 * rng.random((height, width, 3)) ** (1 + number % 7)).astype(np.uint8)


def test_equal_to_pillow(sample_of):
    for image in pictures():
        for each in (image, np.ascontiguousarray(image[..., 0])):
            expected = np.asarray(ImageOps.equalize(Pillow.fromarray(each)))
            result = Equalize().apply(sample_of(each), {}).image
            assert np.array_equal(result.reshape(expected.shape), expected)


def test_levels_of_16_bits_are_spread_evenly(sample_of, photo, rng):
    image = photo.astype(np.uint16) * 200 + rng.integers(200, size=photo.shape, dtype=np.uint16)
    result = Equalize().apply(sample_of(image), {}).image
    for channel in range(3):
        order = np.argsort(image[..., channel], axis=None, kind="stable")
        assert (np.diff(result[..., channel].ravel()[order].astype(int)) >= 0).all()
        assert (result[..., channel].min(), result[..., channel].max()) == (0, 65535)
        assert abs(np.median(result[..., channel]) - 65535 / 2) < 30


def test_flat_images_and_alpha_stay(sample_of, photo):
    flat = np.full((20, 30, 3), 70, np.uint16)
    assert np.array_equal(Equalize().apply(sample_of(flat), {}).image, flat)
    image = np.dstack([photo, photo[..., 0]])
    result = Equalize().apply(sample_of(image), {}).image
    assert np.array_equal(result[..., 3], image[..., 3])
    assert np.array_equal(result[..., :3], Equalize().apply(sample_of(photo), {}).image)
    assert Equalize().adaptive


def test_no_parameters():
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Equalize(bins=64)
