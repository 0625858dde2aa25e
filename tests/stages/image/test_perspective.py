import cv2
import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.perspective import Perspective

STILL = [[0.0, 0.0]] * 4


def test_still_corners_are_the_identity(sample_of, photo):
    result = Perspective().apply(sample_of(photo), {"corners": STILL}).image
    assert np.array_equal(result, photo)


def test_corners_go_where_they_are_sent():
    drawn = {"corners": [[0.1, 0.2], [0.05, -0.1], [0.0, 0.1], [-0.1, 0.0]]}
    mapping = Perspective().mapping((80, 60), drawn)
    corners = np.array(((-0.5, -0.5), (79.5, -0.5), (79.5, 59.5), (-0.5, 59.5)))
    expected = ((7.5, 11.5), (75.5, -6.5), (79.5, 53.5), (-8.5, 59.5))
    assert mapping.forward(corners) == pytest.approx(np.array(expected), abs=1e-4)
    assert mapping.inverse(np.array(expected)) == pytest.approx(corners, abs=1e-4)


@pytest.mark.parametrize("fill", ["reflect", "edge", 50])
def test_agrees_with_opencv(sample_of, photo, rng, fill):
    stage = Perspective(share=[-0.1, 0.1], fill=fill)
    large = cv2.resize(photo, (500, 375))
    drawn = stage.draw(sample_of(large), rng)
    matrix = stage.mapping((500, 375), drawn).matrix
    modes = {"reflect": cv2.BORDER_REFLECT_101, "edge": cv2.BORDER_REPLICATE, 50: 0}
    expected = cv2.warpPerspective(
        large, matrix, (500, 375), borderMode=modes[fill], borderValue=(50,) * 3
    )
    difference = np.abs(stage.apply(sample_of(large), drawn).image - expected.astype(int))
    # Along the border of a fill, a thirty-second of a pixel shows.
    assert difference.mean() < 0.1
    assert (difference > 3).mean() < 0.001


@pytest.mark.parametrize("limit", [0.15, 0.24])
def test_the_horizon_stays_away(sample_of, photo, rng, limit):
    stage = Perspective(share={"choice": [-limit, limit]})
    canvas = np.array([(x, y) for x in (0.0, 79.0) for y in (0.0, 59.0)])
    for _ in range(300):
        mapping = stage.mapping((80, 60), stage.draw(sample_of(photo), rng))
        assert np.abs(mapping.inverse(canvas)).max() < 2000
        assert mapping.forward(mapping.inverse(canvas)) == pytest.approx(canvas, abs=1e-3)


def test_bad_share():
    with pytest.raises(ValidationError, match=r"less than or equal to 0.24"):
        Perspective(share=0.5)
