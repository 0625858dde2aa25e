import cv2
import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.grid_distortion import GridDistortion


def test_equal_factors_are_the_identity(sample_of, photo):
    for number in (1, 3, 7, 60):
        drawn = {"rows": [1.3] * number, "columns": [0.2] * number}
        assert np.array_equal(GridDistortion().apply(sample_of(photo), drawn).image, photo)


def test_lines_go_where_the_factors_say():
    drawn = {"rows": [1.0, 1.0], "columns": [1.0, 2.0, 1.0]}
    mapping = GridDistortion().mapping((90, 60), drawn)
    lines = np.array([(-0.5, 0), (29.5, 29.5), (59.5, 59.5), (89.5, 3), (100, -5)])
    moved = mapping.forward(lines)
    # A pixel for each column is kept aside: 87 pixels are shared out 1 to 2 to 1.
    assert moved[:, 0] == pytest.approx([-0.5, 22.5, 66.5, 89.5, 100])
    assert moved[:, 1] == pytest.approx(lines[:, 1])
    assert mapping.inverse(moved) == pytest.approx(lines)


def test_pixels_agree_with_looking_every_one_up(sample_of, photo):
    drawn = {"rows": [0.7, 1.3, 1.0], "columns": [1.2, 0.8, 1.0, 0.9]}
    mapping = GridDistortion().mapping((80, 60), drawn)
    x, y = np.meshgrid(np.arange(80.0), np.arange(60.0))
    origins = mapping.inverse(np.stack((x, y), axis=-1).reshape(-1, 2)).reshape(60, 80, 2)
    exact = cv2.remap(
        photo, origins.astype(np.float32), None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    difference = np.abs(GridDistortion().apply(sample_of(photo), drawn).image - exact.astype(int))
    assert difference.mean() < 1
    assert difference.max() < 16


def test_every_cell_keeps_a_pixel(sample_of, photo):
    drawn = {"rows": [0.01, 100.0] * 30, "columns": [100.0] + [0.01] * 99}
    mapping = GridDistortion().mapping((80, 60), drawn)
    assert min(np.diff(mapping.after[0]).min(), np.diff(mapping.after[1]).min()) == 1
    assert GridDistortion().apply(sample_of(photo), drawn).image.shape == photo.shape


def test_bad_rows():
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        GridDistortion(rows=0)
