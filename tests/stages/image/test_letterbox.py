import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.letterbox import Letterbox


@pytest.mark.parametrize(
    ("size", "box"),
    [((80, 80), (0, 10, 80, 60)), ((40, 90), (0, 30, 40, 30)), ((400, 60), (160, 0, 80, 60))],
)
def test_the_whole_image_is_in_the_middle(sample_of, photo, size, box):
    x, y, width, height = box
    stage = Letterbox(width_px=size[0], height_px=size[1], fill=0)
    mapping = stage.mapping((80, 60), {"at": 0.5})
    assert mapping.size == size
    corners = mapping.forward(np.array(((-0.5, -0.5), (79.5, 59.5))))
    assert corners.tolist() == [[x - 0.5, y - 0.5], [x + width - 0.5, y + height - 0.5]]
    result = stage.apply(sample_of(photo), {"at": 0.5}).image
    inside = result[y : y + height, x : x + width]
    assert inside.sum(dtype=np.int64) == result.sum(dtype=np.int64)
    assert inside.mean() == pytest.approx(photo.mean(), abs=0.5)


def test_grey_bars_and_a_square_by_default(sample_of, photo):
    result = Letterbox(width_px=100).apply(sample_of(photo), {"at": 0}).image
    assert result.shape == (100, 100, 3)
    assert (result[75:] == 114).all()


def test_its_own_size_is_the_identity(sample_of, photo):
    result = Letterbox(width_px=80, height_px=60).apply(sample_of(photo), {"at": 0.5}).image
    assert np.array_equal(result, photo)


def test_thin_images_keep_a_pixel(sample_of):
    thin = sample_of(np.full((3000, 2), 9, np.uint8))
    result = Letterbox(width_px=64, fill=0).apply(thin, {"at": 0.5}).image
    assert (result.sum(axis=0) > 0).sum() == 1


def test_bad_place():
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        Letterbox(at=2)
