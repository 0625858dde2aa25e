import numpy as np
import pytest
from pydantic import ValidationError
from skimage.color import hsv2rgb, rgb2hsv

from augctl.stages.image._channels import LUMA
from augctl.stages.image.color_jitter import ColorJitter

NEUTRAL = {"brightness": 1.0, "contrast": 1.0, "saturation": 1.0, "hue_deg": 0.0}
ORDER = list(NEUTRAL)


def torchvision(image, drawn, white):
    """Do what ColorJitter's functions do to tensors of floats; 1 is white."""
    image = image / white
    for part in drawn["order"]:
        value, grey = drawn[part], (image @ LUMA)[..., None]
        if part == "hue_deg":
            hsv = rgb2hsv(image)
            hsv[..., 0] = (hsv[..., 0] + value / 360) % 1
            image = hsv2rgb(hsv)
        else:
            other = {"brightness": 0, "contrast": grey.mean(), "saturation": grey}[part]
            image = np.clip(value * image + (1 - value) * other, 0, 1)
    return image * white


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_agrees_with_torchvisions_formulas(sample_of, photo, rng, dtype):
    white = np.iinfo(dtype).max
    sample = sample_of(photo.astype(dtype) * dtype(white // 255))
    stage = ColorJitter(brightness=[0.6, 1.4], contrast=[0.6, 1.4], hue_deg=[-180, 180])
    for _ in range(24):
        drawn = stage.draw(sample, rng)
        exact = torchvision(sample.image, drawn, white)
        difference = np.abs(stage.apply(sample, drawn).image - exact)
        assert difference.mean() < 0.8 * white / 255
        assert np.quantile(difference, 0.999) < 5 * white / 255


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_one_part_alone_is_exact_to_a_level(sample_of, photo, dtype):
    white = np.iinfo(dtype).max
    image = photo.astype(dtype) * dtype(white // 255)
    for part, value in {**NEUTRAL, "brightness": 1.3, "contrast": 0.6, "hue_deg": 77.0}.items():
        drawn = {**NEUTRAL, part: value, "order": ORDER}
        result = ColorJitter().apply(sample_of(image), drawn).image
        assert np.abs(result - torchvision(image, drawn, white)).max() <= 1


def test_neutral_is_the_identity_and_alpha_stays(sample_of, photo):
    image = np.dstack([photo, photo[..., 0]])
    for order in (ORDER, ORDER[::-1]):
        result = ColorJitter().apply(sample_of(image), {**NEUTRAL, "order": order}).image
        assert np.array_equal(result, image)
    result = ColorJitter().apply(sample_of(image), {**NEUTRAL, "brightness": 0.0, "order": ORDER})
    assert np.array_equal(result.image[..., 3], image[..., 3])
    assert not result.image[..., :3].any()


def test_grey_images_take_brightness_and_contrast(sample_of, photo):
    drawn = {"brightness": 0.5, "contrast": 0.5, "saturation": 0.0, "hue_deg": 90.0}
    result = ColorJitter().apply(sample_of(photo[..., 0]), {**drawn, "order": ORDER}).image
    mean = photo[..., 0].mean()
    assert np.abs(result[..., 0] - (photo[..., 0] / 4 + mean / 4)).max() <= 1


def test_every_order_is_drawn(sample_of, photo, rng):
    stage = ColorJitter()
    orders = {tuple(stage.draw(sample_of(photo), rng)["order"]) for _ in range(400)}
    assert len(orders) == 24


def test_bad_hue():
    with pytest.raises(ValidationError, match=r"\[low, high\] with low not above high"):
        ColorJitter(hue_deg=[10, -10])
