import numpy as np
import pytest

from augctl.stages.image import _histogram
from augctl.stages.image._histogram import histogram
from augctl.stages.image._lookup import look_up, scale_levels


@pytest.mark.parametrize(
    ("factor", "shift"), [(0.0, 9.0), (0.7, -20.25), (1, 0), (1.3, -77), (2.5, 0)]
)
def test_levels_are_scaled_rounded_and_clipped_in_place(rng, factor, shift):
    image = rng.integers(256, size=(19, 31, 3), dtype=np.uint8)
    before = image.copy()
    scale_levels(image, factor, shift)
    assert np.abs(image - np.clip(before * factor + shift, 0, 255)).max() <= 0.5 + 1e-5
    # A tie may be rounded either way, but a level is rounded the same way everywhere.
    assert all(len(np.unique(image[before == level])) == 1 for level in np.unique(before))


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
