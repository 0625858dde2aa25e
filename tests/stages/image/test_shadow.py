import cv2
import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.shadow import Shadow

LEFT = [[-0.2, 0.0], [0.5, 0.0], [0.5, 1.0], [-0.2, 1.0]]
FLAT = np.full((100, 200, 3), 200, np.uint8)


def shaded(sample_of, image=FLAT, **drawn):
    drawn = {"darkness": 0.5, "softness": 0.0, "bands": [LEFT], **drawn}
    return Shadow().apply(sample_of(image), drawn).image


def test_a_band_loses_its_share_and_turns_blue(sample_of):
    result = shaded(sample_of)
    red, green, blue = result[50, 50].tolist()
    assert red == pytest.approx(100, abs=1)
    assert red <= green < blue < red + 10
    assert (result[:, 102:] == 200).all()
    assert (result[:, :98] == result[50, 50]).all()


def test_softness_is_the_width_of_the_edge(sample_of):
    row = shaded(sample_of, softness=0.2)[50, :, 0].astype(int)
    assert (np.diff(row) >= 0).all()
    between = np.flatnonzero((row > 105) & (row < 195))
    assert np.ptp(between) == pytest.approx(60, abs=10)
    assert np.mean(between) == pytest.approx(100, abs=2)


def test_bands_do_not_add_up(sample_of):
    both = shaded(sample_of, bands=[LEFT, LEFT])
    assert np.array_equal(both[:, :98], shaded(sample_of)[:, :98])


@pytest.mark.parametrize("changed", [{"bands": []}, {"darkness": 0.0}])
def test_without_bands_or_darkness_nothing_changes(sample_of, photo, changed):
    for image in (photo, photo.astype(np.uint16) * 257):
        assert np.array_equal(shaded(sample_of, image, **changed), image)


def test_drawn_bands_cover_a_part(sample_of, rng):
    sample = sample_of(FLAT)
    stage = Shadow(shadows=1, darkness=1, softness=0)
    shares = [
        (stage.apply(sample, stage.draw(sample, rng)).image[..., 0] < 100).mean()
        for _ in range(100)
    ]
    assert 0.1 < np.median(shares) < 0.4
    assert max(shares) < 0.6


def test_looks_the_same_at_every_size(sample_of):
    large = shaded(sample_of, cv2.resize(FLAT, (2000, 1000)), softness=0.1)
    small = cv2.resize(large, (200, 100), interpolation=cv2.INTER_AREA)
    assert np.abs(small.astype(int) - shaded(sample_of, softness=0.1)).max() < 12


def test_bad_darkness():
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        Shadow(darkness=1.5)
