from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from pydantic import ValidationError

from augctl.errors import BadInput
from augctl.stages.image.jpeg_artifacts import JpegArtifacts


def compressed(sample_of, image, quality):
    return JpegArtifacts().apply(sample_of(image), {"quality": quality}).image


@pytest.mark.parametrize("quality", [1, 20, 75, 100])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_agrees_with_pillow(sample_of, photo, quality, mode):
    image = photo if mode == "RGB" else photo[..., 0]
    file = BytesIO()
    Image.fromarray(image).save(file, "JPEG", quality=quality, subsampling=2)
    expected = np.asarray(Image.open(file)).reshape(*image.shape[:2], -1)
    difference = np.abs(compressed(sample_of, image, quality).astype(int) - expected)
    # Below 96, simplejpeg takes a quicker transform: now and then it rounds another way.
    assert difference.max() <= 1 or quality < 96
    assert difference.mean() < 1


def test_less_quality_is_farther_away(sample_of, photo):
    errors = [
        np.abs(compressed(sample_of, photo, quality).astype(int) - photo).mean()
        for quality in (95, 60, 30, 5)
    ]
    assert errors == sorted(errors)
    assert errors[0] < 2.5


def test_16_bits_keep_the_upper_8(sample_of, photo):
    wide = photo.astype(np.uint16) * 257
    assert np.array_equal(compressed(sample_of, wide, 40), compressed(sample_of, photo, 40) * 257.0)


def test_alpha_stays(sample_of, photo, rng):
    alpha = rng.integers(256, size=(60, 80, 1), dtype=np.uint8)
    result = compressed(sample_of, np.dstack([photo, alpha]), 10)
    assert np.array_equal(result[..., 3:], alpha)
    assert np.array_equal(result[..., :3], compressed(sample_of, photo, 10))


def test_sides_that_a_jpeg_cannot_count(sample_of):
    with pytest.raises(BadInput, match="65501x1 pixels: a JPEG takes up to 65500 a side"):
        compressed(sample_of, np.zeros((1, 65_501), np.uint8), 50)


def test_bad_quality():
    with pytest.raises(ValidationError, match="less than or equal to 100"):
        JpegArtifacts(quality=[50, 101])
