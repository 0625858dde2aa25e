import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.shear import Shear


def test_angle_0_is_the_identity(sample_of, photo):
    assert np.array_equal(Shear().apply(sample_of(photo), {"angle_deg": 0.0}).image, photo)


def test_45_degrees_lean_to_the_right(sample_of):
    line = np.zeros((5, 9), np.uint8)
    line[:, 4] = 255
    result = Shear(fill=0).apply(sample_of(line), {"angle_deg": 45.0}).image[..., 0]
    assert np.array_equal(result.argmax(axis=1), [6, 5, 4, 3, 2])


def test_the_middle_row_stays_and_no_row_rises():
    mapping = Shear().mapping((21, 11), {"angle_deg": 30})
    assert mapping.matrix @ (3, 5, 1) == pytest.approx((3, 5))
    assert mapping.matrix @ (3, 0, 1) == pytest.approx((3 + 5 / 3**0.5, 0))


@pytest.mark.parametrize("angle", [90, -81, [0, 85]])
def test_bad_angle(angle):
    with pytest.raises(ValidationError, match="80"):
        Shear(angle_deg=angle)
