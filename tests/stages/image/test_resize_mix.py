import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.resize_mix import ResizeMix


def test_the_whole_partner_is_pasted_and_the_label_says_how_much(sample_of):
    black = sample_of(np.zeros((10, 20, 3), np.uint8), "cat")
    white = sample_of(np.full((40, 40, 3), 255, np.uint8), "dog")
    result = ResizeMix().apply(black, [white], {"scale": 0.4, "x": 0.0, "y": 0.999})
    assert (result.image[6:, :4] == 255).all()
    assert result.image.sum() == 255 * 3 * 16
    assert result.label.weights == (("cat", 0.92), ("dog", pytest.approx(0.08)))


@pytest.mark.parametrize("scale", [0.0, 0.1, 0.37, 1.0])
@pytest.mark.parametrize("size", [(1, 1), (300, 2), (2, 300), (80, 60)])
def test_partners_keep_their_aspect_and_lie_inside(sample_of, photo, scale, size):
    partner = sample_of(np.full((size[1], size[0], 3), 255, np.uint8), "dog")
    anchor = sample_of(np.zeros_like(photo), "cat")
    result = ResizeMix().apply(anchor, [partner], {"scale": scale, "x": 0.5, "y": 0.5})
    rows, columns = result.image.any(axis=(1, 2)).sum(), result.image.any(axis=(0, 2)).sum()
    fit = scale * min(80 / size[0], 60 / size[1])
    assert (columns, rows) == (max(1, round(size[0] * fit)), max(1, round(size[1] * fit)))
    assert dict(result.label.weights).get("dog", 0) == pytest.approx(rows * columns / 4800)


def test_a_partner_of_the_same_size_at_scale_1_is_itself(sample_of, photo):
    drawn = {"scale": 1.0, "x": 0.3, "y": 0.9}
    result = ResizeMix().apply(sample_of(photo // 2), [sample_of(photo, "dog")], drawn)
    assert np.array_equal(result.image, photo)
    assert result.label.weights == (("dog", 1.0),)


def test_bad_scale():
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        ResizeMix(scale=1.5)
