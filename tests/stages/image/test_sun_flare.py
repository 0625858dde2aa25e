import cv2
import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.sun_flare import SunFlare

DRAWN = {"strength": 0.8, "size": 0.08, "x": 0.25, "y": 0.3, "ghosts_seed": 3}
NIGHT = np.full((200, 300, 3), 40, np.uint8)


def lit(sample_of, image=NIGHT, **drawn):
    return SunFlare().apply(sample_of(image), {**DRAWN, **drawn}).image


@pytest.mark.parametrize("place", [(0.25, 0.3), (0.5, 0.5), (0.9, 0.1)])
def test_the_sun_is_white_where_it_was_drawn(sample_of, place):
    result = lit(sample_of, x=place[0], y=place[1])
    assert result[int(200 * place[1]), int(300 * place[0])].min() >= 235
    y, x = np.nonzero(result.min(axis=2) > 200)
    assert (x.mean() / 300, y.mean() / 200) == pytest.approx(place, abs=0.03)


def test_light_is_only_added_and_falls_off(sample_of, photo):
    result = lit(sample_of, photo)
    assert (result >= photo).all()
    dark = lit(sample_of)
    assert dark[60, 75].sum() > dark[60, 110].sum() > dark[60, 160].sum() >= 120


def test_white_and_alpha_stay(sample_of):
    assert (lit(sample_of, np.full((30, 40, 3), 255, np.uint8)) == 255).all()
    assert (lit(sample_of, np.full((30, 40, 4), 90, np.uint8))[..., 3] == 90).all()


def test_0_is_the_identity(sample_of, photo):
    sample = sample_of(photo)
    assert SunFlare().apply(sample, {**DRAWN, "strength": 0.0}) is sample


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_looks_the_same_at_every_size_and_depth(sample_of, dtype):
    unit = np.iinfo(dtype).max // 255
    large = lit(sample_of, np.full((1000, 1500, 3), 40 * unit, dtype)) / unit
    small = cv2.resize(large, (300, 200), interpolation=cv2.INTER_AREA)
    assert np.abs(small - lit(sample_of)).mean() < 1


def test_bad_place():
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        SunFlare(x=1.2)
