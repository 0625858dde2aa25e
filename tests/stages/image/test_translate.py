import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image._affine import warp
from augctl.stages.image.translate import Translate


def test_right_and_down_are_positive(sample_of, photo):
    result = Translate(fill=0).apply(sample_of(photo), {"x": 0.25, "y": 0.1}).image
    assert np.array_equal(result[6:, 20:], photo[:-6, :-20])
    assert not result[:6].any()
    assert not result[:, :20].any()


@pytest.mark.parametrize("fill", ["reflect", "edge", "wrap", 9, [1, 2, 3]])
@pytest.mark.parametrize(("x", "y"), [(0.3, -0.2), (-0.513, 0.777), (1, -1), (0, 0)])
def test_pixels_agree_with_the_warp(sample_of, photo, fill, x, y):
    stage, drawn = Translate(fill=fill), {"x": x, "y": y}
    expected = warp(photo, stage.mapping((80, 60), drawn), stage.fill)
    assert np.array_equal(stage.apply(sample_of(photo), drawn).image, expected)


def test_the_axes_are_drawn_one_by_one(sample_of, photo, rng):
    drawn = Translate().draw(sample_of(photo), rng)
    assert drawn["x"] != drawn["y"]
    assert max(map(abs, drawn.values())) <= 0.1


def test_bad_share():
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        Translate(share=10)
