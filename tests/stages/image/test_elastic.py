import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.elastic import Elastic


def mapping(size, shift, sigma, field):
    drawn = {"shift_share": shift, "sigma_share": sigma, "field": field}
    return Elastic().mapping(size, drawn)


def test_no_shift_is_the_identity(sample_of, photo):
    for sigma in (0.0, 0.01, 0.1, 1.0):
        drawn = {"shift_share": 0.0, "sigma_share": sigma, "field": 1}
        assert np.array_equal(Elastic().apply(sample_of(photo), drawn).image, photo)


def test_shifts_have_the_strength_and_the_smoothness_asked_for():
    fields = [mapping((200, 150), 0.02, 0.1, key) for key in range(30)]
    shifts = np.stack([field.shifts for field in fields]).astype(float)
    assert shifts.std(axis=(0, 1, 2)) == pytest.approx([3, 3], rel=0.1)
    # Noise under a bell curve of 15 pixels has slopes of std / (sqrt(2) * 15).
    slopes = np.diff(shifts, axis=2) / fields[0].cell
    assert slopes.std() == pytest.approx(3 / 2**0.5 / 15, rel=0.1)
    assert np.corrcoef(shifts[..., 0].ravel(), shifts[..., 1].ravel())[0, 1] < 0.1


@pytest.mark.parametrize("shift", [0.02, 0.3, 1])
@pytest.mark.parametrize("sigma", [0, 0.02, 0.2])
def test_however_strong_it_never_folds(shift, sigma):
    field = mapping((120, 90), shift, sigma, 7)
    x, y = np.meshgrid(np.arange(120.0), np.arange(90.0))
    origins = field.inverse(np.stack((x, y), axis=-1).reshape(-1, 2)).reshape(90, 120, 2)
    right, down = np.diff(origins, axis=1)[:-1], np.diff(origins, axis=0)[:, :-1]
    assert (right[..., 0] * down[..., 1] - right[..., 1] * down[..., 0]).min() > 0


def test_points_are_found_again_under_the_strongest_field(rng):
    field = mapping((120, 90), 1, 0.1, 7)
    points = rng.uniform(0, 89, (500, 2))
    assert np.abs(field.forward(field.inverse(points)) - points).max() < 0.1
    assert np.abs(field.inverse(field.forward(points)) - points).max() < 0.02


def test_bad_sigma():
    with pytest.raises(ValidationError, match="greater than or equal to 0"):
        Elastic(sigma_share=-0.1)
