import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image._lookup import look_up
from augctl.stages.image.rgb_shift import RgbShift


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("shift", [(0, 0, 0), (20, -20, 7), (255, -255, 100), (1, 33, -1)])
def test_whole_levels_are_added_exactly(sample_of, photo, dtype, shift):
    unit = np.iinfo(dtype).max // 255
    image = np.dstack([photo, photo[..., 0]]).astype(dtype) * dtype(unit)
    drawn = dict(zip(("red", "green", "blue"), shift, strict=True))
    result = RgbShift().apply(sample_of(image), drawn).image
    expected = image.astype(int)
    expected[..., :3] += np.array(shift) * unit
    assert np.array_equal(result, np.clip(expected, 0, 255 * unit))
    colours = np.ascontiguousarray(image[..., :3])
    assert np.array_equal(look_up(colours, RgbShift().table(colours, drawn)), result[..., :3])


def test_whole_levels_are_drawn_one_by_one(sample_of, photo, rng):
    drawn = RgbShift(red=[-20, 20], green=3.4, blue=0).draw(sample_of(photo), rng)
    assert drawn == {"red": drawn["red"], "green": 3, "blue": 0}
    assert type(drawn["red"]) is int


def test_grey_images_stay(sample_of, photo):
    grey = sample_of(photo[..., 0])
    drawn = {"red": 9, "green": 9, "blue": 9}
    assert np.array_equal(RgbShift().apply(grey, drawn).image, grey.image)
    table = RgbShift().table(grey.image, drawn)
    assert np.array_equal(table, np.arange(256))


def test_bad_shift():
    with pytest.raises(ValidationError, match="greater than or equal to -255"):
        RgbShift(red=-256)
