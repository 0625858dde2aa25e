import numpy as np
import pytest

from augctl.stages.image import _histogram, _lookup
from augctl.stages.image._histogram import histogram
from augctl.stages.image._lookup import look_up, scale_levels


@pytest.fixture(params=["with stringzilla", "without"])
def either_way(request, monkeypatch):
    if request.param == "without":
        monkeypatch.setattr(_lookup, "translate", None)
    else:
        pytest.importorskip("stringzilla")


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize("factor", [0.0, 0.7, 1.0, 1.9])
def test_levels_are_scaled_rounded_and_clipped_in_place(rng, factor):
    image = rng.integers(256, size=(20, 30, 3), dtype=np.uint8)
    expected = np.rint(np.clip(image * factor - 20.25, 0, 255))
    scale_levels(image, factor, -20.25)
    assert np.array_equal(image, expected)


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_table_for_all_channels_or_one_for_each(rng, dtype, channels):
    levels = np.iinfo(dtype).max + 1
    image = rng.integers(levels, size=(20, 30, channels), dtype=dtype)
    table = rng.integers(levels, size=(levels, channels), dtype=dtype)
    same, each = look_up(image, table[:, 0]), look_up(image, table)
    for channel in range(channels):
        assert np.array_equal(same[..., channel], table[image[..., channel], 0])
        assert np.array_equal(each[..., channel], table[image[..., channel], channel])
    assert same.shape == each.shape == image.shape


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_every_level_is_counted_also_band_by_band(rng, dtype, monkeypatch):
    levels = np.iinfo(dtype).max + 1
    image = rng.integers(levels, size=(31, 40, 3), dtype=dtype)
    exact = np.stack(
        [np.bincount(c.ravel(), minlength=levels) for c in np.moveaxis(image, 2, 0)], 1
    )
    assert np.array_equal(histogram(image), exact)
    monkeypatch.setattr(_histogram, "_EXACT", 300)
    assert np.array_equal(histogram(image), exact)
