import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.rotate import Rotate

GRID = np.arange(9, dtype=np.uint8).reshape(3, 3) * 20


def test_quarter_turns_are_exact(sample_of):
    for turns in range(-4, 5):
        result = Rotate().apply(sample_of(GRID), {"angle_deg": 90.0 * turns}).image
        assert np.array_equal(result[..., 0], np.rot90(GRID, turns))


def test_a_corner_lands_where_arithmetic_says():
    # (9, 5) is 4.5 right of the centre (4.5, 5); a third of a turn up and to the left.
    x, y = Rotate().mapping((10, 11), {"angle_deg": 120}).matrix @ (9, 5, 1)
    assert (x, y) == pytest.approx((4.5 - 2.25, 5 - 4.5 * 3**0.5 / 2))


def test_fill_stands_in_the_corners(sample_of, photo):
    result = Rotate(fill=[255, 0, 9]).apply(sample_of(photo), {"angle_deg": 45}).image
    assert result[0, 0].tolist() == [255, 0, 9]


def test_default_stays_within_15_degrees(sample_of, photo, rng):
    drawn = [Rotate().draw(sample_of(photo), rng)["angle_deg"] for _ in range(200)]
    assert -15 <= min(drawn) < -10
    assert 10 < max(drawn) <= 15


def test_bad_angle():
    with pytest.raises(ValidationError, match=r"\[low, high\] with low not above high"):
        Rotate(angle_deg=[15, -15])
