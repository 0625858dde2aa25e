import cv2
import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.rain import Rain

DRAWN = {"streaks": 400, "length": 0.1, "angle_deg": 0.0, "veil": 0.0, "places_seed": 3}
NIGHT = np.full((200, 300, 3), 40, np.uint8)


def rained(sample_of, image=NIGHT, **drawn):
    return Rain().apply(sample_of(image), {**DRAWN, **drawn}).image


def test_streaks_are_bright_lines_along_the_way(sample_of):
    layer = rained(sample_of)[..., 0].astype(float) - 40
    assert layer.min() == 0
    assert 0.05 < (layer > 2).mean() < 0.5
    down, across = (np.abs(np.diff(layer, axis=axis)).mean() for axis in (0, 1))
    assert across > 4 * down
    slanted = rained(sample_of, angle_deg=45.0)[..., 0].astype(float)
    fall, rise = slanted[1:, 1:] - slanted[:-1, :-1], slanted[1:, :-1] - slanted[:-1, 1:]
    assert np.abs(rise).mean() > 1.5 * np.abs(fall).mean()


def test_the_veil_takes_its_share(sample_of, photo):
    result = rained(sample_of, photo, streaks=0, veil=0.25)
    change = result.astype(float) - photo
    slope = np.polyfit(photo[..., 0].ravel(), change[..., 0].ravel(), 1)[0]
    assert slope == pytest.approx(-0.25, abs=0.01)


def test_without_streaks_and_veil_nothing_changes(sample_of, photo):
    for image in (photo, photo.astype(np.uint16) * 257):
        assert np.array_equal(rained(sample_of, image, streaks=0), image)


def test_looks_the_same_at_every_size(sample_of):
    large = np.full((800, 1200, 3), 40, np.uint8)
    small = cv2.resize(rained(sample_of, large), (300, 200), interpolation=cv2.INTER_AREA)
    a, b = (np.ravel(cv2.blur(image, (5, 5))) for image in (small, rained(sample_of)))
    assert np.corrcoef(a, b)[0, 1] > 0.8


def test_bad_angle():
    with pytest.raises(ValidationError, match="less than or equal to 80"):
        Rain(angle_deg=90)
