import numpy as np
import pytest
from pydantic import ValidationError

from augctl.errors import BadInput
from augctl.stages.image.resize import Resize


@pytest.mark.parametrize(
    ("sides", "size"),
    [
        ({"width_px": 40}, (40, 30)),
        ({"height_px": 120}, (160, 120)),
        ({"width_px": 7, "height_px": 9}, (7, 9)),
        ({"width_px": 1}, (1, 1)),
    ],
)
def test_one_side_keeps_the_aspect(sample_of, photo, sides, size):
    result = Resize(**sides).apply(sample_of(photo), {}).image
    assert result.shape == (size[1], size[0], 3)


def test_shrinking_averages_every_pixel(sample_of):
    stripes = np.tile(np.array([0, 0, 0, 200], np.uint8), (4, 5))
    result = Resize(width_px=5).apply(sample_of(stripes), {}).image
    assert np.unique(result).tolist() == [50]


def test_shrinking_one_side_averages_though_the_other_grows(sample_of):
    stripes = np.tile(np.array([0, 0, 0, 200], np.uint8), (4, 5))
    result = Resize(width_px=5, height_px=8).apply(sample_of(stripes), {}).image
    assert np.unique(result).tolist() == [50]


def test_edges_map_to_edges():
    mapping = Resize(width_px=40).mapping((80, 60), {})
    assert (mapping.matrix @ (-0.5, 59.5, 1)).tolist() == [-0.5, 29.5]


def test_no_side_at_all():
    with pytest.raises(ValidationError, match="width_px, height_px or both"):
        Resize()


def test_too_long_for_any_codec(sample_of):
    thin = sample_of(np.zeros((300, 2), np.uint8))
    with pytest.raises(BadInput, match="2x300 pixels would become 1000x150000"):
        Resize(width_px=1000).apply(thin, {})
