import numpy as np
import pytest
from pydantic import ValidationError
from skimage.color import rgb2xyz

from augctl.stages.image._light import LUMINANCE, black_body, to_levels, to_light
from augctl.stages.image.temperature import Temperature


def test_0_is_the_identity(sample_of, photo):
    for image in (photo, photo.astype(np.uint16) * 257, np.dstack([photo, photo[..., 0]])):
        assert np.array_equal(
            Temperature().apply(sample_of(image), {"shift_mired": 0.0}).image, image
        )


@pytest.mark.parametrize("shift", [-100, -40, 40, 150, 350])
def test_warm_is_red_cold_is_blue_and_grey_stays_as_light(shift):
    grey = np.full((1, 1, 3), 60, np.uint8)
    result = Temperature().change(grey, {"shift_mired": shift})
    red, _, blue = result[0, 0].astype(int)
    assert np.sign(red - blue) == np.sign(shift)
    before, after = (to_light(image[0, 0] / 255) @ LUMINANCE for image in (grey, result))
    assert after == pytest.approx(before, rel=0.02)


def test_the_light_of_a_lamp_has_its_chromaticity():
    # Illuminant A, 2856 K: x 0.4476, y 0.4074.
    for kelvin, x, y in ((2856, 0.4476, 0.4074), (6504, 0.3135, 0.3237), (2000, 0.5267, 0.4133)):
        light = black_body(kelvin)
        xyz = rgb2xyz(to_levels(light / light.max())[None, None])[0, 0]
        assert xyz[:2] / xyz.sum() == pytest.approx((x, y), abs=0.002)


def test_levels_and_light_are_inverse():
    levels = np.linspace(0, 1, 1001)
    assert to_levels(to_light(levels)) == pytest.approx(levels, abs=1e-5)


def test_grey_images_stay(sample_of, photo):
    grey = photo[..., :1].copy()
    assert np.array_equal(Temperature().change(grey, {"shift_mired": 90.0}), grey)


def test_bad_shift():
    with pytest.raises(ValidationError, match="greater than or equal to -100"):
        Temperature(shift_mired=-200)
