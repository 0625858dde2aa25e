import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.zoom import Zoom


def test_factor_1_is_the_identity(sample_of, photo):
    drawn = {"factor": 1.0, "aspect": 1.0}
    assert np.array_equal(Zoom().apply(sample_of(photo), drawn).image, photo)


def test_zooming_in_shows_the_middle():
    mapping = Zoom().mapping((80, 60), {"factor": 2.0, "aspect": 1.0})
    corners = mapping.forward(np.array(((19.5, 14.5), (59.5, 44.5))))
    assert corners.tolist() == [[-0.5, -0.5], [79.5, 59.5]]
    assert mapping.size == (80, 60)


def test_zooming_out_averages_and_uncovers_the_edge(sample_of):
    stripes = np.tile(np.array([0, 0, 0, 200], np.uint8), (40, 10))
    result = Zoom(fill=9).apply(sample_of(stripes), {"factor": 0.25, "aspect": 1.0}).image
    assert (result[15:25, 15:25] == 50).all()
    assert (result == 9).sum() == 40 * 40 - 100


def test_aspect_is_width_over_height(sample_of, photo):
    drawn = {"factor": 1.0, "aspect": 4.0}
    mapping = Zoom().mapping((80, 60), drawn)
    sides = np.diff(mapping.forward(np.array(((0.0, 0.0), (1.0, 1.0)))), axis=0)
    assert sides.tolist() == [[2, 0.5]]
    result = Zoom(fill=0).apply(sample_of(photo), drawn).image
    assert not result[:15].any()
    assert not result[45:].any()


def test_as_often_in_as_out(sample_of, photo, rng):
    factors = [Zoom().draw(sample_of(photo), rng)["factor"] for _ in range(1000)]
    assert np.mean(np.array(factors) > 1) == pytest.approx(0.5, abs=0.05)


def test_bad_factor():
    with pytest.raises(ValidationError, match=r"greater than or equal to 0.01"):
        Zoom(factor=0)
