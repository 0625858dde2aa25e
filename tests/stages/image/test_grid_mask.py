import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.grid_mask import GridMask


def covered(sample_of, size=(300, 200), **drawn):
    drawn = {"period": 0.2, "hole": 0.5, "angle_deg": 0.0, "x": 0.0, "y": 0.0, **drawn}
    image = np.full((size[1], size[0]), 50, np.uint8)
    return GridMask(fill=200).apply(sample_of(image), drawn).image[..., 0] == 200


def test_squares_by_arithmetic(sample_of):
    found = covered(sample_of, (9, 9), period=4 / 9)
    line = np.array([1, 1, 0, 0, 1, 1, 0, 0, 1], bool)
    assert np.array_equal(found, line & line[:, None])


@pytest.mark.parametrize("hole", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("angle", [0, 30, 45, 90, -200])
def test_holes_cover_their_share(sample_of, hole, angle):
    found = covered(sample_of, (800, 800), period=0.05, hole=hole, angle_deg=angle)
    assert found.mean() == pytest.approx(hole**2, abs=0.02)


def test_the_grid_turns_counter_clockwise(sample_of):
    level = covered(sample_of, (401, 401), x=0.3, y=0.1)
    for turns in (1, 2, 3):
        turned = covered(sample_of, (401, 401), x=0.3, y=0.1, angle_deg=90.0 * turns)
        assert (turned == np.rot90(level, turns)).mean() > 0.98


def test_0_covers_nothing_and_1_all(sample_of):
    for angle in (0.0, 33.0):
        assert not covered(sample_of, hole=0.0, angle_deg=angle).any()
        assert covered(sample_of, hole=1.0, angle_deg=angle).all()


def test_bad_period():
    with pytest.raises(ValidationError, match=r"greater than or equal to 0\.02"):
        GridMask(period=0)
