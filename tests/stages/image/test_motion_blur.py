import math

import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.motion_blur import MotionBlur, line

POINT = np.zeros((9, 9), np.uint8)
POINT[4, 4] = 240


def blurred(sample_of, image, size, angle):
    drawn = {"size_px": size, "angle_deg": angle}
    return MotionBlur().apply(sample_of(image), drawn).image[..., 0]


def test_a_point_becomes_a_line(sample_of):
    level = [0, 0, 0, 80, 80, 80, 0, 0, 0]
    assert blurred(sample_of, POINT, 3, 0)[4].tolist() == level
    assert blurred(sample_of, POINT, 3, 90)[:, 4].tolist() == level
    assert blurred(sample_of, POINT, 2, 180)[4].tolist() == [0, 0, 0, 60, 120, 60, 0, 0, 0]
    # Up to the right: row by row from the bottom left to the top right.
    rising = blurred(sample_of, POINT, 6, 45)
    assert int(rising.sum()) == pytest.approx(240, abs=3)
    assert np.array_equal(np.nonzero(rising), (range(2, 7), range(6, 1, -1)))


@pytest.mark.parametrize("size", [2, 3, 8, 11, 25, 120])
@pytest.mark.parametrize("angle", [0, 17, 45, 90, 133, 271.5])
def test_the_line_has_length_direction_and_middle(size, angle):
    kernel = line(size, math.radians(angle)).astype(float)
    assert kernel.sum() == pytest.approx(1)
    assert np.abs(kernel - kernel[::-1, ::-1]).max() < 1e-9
    y, x = np.nonzero(kernel)
    x, y, weights = x - kernel.shape[1] // 2, kernel.shape[0] // 2 - y, kernel[y, x]
    # The variance of a line of length n is n * n / 12.
    assert weights @ (x * x + y * y) == pytest.approx(size**2 / 12, rel=0.15, abs=0.4)
    turn = math.radians(angle)
    assert np.abs(x * math.sin(turn) - y * math.cos(turn)).max() < 0.75


def test_1_is_the_identity(sample_of, photo):
    sample = sample_of(photo)
    assert MotionBlur().apply(sample, {"size_px": 1, "angle_deg": 30.0}) is sample


def test_bad_size():
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        MotionBlur(size_px=0)
