import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.tone_curve import ToneCurve

LEVELS = np.linspace(0, 1, 256)


@pytest.mark.parametrize("shadows", [-0.3, -0.1, 0.0, 0.3])
@pytest.mark.parametrize("lights", [-0.3, 0.0, 0.2, 0.3])
def test_it_never_falls_and_the_ends_stay(shadows, lights):
    curve = ToneCurve().curve(LEVELS, {"shadows": [shadows], "lights": [lights]})
    assert (np.diff(curve) >= 0).all()
    assert (curve[0], curve[-1]) == (0, 1)
    # Smooth: neighbouring slopes hardly differ.
    assert np.abs(np.diff(curve, 2)).max() < 1e-4


def test_arithmetic(sample_of):
    curve = ToneCurve().curve(np.array([0.5]), {"shadows": [0.1], "lights": [0.2]})
    assert curve == pytest.approx([0.5 + 3 / 8 * 0.3])
    image = np.arange(256, dtype=np.uint8).reshape(16, 16)
    neutral = ToneCurve().apply(sample_of(image), {"shadows": [0.0], "lights": [0.0]})
    assert np.array_equal(neutral.image[..., 0], image)


def test_one_curve_per_channel_if_asked(sample_of, photo, rng):
    stage = ToneCurve(per_channel=True)
    drawn = stage.draw(sample_of(photo), rng)
    assert len({*drawn["shadows"]}) == len(drawn["lights"]) == 3
    result = stage.apply(sample_of(photo), drawn).image
    for channel in range(3):
        one = {key: [values[channel]] for key, values in drawn.items()}
        alone = stage.apply(sample_of(photo[..., channel]), one).image
        assert np.array_equal(result[..., channel], alone[..., 0])
    assert len(stage.draw(sample_of(photo[..., 0]), rng)["lights"]) == 1


def test_bad_shadows():
    with pytest.raises(ValidationError, match=r"less than or equal to 0.3"):
        ToneCurve(shadows=0.5)
