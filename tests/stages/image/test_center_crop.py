import numpy as np
import pytest
from pydantic import ValidationError

from augctl.errors import BadInput
from augctl.stages.image.center_crop import CenterCrop


def test_the_middle_is_kept(sample_of, photo):
    result = CenterCrop(width_px=41, height_px=20).apply(sample_of(photo), {}).image
    assert np.array_equal(result, photo[20:40, 19:60])


def test_one_side_leaves_the_other(sample_of, photo):
    result = CenterCrop(height_px=20).apply(sample_of(photo), {}).image
    assert np.array_equal(result, photo[20:40])


def test_smaller_images_are_padded_on_both_sides(sample_of, photo):
    stage = CenterCrop(width_px=40, height_px=63, fill=9)
    result = stage.apply(sample_of(photo), {}).image
    assert np.array_equal(result[1:61], photo[:, 20:60])
    assert (result[[0, 61, 62]] == 9).all()


def test_or_refused(sample_of, photo):
    stage = CenterCrop(width_px=81, if_smaller="refuse")
    with pytest.raises(BadInput, match="80x60 pixels: a window of 81x60 shows more"):
        stage.apply(sample_of(photo), {})


def test_its_own_size_is_the_identity(sample_of, photo):
    stage = CenterCrop(width_px=80, height_px=60, if_smaller="refuse")
    assert np.array_equal(stage.apply(sample_of(photo), {}).image, photo)


def test_no_side_at_all():
    with pytest.raises(ValidationError, match="width_px, height_px or both"):
        CenterCrop()
