import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageOps
from pydantic import ValidationError

from augctl.stages.image._lookup import look_up
from augctl.stages.image.solarize import Solarize


@pytest.mark.parametrize("threshold", [0, 1, 127.5, 128, 200, 254, 255, 255.5, 256])
def test_equal_to_pillow(sample_of, photo, threshold):
    for image in (photo, photo[..., 0]):
        expected = np.asarray(ImageOps.solarize(Pillow.fromarray(image), threshold))
        result = Solarize().apply(sample_of(image), {"threshold": threshold}).image
        assert np.array_equal(result.reshape(expected.shape), expected)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("threshold", [0, 77.7, 128, 255, 256])
def test_bits_agree_with_the_table(dtype, threshold):
    image = np.arange(np.iinfo(dtype).max + 1).astype(dtype).reshape(16, -1, 1)
    stage, drawn = Solarize(), {"threshold": threshold}
    assert np.array_equal(stage.change(image, drawn), look_up(image, stage.table(image, drawn)))


def test_256_is_the_identity_and_alpha_stays(sample_of, photo):
    image = np.dstack([photo, photo[..., 0]])
    assert np.array_equal(Solarize().apply(sample_of(image), {"threshold": 256}).image, image)
    result = Solarize().apply(sample_of(image), {"threshold": 0}).image
    assert np.array_equal(result[..., 3], image[..., 3])
    assert np.array_equal(result[..., :3], 255 - photo)


def test_bad_threshold():
    with pytest.raises(ValidationError, match="less than or equal to 256"):
        Solarize(threshold=[128, 300])
