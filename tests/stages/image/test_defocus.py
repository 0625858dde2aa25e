import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.defocus import Defocus, disc


def blurred(sample_of, image, radius):
    return Defocus().apply(sample_of(image), {"radius_px": radius}).image


@pytest.mark.parametrize("radius", [0.7, 1.0, 2.5, 5.0, 20.0])
def test_the_disc_has_the_radius(radius):
    kernel = disc(radius).astype(float)
    assert kernel.sum() == pytest.approx(1)
    assert np.array_equal(kernel, kernel.T)
    x = np.arange(len(kernel)) - len(kernel) // 2
    # Along a line, the variance of a disc is a quarter of its radius squared; pixels add to it.
    assert kernel.sum(axis=0) @ x**2 == pytest.approx(radius**2 / 4 + 1 / 12, rel=0.22)


def test_a_point_becomes_a_disc(sample_of):
    point = np.zeros((25, 25), np.uint16)
    point[12, 12] = 65535
    result = blurred(sample_of, point, 8.0)[..., 0]
    distance = np.hypot(*np.indices((25, 25)) - 12)
    assert np.ptp(result[distance < 7.5].astype(int)) <= 1
    assert (result[distance >= 8.5] == 0).all()
    assert int(result.sum()) == pytest.approx(65535, rel=0.002)


def test_half_a_pixel_is_the_identity(sample_of, photo):
    sample = sample_of(photo)
    for radius in (0.0, 0.3, 0.5):
        assert Defocus().apply(sample, {"radius_px": radius}) is sample


def test_flat_images_stay_flat(sample_of):
    for radius in (1.0, 6.0, 30.0):
        assert np.unique(blurred(sample_of, np.full((20, 90), 201, np.uint8), radius)) == [201]


def test_bad_radius():
    with pytest.raises(ValidationError, match="less than or equal to 50"):
        Defocus(radius_px=60)
