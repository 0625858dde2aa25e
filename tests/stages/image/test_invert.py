import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageOps
from pydantic import ValidationError

from augctl.stages.image._lookup import look_up
from augctl.stages.image.invert import Invert


def test_equal_to_pillow(sample_of, photo):
    expected = np.asarray(ImageOps.invert(Pillow.fromarray(photo)))
    assert np.array_equal(Invert().apply(sample_of(photo), {}).image, expected)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_black_and_white_are_swapped_and_alpha_stays(sample_of, dtype):
    white = np.iinfo(dtype).max
    pixel = np.array([[[0, white, 10, 77]]], dtype)
    result = Invert().apply(sample_of(pixel), {}).image
    assert result.tolist() == [[[white, 0, white - 10, 77]]]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_bits_agree_with_the_table_and_twice_is_the_identity(photo, dtype):
    stage, image = Invert(), photo.astype(dtype)
    result = stage.change(image, {})
    assert np.array_equal(result, look_up(image, stage.table(image, {})))
    assert np.array_equal(stage.change(result, {}), image)


def test_no_parameters():
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Invert(share=1)
