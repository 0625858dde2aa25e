import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image._channels import luma
from augctl.stages.image.sepia import Sepia


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_all_colours_are_one_brown_of_the_same_brightness(sample_of, photo, dtype):
    unit = np.iinfo(dtype).max // 255
    image = photo.astype(dtype) * dtype(unit)
    result = Sepia().apply(sample_of(image), {"share": 1.0}).image.astype(int)
    grey = luma(image).astype(int)
    dark = grey < 200 * unit
    assert np.abs(result[dark] - np.outer(grey[dark], (1.19, 0.96, 0.71))).max() <= 2 * unit
    assert np.abs(luma(result.astype(dtype)).astype(int) - grey)[dark].max() <= 2 * unit


def test_0_is_the_identity_and_alpha_stays(sample_of, photo):
    image = np.dstack([photo, photo[..., 0]])
    assert np.array_equal(Sepia().apply(sample_of(image), {"share": 0.0}).image, image)
    whole = Sepia().apply(sample_of(image), {"share": 1.0}).image
    assert np.array_equal(whole[..., 3], image[..., 3])


def test_half_lies_between(sample_of, photo):
    whole, half = (Sepia().apply(sample_of(photo), {"share": s}).image for s in (1.0, 0.5))
    light = whole.max(axis=2) == 255
    assert np.abs(half - (photo / 2 + whole / 2))[~light].max() <= 1.5


def test_bad_share():
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        Sepia(share=2)
