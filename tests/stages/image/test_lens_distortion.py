import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.lens_distortion import LensDistortion

SIZE = (80, 60)
CORNERS = np.array(((-0.5, -0.5), (79.5, 59.5)))
MIDDLES = np.array(((-0.5, 29.5), (39.5, -0.5), (39.5, 59.5)))


def test_share_0_is_the_identity(sample_of, photo):
    assert np.array_equal(LensDistortion().apply(sample_of(photo), {"share": 0.0}).image, photo)


@pytest.mark.parametrize("share", [-0.5, -0.1, 0.1, 0.3, 0.5])
def test_the_share_is_that_of_corners_against_the_middle(share):
    mapping = LensDistortion().mapping(SIZE, {"share": share})
    centre = np.array((39.5, 29.5))
    corner, near = mapping.inverse(np.array((CORNERS[1], (39.51, 29.5))))
    magnified = np.hypot(*(CORNERS[1] - centre)) / np.hypot(*(corner - centre))
    assert magnified * np.hypot(*(near - centre)) / 0.01 == pytest.approx(1 - share, rel=1e-3)


@pytest.mark.parametrize("share", [-0.5, -0.01, 0.01, 0.5])
def test_the_canvas_is_filled_and_no_more(share):
    mapping = LensDistortion().mapping(SIZE, {"share": share})
    x, y = np.meshgrid((-0.5, 20, 39.5, 79.5), (-0.5, 13, 29.5, 59.5))
    origins = mapping.inverse(np.stack((x, y), axis=-1).reshape(-1, 2))
    assert (origins >= -0.5 - 1e-9).all()
    assert (origins <= (79.5 + 1e-9, 59.5 + 1e-9)).all()
    still = CORNERS if share > 0 else MIDDLES[1:]
    assert mapping.forward(still) == pytest.approx(still)


@pytest.mark.parametrize("share", [-0.3, 0.3])
def test_barrels_bulge_and_pincushions_pinch(share):
    mapping = LensDistortion().mapping(SIZE, {"share": share})
    left, middle, right = mapping.forward(np.array(((10.0, 10), (39.5, 10), (69, 10))))
    assert left[1] == pytest.approx(right[1])
    assert (middle[1] < left[1]) == (share > 0)


def test_bad_share():
    with pytest.raises(ValidationError, match=r"less than or equal to 0.5"):
        LensDistortion(share=0.6)
