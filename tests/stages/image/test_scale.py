import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.scale import Scale


def test_factor_1_is_the_identity(sample_of, photo):
    assert np.array_equal(Scale().apply(sample_of(photo), {"factor": 1.0}).image, photo)


def test_doubling_spreads_the_centre(sample_of):
    dot = np.zeros((9, 9), np.uint8)
    dot[4, 4], dot[4, 6] = 200, 100
    result = Scale().apply(sample_of(dot), {"factor": 2.0}).image[..., 0]
    assert (result[4, 4], result[4, 5], result[4, 8]) == (200, 100, 100)


def test_points_move_away_from_the_centre():
    mapping = Scale().mapping((11, 21), {"factor": 3})
    assert (mapping.matrix @ (5, 10, 1)).tolist() == [5, 10]
    assert (mapping.matrix @ (6, 8, 1)).tolist() == [8, 4]
    assert mapping.size == (11, 21)


def test_shrinking_uncovers_the_edge(sample_of, photo):
    result = Scale(fill=7).apply(sample_of(photo), {"factor": 0.5}).image
    assert (result[:10] == 7).all()


def test_bad_factor():
    with pytest.raises(ValidationError, match=r"greater than or equal to 0.01"):
        Scale(factor=0)
