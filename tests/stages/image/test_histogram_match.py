import numpy as np
import pytest
from pydantic import ValidationError
from skimage.exposure import match_histograms

from augctl.seeds import rng_for
from augctl.stages.image.histogram_match import HistogramMatch


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_agrees_with_skimage(sample_of, photo, dtype, channels):
    unit = np.iinfo(dtype).max // 255
    image = (photo[..., :channels] // 2).astype(dtype) * dtype(unit)
    other = rng_for(1, "other").integers(90 * unit, 255 * unit, (33, 47, channels), dtype=dtype)
    pair = sample_of(image, "cat"), sample_of(other, "dog")
    result = HistogramMatch().apply(pair[0], [pair[1]], {"share": 1.0})
    # skimage cuts off where we round.
    difference = result.image.astype(int) - match_histograms(image, other, channel_axis=2)
    assert set(np.unique(difference)) <= {0, 1}
    assert result.label == pair[0].label


def test_0_and_oneself_are_the_identity(sample_of, photo):
    other = sample_of(np.ascontiguousarray(photo[::-1]) // 3)
    sample = sample_of(photo)
    assert np.array_equal(HistogramMatch().apply(sample, [other], {"share": 0}).image, photo)
    assert np.array_equal(HistogramMatch().apply(sample, [sample], {"share": 1}).image, photo)


def test_half_goes_half_the_way(sample_of, photo):
    other = sample_of(photo // 2 + 100)
    half, whole = (
        HistogramMatch().apply(sample_of(photo), [other], {"share": s}).image for s in (0.5, 1.0)
    )
    assert np.abs(half - (photo / 2 + whole / 2)).max() <= 1


def test_alpha_stays_and_grey_partners_count_as_rgb(sample_of, photo):
    image = np.dstack([photo, photo[..., 0]])
    grey = sample_of(photo[:20, :30, 0].astype(np.uint16) * 257)
    result = HistogramMatch().apply(sample_of(image), [grey], {"share": 1.0}).image
    assert np.array_equal(result[..., 3], image[..., 3])
    for channel in range(3):
        assert result[..., channel].mean() == pytest.approx(photo[:20, :30, 0].mean(), abs=3)


def test_bad_share():
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        HistogramMatch(share=1.5)
