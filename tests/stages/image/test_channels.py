from itertools import product

import numpy as np
import pytest

from augctl.stages.image._channels import LUMA, like, luma, on_white, with_channels, with_depth


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize(("before", "after"), list(product([1, 3, 4], repeat=2)))
def test_white_stays_white_and_opaque(before, after, dtype):
    white = np.full((3, 2, before), np.iinfo(dtype).max, dtype)
    result = with_channels(white, after)
    assert (result.shape, result.dtype) == ((3, 2, after), dtype)
    assert (result == np.iinfo(dtype).max).all()


def test_depths_go_there_and_back():
    levels = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
    deep = with_depth(levels, np.dtype(np.uint16))
    assert (deep.min(), deep.max()) == (0, 65535)
    assert np.array_equal(with_depth(deep, np.dtype(np.uint8)), levels)


def test_transparent_parts_are_laid_on_white():
    image = np.array([[[10, 20, 30, 0], [10, 20, 30, 255], [0, 100, 200, 51]]], np.uint8)
    assert on_white(image).tolist() == [[[255] * 3, [10, 20, 30], [204, 224, 244]]]


def test_luma_weighs_as_jpeg_does(photo):
    assert np.abs(luma(photo) - photo @ LUMA).max() <= 0.51


def test_like_takes_channels_and_depth_but_no_size(photo):
    result = like(photo, np.zeros((1, 1, 4), np.uint16))
    assert (result.shape, result.dtype) == ((60, 80, 4), np.uint16)
    assert np.array_equal(result[..., :3], photo.astype(int) * 257)
