import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image._affine import warp
from augctl.stages.image.crop import Crop


def test_a_quarter_of_the_area_is_half_of_each_side(sample_of, photo):
    drawn = {"area": 0.25, "x": 0.5, "y": 0.999}
    result = Crop().apply(sample_of(photo), drawn).image
    assert np.array_equal(result, photo[30:, 20:60])
    assert np.array_equal(warp(photo, Crop().mapping((80, 60), drawn), "edge"), result)


def test_the_whole_is_the_identity(sample_of, photo):
    drawn = {"area": 1, "x": 0.7, "y": 0.7}
    assert np.array_equal(Crop().apply(sample_of(photo), drawn).image, photo)


def test_one_pixel_is_left(sample_of, photo):
    assert Crop().apply(sample_of(photo), {"area": 0, "x": 0, "y": 0}).image.shape == (1, 1, 3)


def test_every_place_is_as_likely(sample_of, rng):
    row = sample_of(np.arange(4, dtype=np.uint8)[None])
    stage = Crop(area=0.25)
    first = [stage.apply(row, stage.draw(row, rng)).image[0, 0, 0] for _ in range(3000)]
    assert np.bincount(first) == pytest.approx([1000] * 3, abs=100)


def test_the_rest_can_be_freed(sample_of, photo):
    result = Crop().apply(sample_of(photo), {"area": 0.5, "x": 0, "y": 0}).image
    assert not np.shares_memory(result, photo)


def test_bad_area():
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        Crop(area=[0.5, 2])
