import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.emboss import Emboss


def lit(sample_of, image, angle, strength=1.0):
    return Emboss().apply(sample_of(image), {"strength": strength, "light_deg": angle}).image


@pytest.mark.parametrize(
    ("angle", "change"), [(0.0, (-10, 0)), (180.0, (10, 0)), (90.0, (0, 10)), (270.0, (0, -10))]
)
def test_slopes_that_face_the_light_are_lit(sample_of, angle, change):
    # Rising by 5 a pixel to the right: it faces the left.
    ramp = np.tile(np.arange(20, dtype=np.uint8) * 5 + 50, (20, 1))
    across = lit(sample_of, ramp, angle)[5:-5, 5:-5, 0].astype(int) - ramp[5:-5, 5:-5]
    down = lit(sample_of, ramp.T.copy(), angle)[5:-5, 5:-5, 0].astype(int) - ramp.T[5:-5, 5:-5]
    assert ((across == change[0]).all(), (down == change[1]).all()) == (True, True)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_0_is_the_identity_and_flat_images_stay(sample_of, photo, dtype):
    image = photo.astype(dtype) * dtype(np.iinfo(dtype).max // 255)
    assert np.array_equal(lit(sample_of, image, 33.0, 0.0), image)
    flat = np.full((5, 5, 3), 77, dtype)
    assert np.array_equal(lit(sample_of, flat, 33.0, 2.0), flat)


def test_alpha_stays(sample_of, photo):
    image = np.dstack([photo, photo[..., 0]])
    assert np.array_equal(lit(sample_of, image, 10.0)[..., 3], image[..., 3])


def test_bad_strength():
    with pytest.raises(ValidationError, match="greater than or equal to 0"):
        Emboss(strength=[-1, 1])
