import numpy as np

from augctl.stages.image._affine import warp
from augctl.stages.image.transpose import Transpose


def test_rows_become_columns(sample_of, photo):
    result = Transpose().apply(sample_of(photo), {}).image
    assert np.array_equal(result, photo.transpose(1, 0, 2))


def test_twice_is_the_identity(sample_of, photo):
    stage = Transpose()
    assert np.array_equal(stage.apply(stage.apply(sample_of(photo), {}), {}).image, photo)


def test_mapping_is_the_same_to_the_bit(photo):
    mapping = Transpose().mapping((80, 60), {})
    assert mapping.size == (60, 80)
    assert mapping.forward(np.array([[5.0, 9.0]])).tolist() == [[9, 5]]
    assert np.array_equal(warp(photo, mapping, "edge"), photo.transpose(1, 0, 2))
