import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.brightness import Brightness


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_every_level_is_multiplied_and_clipped(sample_of, dtype):
    white = np.iinfo(dtype).max
    levels = np.arange(white + 1).astype(dtype).reshape(16, -1)
    result = Brightness().apply(sample_of(levels), {"factor": 1.3}).image[..., 0]
    assert np.abs(result - np.clip(levels * 1.3, 0, white)).max() < 0.5 + 1e-9


def test_0_is_black_and_1_is_the_identity(sample_of, photo):
    assert not Brightness().apply(sample_of(photo), {"factor": 0.0}).image.any()
    assert np.array_equal(Brightness().apply(sample_of(photo), {"factor": 1.0}).image, photo)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_alpha_stays(sample_of, photo, dtype):
    image = np.dstack([photo, photo[..., 0]]).astype(dtype)
    result = Brightness().apply(sample_of(image), {"factor": 0.5}).image
    assert np.array_equal(result[..., 3], image[..., 3])
    assert np.array_equal(result[..., :3], np.rint(image[..., :3] / 2))


def test_bad_factor():
    with pytest.raises(ValidationError, match="greater than or equal to 0"):
        Brightness(factor=-1)
