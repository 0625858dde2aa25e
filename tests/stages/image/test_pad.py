import numpy as np
import pytest
from pydantic import ValidationError

from augctl.errors import BadInput
from augctl.stages.image.pad import Pad

MIDDLE = {"x": 0.5, "y": 0.5}


@pytest.mark.parametrize(
    ("aims", "size"),
    [
        ({"width_px": 100}, (100, 60)),
        ({"width_px": 10, "height_px": 61}, (80, 61)),
        ({"multiple_px": 32}, (96, 64)),
        ({"multiple_px": 20}, (80, 60)),
        ({"aspect": 1}, (80, 80)),
        ({"aspect": 2}, (120, 60)),
        ({"aspect": 1, "height_px": 90, "multiple_px": 50}, (100, 100)),
    ],
)
def test_sizes(sample_of, photo, aims, size):
    result = Pad(**aims).apply(sample_of(photo), MIDDLE).image
    assert result.shape == (size[1], size[0], 3)
    assert result.sum(dtype=np.int64) == photo.sum(dtype=np.int64)


@pytest.mark.parametrize(("at", "left"), [(0, 0), (0.5, 10), (1, 20)])
def test_where_the_image_stands(sample_of, photo, rng, at, left):
    stage = Pad(width_px=100, at=at, fill="edge")
    sample = sample_of(photo)
    result = stage.apply(sample, stage.draw(sample, rng)).image
    assert np.array_equal(result[:, left : left + 80], photo)
    assert (result[:, :left] == photo[:, :1]).all()


def test_too_long_for_any_codec(sample_of):
    with pytest.raises(BadInput, match="9x3000 pixels would become 300000x3000"):
        Pad(aspect=100).apply(sample_of(np.zeros((3000, 9), np.uint8)), MIDDLE)


def test_no_aim_at_all():
    with pytest.raises(ValidationError, match="width_px, height_px, aspect, multiple_px"):
        Pad(fill=0)
