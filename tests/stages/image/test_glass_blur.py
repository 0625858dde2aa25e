import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.glass_blur import GlassBlur


def places(width, height):
    """Make an image whose red says x and whose green says y."""
    y, x = np.indices((height, width), np.uint16)
    return np.dstack([x, y, x])


def ways(sample_of, rng, radius, size=(300, 200)):
    image = places(*size)
    stage = GlassBlur(radius_px=radius, sigma_px=0)
    sample = sample_of(image)
    result = stage.apply(sample, stage.draw(sample, rng)).image
    return (result.astype(int) - image)[radius:-radius, radius:-radius, :2]


@pytest.mark.parametrize("radius", [1, 2, 5, 20])
def test_pixels_come_from_a_disc_around(sample_of, rng, radius):
    found = ways(sample_of, rng, radius)
    assert np.hypot(found[..., 0], found[..., 1]).max() <= radius + 0.71
    assert np.abs(found.mean(axis=(0, 1))).max() < 0.02 * radius
    # Along a line, the variance of a disc is a quarter of its radius squared; rounding adds to it.
    assert found.var(axis=(0, 1)) == pytest.approx(radius**2 / 4 + 1 / 12, rel=0.2)


def test_neighbours_are_independent(sample_of, rng):
    found = ways(sample_of, rng, 3)
    for a, b in ((found[1:], found[:-1]), (found[:, 1:], found[:, :-1])):
        assert abs(np.corrcoef(a.ravel(), b.ravel())[0, 1]) < 0.02


def test_large_images_in_bands(sample_of, rng):
    found = ways(sample_of, rng, 2, (1500, 1500))
    assert found.var(axis=(1, 2)) == pytest.approx(13 / 12, rel=0.15)


def test_0_and_0_change_nothing(sample_of, rng, photo):
    sample = sample_of(photo)
    stage = GlassBlur(radius_px=0, sigma_px=0)
    assert np.array_equal(stage.apply(sample, stage.draw(sample, rng)).image, photo)


def test_bad_radius():
    with pytest.raises(ValidationError, match="less than or equal to 100"):
        GlassBlur(radius_px=1000)
