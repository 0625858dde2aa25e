import numpy as np
import pytest

from augctl.errors import BadInput
from augctl.stages.image._affine import shift, warp
from augctl.stages.image._box import Box
from augctl.stages.image._frame import Frame, checked, placed, spot, wanted


@pytest.mark.parametrize("fill", ["reflect", "edge", "wrap", (9.0,), (1.0, 2.0, 3.0)])
@pytest.mark.parametrize(
    ("size", "place"), [((100, 90), (7, 20)), ((30, 20), (-9, -40)), ((90, 20), (-3, -4))]
)
def test_placing_agrees_with_the_warp(photo, fill, size, place):
    expected = warp(photo, shift(size, *place), fill)
    assert np.array_equal(placed(photo, size, *place, fill), expected)


def test_what_is_seen_goes_where_the_frame_says(photo):
    frame = Frame(Box(10, 20, 30, 20), Box(5, 0, 60, 40), (70, 40))
    result = frame.move(photo, (0.0,))
    assert result.shape == (40, 70, 3)
    assert not result[:, :5].any()
    assert not result[:, 65:].any()
    edges = frame.mapping().forward(np.array(((9.5, 19.5), (39.5, 39.5))))
    assert edges.tolist() == [[4.5, -0.5], [64.5, 39.5]]


def test_nothing_beside_what_is_seen_shows(photo):
    frame = Frame(Box(10, 20, 30, 20), Box(1, 1, 30, 20), (32, 22))
    result = frame.move(photo, (0.0,))
    assert np.array_equal(result[1:-1, 1:-1], photo[20:40, 10:40])
    assert not result[[0, -1]].any()


@pytest.mark.parametrize("box", [Box(0, 10, 80, 20), Box(3, 0, 20, 60)])
def test_the_rest_can_be_freed(photo, box):
    frame = Frame(box, Box(0, 0, box.width, box.height), (box.width, box.height))
    assert not np.shares_memory(frame.move(photo), photo)


def test_spots_are_as_likely():
    assert np.bincount([spot(3, at) for at in np.linspace(0, 1, 401)]).tolist() == [100] * 3 + [101]
    assert (spot(0, 0.7), spot(9, 0), spot(9, 1)) == (0, 0, 9)


def test_sizes():
    assert wanted((80, 60), None, None) == (80, 60)
    assert wanted((80, 60), 40, None) == (40, 30)
    assert wanted((80, 60), None, 120) == (160, 120)
    assert wanted((80, 1), 7, None) == (7, 1)
    with pytest.raises(BadInput, match="1x9 pixels would become 70000x9"):
        checked((1, 9), (70_000, 9))
