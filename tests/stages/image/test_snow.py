import cv2
import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.snow import Snow

DRAWN = {"flakes": 600, "size": 0.02, "angle_deg": 0.0, "veil": 0.0, "places_seed": 3}
NIGHT = np.full((200, 300, 3), 40, np.uint8)


def snowed(sample_of, image=NIGHT, **drawn):
    return Snow().apply(sample_of(image), {**DRAWN, **drawn}).image


def test_flakes_are_bright_spots(sample_of):
    layer = (snowed(sample_of)[..., 0] > 45).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(layer)
    # Two thirds of a square of 600; some meet and some are too far away.
    assert 200 < count < 450
    assert np.median(stats[1:, cv2.CC_STAT_WIDTH]) == pytest.approx(3, abs=1.5)
    assert stats[1:, cv2.CC_STAT_WIDTH].max() < 40


def test_more_flakes_cover_more(sample_of):
    covered = [(snowed(sample_of, flakes=n) > 45).mean() for n in (0, 100, 1000, 5000)]
    assert covered == sorted(covered)
    assert covered[0] == 0


def test_without_flakes_and_veil_nothing_changes(sample_of, photo):
    for image in (photo, photo.astype(np.uint16) * 257):
        assert np.array_equal(snowed(sample_of, image, flakes=0), image)


def test_alpha_stays(sample_of):
    image = np.full((100, 100, 4), 90, np.uint8)
    result = snowed(sample_of, image, veil=0.5)
    assert (result[..., 3] == 90).all()
    assert (result[..., :3] > 90).all()


def test_looks_the_same_at_every_size(sample_of):
    large = np.full((800, 1200, 3), 40, np.uint8)
    small = cv2.resize(snowed(sample_of, large), (300, 200), interpolation=cv2.INTER_AREA)
    assert small.mean() == pytest.approx(snowed(sample_of).mean(), rel=0.1)


def test_bad_flakes():
    with pytest.raises(ValidationError, match="greater than or equal to 0"):
        Snow(flakes=-1)
