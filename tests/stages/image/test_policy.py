import cv2
import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageEnhance, ImageOps

from augctl.stages.image._policy import run
from augctl.stages.image._policy_operations import OPERATIONS, SEARCHED
from augctl.stages.image.auto_augment import AutoAugment
from augctl.stages.image.rand_augment import RandAugment
from augctl.stages.image.trivial_augment import TrivialAugment


def make(sample_of, image, name, value, fill=(0.0,)):
    return run(sample_of(image), [{"op": name, "value": value}], fill).image


@pytest.mark.parametrize(
    ("name", "value", "oracle"),
    [
        ("autocontrast", 0, ImageOps.autocontrast),
        ("equalize", 0, ImageOps.equalize),
        ("invert", 0, ImageOps.invert),
        ("posterize", 5, lambda image: ImageOps.posterize(image, 5)),
        ("solarize", 99, lambda image: ImageOps.solarize(image, 99)),
        ("brightness", -0.45, lambda image: ImageEnhance.Brightness(image).enhance(0.55)),
        ("color", 0.9, lambda image: ImageEnhance.Color(image).enhance(1.9)),
        ("contrast", -0.6, lambda image: ImageEnhance.Contrast(image).enhance(0.4)),
        ("contrast", 0.6, lambda image: ImageEnhance.Contrast(image).enhance(1.6)),
        ("sharpness", -0.9, lambda image: ImageEnhance.Sharpness(image).enhance(0.1)),
        ("sharpness", 0.9, lambda image: ImageEnhance.Sharpness(image).enhance(1.9)),
    ],
)
def test_colours_change_as_in_pillow(sample_of, photo, name, value, oracle):
    result = make(sample_of, photo, name, value)
    expected = np.asarray(oracle(Pillow.fromarray(photo)), int)
    # Blends are cut off in Pillow and rounded here, luma too; its sharpness leaves the edge.
    difference = np.abs(result - expected)[1:-1, 1:-1]
    exact = name in ("autocontrast", "equalize", "invert", "posterize", "solarize")
    assert difference.max() <= (0 if exact else 3)
    assert difference.mean() <= (0 if exact else 1)


@pytest.mark.parametrize(
    ("name", "value", "matrix"),
    [
        # Pillow's matrices say where a pixel comes from; about the centre, as all here.
        ("shear_x", 0.3, (1, 0.3, -0.3 * 30, 0, 1, 0)),
        ("shear_y", 0.3, (1, 0, 0, 0.3, 1, -0.3 * 40)),
        ("translate_x", 0.25, (1, 0, -20, 0, 1, 0)),
        ("translate_y", -0.1, (1, 0, 0, 0, 1, 6)),
    ],
)
def test_pixels_move_as_in_pillow(sample_of, photo, name, value, matrix):
    result = make(sample_of, photo, name, value)
    moved = Pillow.fromarray(photo).transform(
        (80, 60), Pillow.Transform.AFFINE, matrix, Pillow.Resampling.BILINEAR
    )
    difference = np.abs(result.astype(int) - np.asarray(moved, int))
    # At slanted edges, Pillow does not blend with the fill.
    assert np.quantile(difference, 0.95) <= 2


def test_rotation_is_counter_clockwise(sample_of):
    square = np.arange(9, dtype=np.uint8).reshape(3, 3)
    assert make(sample_of, square, "rotate", 90)[..., 0].tolist() == np.rot90(square).tolist()


@pytest.mark.parametrize("amount", [-0.9, 0.9])
def test_sharpness_changes_fine_noise_as_much_as_in_pillow(sample_of, rng, amount):
    noise = cv2.GaussianBlur(rng.random((200, 200, 3), dtype=np.float32), (0, 0), 1)
    image = cv2.normalize(noise, None, 80, 176, cv2.NORM_MINMAX).astype(np.uint8)
    sharpened = ImageEnhance.Sharpness(Pillow.fromarray(image)).enhance(1 + amount)
    expected = (np.asarray(sharpened, float) - image)[1:-1, 1:-1]
    change = (make(sample_of, image, "sharpness", amount) - image.astype(float))[1:-1, 1:-1]
    # Its 3 by 3 blur is no Gaussian; their second moments, which act on soft detail, are equal.
    assert np.sum(change * expected) / np.sum(expected**2) == pytest.approx(1, abs=0.08)


def test_operations_are_those_of_the_papers():
    assert set(SEARCHED) == {*OPERATIONS, "identity"} - {"invert"}
    assert len(SEARCHED) == 14


def test_the_fill_is_what_it_is_told(sample_of, photo):
    black, grey = (make(sample_of, photo, "translate_x", 0.5, fill) for fill in ((0.0,), (128.0,)))
    assert (black[:, :40] == 0).all()
    assert (grey[:, :40] == 128).all()


@pytest.mark.parametrize("stage", [AutoAugment(), RandAugment(), TrivialAugment()])
def test_what_is_uncovered_is_grey_by_default(sample_of, photo, stage):
    drawn = {"ops": [{"op": "translate_x", "value": 0.5}]}
    assert (stage.apply(sample_of(photo), drawn).image[:, :40] == 128).all()


def test_neutral_values_change_nothing(sample_of, photo):
    neutral = {"posterize": 8, "solarize": 256}
    for name in set(OPERATIONS) - {"autocontrast", "equalize", "invert"}:
        result = make(sample_of, photo, name, neutral.get(name, 0.0))
        assert np.array_equal(result, photo), name
