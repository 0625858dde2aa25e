import numpy as np
import pytest
from pydantic import ValidationError

from augctl.errors import BadInput
from augctl.stages.image.random_crop import RandomCrop


def test_the_place_is_a_share_of_the_room(sample_of, photo):
    stage = RandomCrop(width_px=40, height_px=30)
    result = stage.apply(sample_of(photo), {"x": 0.5, "y": 0.999}).image
    assert np.array_equal(result, photo[30:, 20:60])


def test_every_place_is_as_likely(sample_of, rng):
    row = sample_of(np.arange(6, dtype=np.uint8)[None])
    stage = RandomCrop(width_px=4)
    first = [stage.apply(row, stage.draw(row, rng)).image[0, 0, 0] for _ in range(3000)]
    assert np.bincount(first) == pytest.approx([1000] * 3, abs=100)


def test_smaller_images_are_padded_on_both_sides(sample_of, photo):
    stage = RandomCrop(width_px=84, height_px=30, fill=[1, 2, 3])
    result = stage.apply(sample_of(photo), {"x": 0.9, "y": 0}).image
    assert np.array_equal(result[:, 2:82], photo[:30])
    assert (result[:, [0, 1, 82, 83]] == (1, 2, 3)).all()


def test_or_refused(sample_of, photo):
    with pytest.raises(BadInput, match="80x60 pixels: a window of 90x90 shows more"):
        RandomCrop(width_px=90, height_px=90, if_smaller="refuse").apply(
            sample_of(photo), {"x": 0, "y": 0}
        )


def test_bad_width():
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        RandomCrop(width_px=0)
