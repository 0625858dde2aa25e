import cv2
import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image._clouds import GRID, clouds
from augctl.stages.image.fmix import Fmix


def mixed(sample_of, shape, drawn, **parameters):
    pair = [sample_of(np.full(shape, v, np.uint8), name) for v, name in ((0, "cat"), (9, "dog"))]
    result = Fmix(**parameters).apply(pair[0], pair[1:], drawn)
    return result.image[..., 0] == 9, dict(result.label.weights)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.5, 0.99, 1.0])
def test_the_label_is_the_area_and_the_area_is_what_was_drawn(sample_of, share):
    mask, label = mixed(sample_of, (375, 500), {"lambda": share, "clouds": 5})
    assert label.get("cat", 0) == pytest.approx(1 - mask.mean())
    assert 1 - mask.mean() == pytest.approx(share, abs=0.01)


def test_the_partner_keeps_its_place(sample_of, photo):
    mirror = sample_of(np.ascontiguousarray(photo[:, ::-1]), "dog")
    drawn = {"lambda": 0.5, "clouds": 1}
    result = Fmix().apply(sample_of(photo), [mirror], drawn).image
    mask, _ = mixed(sample_of, (60, 80), drawn)
    assert np.array_equal(result, np.where(mask[..., None], mirror.image, photo))


def test_less_decay_gives_more_patches(sample_of):
    def patches(decay):
        drawn = [{"lambda": 0.5, "clouds": key} for key in range(8)]
        masks = [mixed(sample_of, (200, 200), values, decay=decay)[0] for values in drawn]
        return np.mean([cv2.connectedComponents(mask.astype(np.uint8))[0] for mask in masks])

    assert patches(1.0) > 4 * patches(2.0) > 8 * patches(3.0)


@pytest.mark.parametrize("decay", [0.0, 1.0, 3.0])
def test_the_amplitude_of_waves_falls_as_said(decay):
    power = np.zeros((GRID, GRID // 2 + 1))
    for key in range(40):
        power += np.abs(np.fft.rfft2(clouds(key, (9, 9), decay)[0])) ** 2
    slow, fast = power[2, 1:4].mean(), power[20, 10:40].mean()
    frequency = np.hypot(2, np.arange(1, 4)), np.hypot(20, np.arange(10, 40))
    expected = [np.mean(f ** (-2 * decay)) for f in frequency]
    assert slow / fast == pytest.approx(expected[0] / expected[1], rel=0.3)
    assert np.std([clouds(key, (9, 9), decay) for key in range(40)]) == pytest.approx(1, rel=0.15)


def test_bad_decay():
    with pytest.raises(ValidationError, match="less than or equal to 10"):
        Fmix(decay=11)
