import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.hue import Hue


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize(
    ("shift", "channels"), [(120, [2, 0, 1]), (240, [1, 2, 0]), (360, [0, 1, 2])]
)
def test_thirds_of_a_turn_are_exact(sample_of, photo, dtype, shift, channels):
    image = photo.astype(dtype) * dtype(np.iinfo(dtype).max // 255)
    result = Hue().apply(sample_of(image), {"shift_deg": float(shift)}).image
    assert np.array_equal(result, image[..., channels])


def test_red_becomes_green(sample_of):
    red = np.array([[[200, 0, 0]]], np.uint8)
    assert Hue().apply(sample_of(red), {"shift_deg": 120.0}).image.tolist() == [[[0, 200, 0]]]


def test_it_is_a_rotation_about_grey():
    turn = Hue().matrix({"shift_deg": 33.0})
    assert turn @ turn.T == pytest.approx(np.eye(3))
    assert turn @ np.ones(3) == pytest.approx(np.ones(3))
    assert turn @ turn == pytest.approx(Hue().matrix({"shift_deg": 66.0}))


def test_grey_pixels_and_alpha_stay(sample_of, photo):
    image = np.dstack([photo[..., 0]] * 3 + [photo[..., 1]])
    assert np.array_equal(Hue().apply(sample_of(image), {"shift_deg": 77.0}).image, image)


def test_bad_shift():
    with pytest.raises(ValidationError, match="less than or equal to 3600"):
        Hue(shift_deg=4000)
