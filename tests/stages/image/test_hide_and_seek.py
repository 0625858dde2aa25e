import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.hide_and_seek import HideAndSeek


def test_the_cells_with_these_numbers_are_hidden(sample_of):
    image = np.full((6, 9), 50, np.uint8)
    result = HideAndSeek(fill=7).apply(sample_of(image), {"cells": 3, "hidden": [1, 8]}).image
    expected = image.copy()
    expected[:2, 3:6] = expected[4:, 6:] = 7
    assert np.array_equal(result[..., 0], expected)


@pytest.mark.parametrize("size", [(1, 1), (7, 5), (64, 100)])
@pytest.mark.parametrize("cells", [1, 3, 10, 64])
def test_all_cells_cover_all(sample_of, size, cells):
    image = np.full(size, 50, np.uint8)
    drawn = {"cells": cells, "hidden": list(range(cells**2))}
    assert (HideAndSeek(fill=7).apply(sample_of(image), drawn).image == 7).all()


def test_mean_is_the_mean_of_the_image(sample_of, photo):
    result = HideAndSeek().apply(sample_of(photo), {"cells": 1, "hidden": [0]}).image
    assert np.abs(result - photo.mean(axis=(0, 1))).max() < 0.51


def test_chance_is_as_asked(sample_of, photo, rng):
    stage = HideAndSeek(cells=10, hidden=0.3)
    drawn = [len(stage.draw(sample_of(photo), rng)["hidden"]) for _ in range(200)]
    assert np.mean(drawn) == pytest.approx(30, abs=1.5)
    assert np.std(drawn) == pytest.approx(4.6, abs=1)


def test_0_changes_nothing(sample_of, photo, rng):
    stage = HideAndSeek(hidden=0)
    sample = sample_of(photo)
    assert np.array_equal(stage.apply(sample, stage.draw(sample, rng)).image, photo)


def test_bad_cells():
    with pytest.raises(ValidationError, match="less than or equal to 64"):
        HideAndSeek(cells=100)
