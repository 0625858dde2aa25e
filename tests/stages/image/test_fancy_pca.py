import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image._lookup import look_up
from augctl.stages.image.fancy_pca import FancyPca


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_papers_sum_is_added_to_every_pixel(sample_of, dtype):
    white = np.iinfo(dtype).max
    middle = np.full((5, 6, 3), white // 2, dtype)
    result = FancyPca().apply(sample_of(middle), {"factors": [0.2, -0.1, 0.3]}).image
    red = -0.5675 * 0.2175 * 0.2 + 0.7192 * 0.0188 * -0.1 + 0.4009 * 0.0045 * 0.3
    green = -0.5808 * 0.2175 * 0.2 + -0.0045 * 0.0188 * -0.1 + -0.8140 * 0.0045 * 0.3
    blue = -0.5836 * 0.2175 * 0.2 + -0.6948 * 0.0188 * -0.1 + 0.4203 * 0.0045 * 0.3
    added = [round(share * white) for share in (red, green, blue)]
    assert (result == white // 2 + np.array(added)).all()


@pytest.mark.parametrize("axes", ["imagenet", "image"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_sums_agree_with_the_table(photo, dtype, axes):
    image = photo.astype(dtype) * dtype(np.iinfo(dtype).max // 255)
    stage, drawn = FancyPca(axes=axes), {"factors": [1.0, -2.0, 3.0]}
    result = stage.change(image, drawn)
    assert np.array_equal(result, look_up(image, stage.table(image, drawn)))
    assert not np.array_equal(result, image)


def test_axes_of_the_image_are_those_of_its_colours(rng):
    direction = np.array((0.6, 0.0, 0.8))
    along = rng.normal(0, 30, (400, 500, 1))
    image = np.rint(np.clip(128 + along * direction, 0, 255)).astype(np.uint8)
    shifted = FancyPca(axes="image").change(image, {"factors": [0.0, 0.0, 20.0]})
    expected = 20 * (30 / 255) ** 2 * 255 * direction
    assert (shifted.astype(int) - image)[200, 250] == pytest.approx(expected, abs=2)


def test_0_is_the_identity_and_grey_and_alpha_stay(sample_of, photo):
    image = np.dstack([photo, photo[..., 0]])
    neutral = FancyPca().apply(sample_of(image), {"factors": [0.0, 0.0, 0.0]})
    assert np.array_equal(neutral.image, image)
    grey = photo[..., :1].copy()
    assert np.array_equal(FancyPca(axes="image").change(grey, {"factors": [1.0, 1.0, 1.0]}), grey)


def test_factors_are_normal(sample_of, photo, rng):
    drawn = np.array([FancyPca().draw(sample_of(photo), rng)["factors"] for _ in range(2000)])
    assert drawn.std(axis=0) == pytest.approx([0.1] * 3, rel=0.06)


def test_bad_axes():
    with pytest.raises(ValidationError, match="'imagenet' or 'image'"):
        FancyPca(axes="dataset")
