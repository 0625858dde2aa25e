import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.salt_pepper import SaltPepper


def specks(sample_of, rng, image, **parameters):
    sample = sample_of(image)
    stage = SaltPepper(**parameters)
    return stage.apply(sample, stage.draw(sample, rng)).image


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("per_channel", [False, True])
@pytest.mark.parametrize(("share", "salt"), [(0.02, 0.5), (0.3, 0.9), (0.9, 0)])
def test_shares_are_as_asked(sample_of, rng, share, salt, per_channel, dtype):
    white = np.iinfo(dtype).max
    result = specks(
        sample_of,
        rng,
        np.full((1200, 1000, 3), 77, dtype),
        share=share,
        salt=salt,
        per_channel=per_channel,
    )
    for value, expected in ((white, share * salt), (0, share * (1 - salt)), (77, 1 - share)):
        assert (result == value).mean() == pytest.approx(expected, abs=0.002)
    grey = (result == result[..., :1]).all()
    assert grey != per_channel


def test_neighbours_are_independent(sample_of, rng):
    found = specks(sample_of, rng, np.full((500, 500), 77, np.uint8), share=0.4)[..., 0] != 77
    for a, b in ((found[1:], found[:-1]), (found[:, 1:], found[:, :-1])):
        assert (a & b).mean() == pytest.approx(0.16, abs=0.005)


def test_0_changes_nothing_and_1_everything(sample_of, rng, photo):
    assert np.array_equal(specks(sample_of, rng, photo, share=0), photo)
    assert (specks(sample_of, rng, photo, share=1, salt=1) == 255).all()
    assert (specks(sample_of, rng, photo, share=1, salt=0) == 0).all()


def test_alpha_stays(sample_of, rng):
    result = specks(sample_of, rng, np.full((20, 30, 4), 90, np.uint8), share=0.5)
    assert (result[..., 3] == 90).all()


def test_bad_share():
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        SaltPepper(share=[0, 5])
