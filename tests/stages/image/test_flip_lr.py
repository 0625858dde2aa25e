import numpy as np

from augctl.stages.image._affine import warp
from augctl.stages.image.flip_lr import FlipLr


def test_columns_are_reversed(sample_of, photo):
    result = FlipLr().apply(sample_of(photo), {}).image
    assert np.array_equal(result, photo[:, ::-1])


def test_twice_is_the_identity(sample_of, photo):
    stage = FlipLr()
    assert np.array_equal(stage.apply(stage.apply(sample_of(photo), {}), {}).image, photo)


def test_mapping_is_the_same_to_the_bit(sample_of, photo):
    mapping = FlipLr().mapping((80, 60), {})
    assert np.array_equal(warp(photo, mapping, "edge"), photo[:, ::-1])
    assert (mapping.matrix @ (0, 5, 1)).tolist() == [79, 5]


def test_nothing_to_draw(sample_of, photo, rng):
    assert FlipLr().draw(sample_of(photo), rng) == {}
    assert "fill" not in FlipLr.model_fields
