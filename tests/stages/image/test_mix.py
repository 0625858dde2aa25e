import numpy as np
import pytest

from augctl.stages.image._fit import cover, covering
from augctl.stages.image._mix import ImageMix

SIZES = [(80, 60), (60, 80), (500, 375), (1, 1), (1, 7), (3000, 20), (33, 47)]


@pytest.mark.parametrize("onto", SIZES)
@pytest.mark.parametrize("size", SIZES)
def test_a_partner_covers_without_distortion(size, onto):
    box, mapping = cover(size, onto)
    assert mapping.size == onto
    assert 0 <= box.x <= box.x + box.width <= size[0]
    assert 0 <= box.y <= box.y + box.height <= size[1]
    scale = max(onto[0] / size[0], onto[1] / size[1])
    # The part that is seen has the aspect of the canvas, to half a pixel or to its only pixel.
    assert box.width == pytest.approx(onto[0] / scale, abs=1 if box.width == 1 else 0.5)
    assert box.height == pytest.approx(onto[1] / scale, abs=1 if box.height == 1 else 0.5)
    corner = mapping.matrix @ (box.x - 0.5, box.y - 0.5, 1)
    opposite = mapping.matrix @ (box.x + box.width - 0.5, box.y + box.height - 0.5, 1)
    assert corner == pytest.approx((-0.5, -0.5))
    assert opposite == pytest.approx((onto[0] - 0.5, onto[1] - 0.5))


def test_the_centre_is_what_is_seen():
    wide = np.repeat(np.arange(9, dtype=np.uint8), 10)[None].repeat(30, axis=0)[..., None] * 20
    assert np.unique(covering(wide, (3, 3))).tolist() == [60, 80, 100]


def test_descriptors_tell_likeness(sample_of, photo):
    describe = ImageMix().describe
    here, noisy = describe(sample_of(photo)), describe(sample_of(photo // 8 * 8 + 4))
    mirror = describe(sample_of(np.ascontiguousarray(photo[:, ::-1])))
    assert np.linalg.norm(here - noisy) < np.linalg.norm(here - mirror) / 10
    assert (here.shape, here.dtype) == ((432,), np.float32)
    assert 0 <= here.min() < here.max() <= 1


def test_descriptors_of_grey_and_deep_images_compare(sample_of, photo):
    describe = ImageMix().describe
    grey = photo[..., :1]
    as_rgb, deep = np.repeat(grey, 3, axis=2), grey.astype(np.uint16) * 257
    assert np.array_equal(describe(sample_of(grey)), describe(sample_of(as_rgb)))
    assert describe(sample_of(deep)) == pytest.approx(describe(sample_of(grey)), abs=0.003)
