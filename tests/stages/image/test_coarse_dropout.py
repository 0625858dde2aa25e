import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.coarse_dropout import CoarseDropout


def test_squares_are_cut_at_the_edges_only(sample_of, rng):
    sample = sample_of(np.zeros((300, 400), np.uint8))
    boxes = CoarseDropout(holes=500, size=0.1).draw(sample, rng)["boxes"]
    assert len(boxes) == 500
    for x, y, width, height in boxes:
        assert 0 <= x <= x + width <= 400
        assert 0 <= y <= y + height <= 300
        assert width == 30 or x == 0 or x + width == 400
        assert height == 30 or y == 0 or y + height == 300
    assert sum(width < 30 for _, _, width, _ in boxes) > 20


def test_only_the_squares_are_covered(sample_of):
    image = np.full((10, 20, 3), 50, np.uint8)
    drawn = {"boxes": [[3, 2, 5, 4], [18, 8, 2, 2], [0, 0, 0, 0]]}
    result = CoarseDropout(fill=[9, 99, 200]).apply(sample_of(image), drawn).image
    for part in (result[2:6, 3:8], result[8:, 18:]):
        assert (part == [9, 99, 200]).all()
        part[...] = 50
    assert np.array_equal(result, image)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_each_square_has_its_own_noise(sample_of, dtype):
    drawn = {"boxes": [[0, 0, 8, 8], [8, 0, 8, 8]], "noise": 5}
    image = np.zeros((8, 16, 4), dtype)
    result = CoarseDropout(fill="noise").apply(sample_of(image), drawn).image
    assert not np.array_equal(result[:, :8], result[:, 8:])
    assert (result[..., 3] == np.iinfo(dtype).max).all()


def test_no_holes_change_nothing(sample_of, photo, rng):
    stage = CoarseDropout(holes=0)
    sample = sample_of(photo)
    assert np.array_equal(stage.apply(sample, stage.draw(sample, rng)).image, photo)


def test_bad_holes():
    with pytest.raises(ValidationError, match="greater than or equal to 0"):
        CoarseDropout(holes=-1)
