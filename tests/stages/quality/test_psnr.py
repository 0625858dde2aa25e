import numpy as np
import pytest
from pydantic import ValidationError
from skimage.metrics import peak_signal_noise_ratio

from augctl.stages.quality.psnr import Psnr


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_agrees_with_skimage(sample_of, rng, dtype, channels):
    shape, white = (40, 50, channels), np.iinfo(dtype).max
    first, second = (rng.integers(white, size=shape, dtype=dtype) for _ in range(2))
    found = Psnr(min=0).score(sample_of(second), sample_of(first))
    assert found == pytest.approx(peak_signal_noise_ratio(first, second, data_range=white))


def test_the_ends_of_the_scale(sample_of, photo):
    sample = sample_of(photo)
    black, white = np.zeros((9, 9), np.uint8), np.full((9, 9), 255, np.uint8)
    assert Psnr(min=0).score(sample, sample) == 100
    assert Psnr(min=0).score(sample_of(black), sample_of(white)) == pytest.approx(0)


def test_an_anchor_of_another_kind_is_fitted(sample_of, photo):
    large = np.repeat(np.repeat(photo, 2, axis=0), 2, axis=1).astype(np.uint16) * 257
    assert Psnr(min=0).score(sample_of(photo), sample_of(large)) == 100


def test_limits():
    gate = Psnr(min=20, max=99)
    assert [gate.keeps(score) for score in (19.9, 20, 99, 100)] == [False, True, True, False]
    with pytest.raises(ValidationError, match="min, max or both"):
        Psnr()
    with pytest.raises(ValidationError, match="less than or equal to 100"):
        Psnr(min=101)
