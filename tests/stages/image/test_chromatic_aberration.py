import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.chromatic_aberration import ChromaticAberration


def fringed(sample_of, image, share):
    return ChromaticAberration().apply(sample_of(image), {"share": share}).image


@pytest.mark.parametrize("share", [0.02, -0.02])
def test_red_moves_outward_and_blue_inward(sample_of, share):
    # A ramp of 2 levels a pixel, so a shift can be read from the levels.
    ramp = np.broadcast_to(np.arange(0, 202, 2, dtype=np.uint8)[:, None], (41, 101, 3))
    moved = (fringed(sample_of, np.ascontiguousarray(ramp), share).astype(float) - ramp) / -2
    away = np.arange(101) - 50
    inside = np.abs(away) < 45
    assert np.abs(moved[..., 0] - share * away)[:, inside].max() < 0.35
    assert np.abs(moved[..., 2] + share * away)[:, inside].max() < 0.35
    assert not moved[..., 1].any()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_green_alpha_and_the_centre_stay(sample_of, rng, dtype):
    image = rng.integers(np.iinfo(dtype).max, size=(31, 41, 4), dtype=dtype)
    result = fringed(sample_of, image, 0.1)
    assert np.array_equal(result[..., 1::2], image[..., 1::2])
    assert np.array_equal(result[15, 20], image[15, 20])
    assert not np.array_equal(result, image)


def test_grey_and_0_are_the_identity(sample_of, photo):
    for image, share in ((photo[..., 0], 0.01), (photo, 0.0)):
        sample = sample_of(image)
        assert ChromaticAberration().apply(sample, {"share": share}) is sample


def test_bad_share():
    with pytest.raises(ValidationError, match=r"less than or equal to 0\.2"):
        ChromaticAberration(share=1)
