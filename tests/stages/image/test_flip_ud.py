import numpy as np

from augctl.stages.image._affine import warp
from augctl.stages.image.flip_ud import FlipUd


def test_rows_are_reversed(sample_of, photo):
    result = FlipUd().apply(sample_of(photo), {}).image
    assert np.array_equal(result, photo[::-1])


def test_twice_is_the_identity(sample_of, photo):
    stage = FlipUd()
    assert np.array_equal(stage.apply(stage.apply(sample_of(photo), {}), {}).image, photo)


def test_mapping_is_the_same_to_the_bit(sample_of, photo):
    mapping = FlipUd().mapping((80, 60), {})
    assert np.array_equal(warp(photo, mapping, "edge"), photo[::-1])
    assert (mapping.matrix @ (5, 0, 1)).tolist() == [5, 59]
