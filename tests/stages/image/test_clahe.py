import cv2
import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image._channels import luma
from augctl.stages.image.clahe import Clahe


@pytest.fixture
def large(photo):
    return cv2.resize(photo, (320, 240), interpolation=cv2.INTER_CUBIC)


def test_grey_is_opencvs(sample_of, large):
    grey = luma(large)
    result = Clahe(tiles=5).apply(sample_of(grey), {"limit": 2.5}).image[..., 0]
    assert np.array_equal(result, cv2.createCLAHE(2.5, (5, 5)).apply(grey))


def test_colours_gain_what_luma_gains(sample_of, large):
    result = Clahe().apply(sample_of(large), {"limit": 2.0}).image
    ycc = cv2.cvtColor(large, cv2.COLOR_RGB2YCrCb)
    gain = cv2.createCLAHE(2, (8, 8)).apply(luma(large)).astype(int) - luma(large)
    assert np.array_equal(result, np.clip(large + gain[..., None], 0, 255))
    # The same by way of YCrCb, but for the rounding there.
    ycc[..., 0] = cv2.createCLAHE(2, (8, 8)).apply(luma(large))
    assert np.abs(cv2.cvtColor(ycc, cv2.COLOR_YCrCb2RGB).astype(int) - result).max() <= 2


def test_16_bits_look_like_8(sample_of, large):
    deep = large.astype(np.uint16) * 257
    # OpenCV counts in whole pixels, which lightens small tiles.
    stage = Clahe(tiles=2)
    for limit in (1.0, 2.0, 4.0):
        drawn = {"limit": limit}
        result = stage.apply(sample_of(deep), drawn).image / 257
        difference = np.abs(result - stage.apply(sample_of(large), drawn).image)
        assert difference.mean() < 2
        assert difference.max() < limit + 2


def test_16_bits_stay_smooth(sample_of):
    ramp = np.linspace(20_000, 40_000, 64 * 64).astype(np.uint16).reshape(64, 64)
    result = Clahe(tiles=1).apply(sample_of(ramp), {"limit": 4.0}).image
    steps = np.diff(result.ravel().astype(int))
    assert steps.min() >= 0
    assert steps.max() <= 4 * 6
    assert len(np.unique(result)) == ramp.size


def test_small_images_get_fewer_tiles_and_alpha_stays(sample_of, photo):
    image = np.dstack([photo, photo[..., 0]])
    result = Clahe().apply(sample_of(image), {"limit": 2.0}).image
    fewer = cv2.createCLAHE(2, (5, 3)).apply(luma(photo))
    assert np.array_equal(result[..., 3], image[..., 3])
    inside = (result[..., :3].min(axis=2) > 0) & (result[..., :3].max(axis=2) < 255)
    assert np.abs(luma(result[..., :3].copy()).astype(int) - fewer)[inside].max() <= 1


def test_bad_limit():
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        Clahe(limit=0.5)
