"""Gate on likeness of structure."""

from __future__ import annotations

from typing import Any, ClassVar

import cv2
import numpy as np

from augctl.params import SignedShare
from augctl.sample import Image, Sample, full_scale
from augctl.stages.base import Gate
from augctl.stages.image._channels import luma
from augctl.stages.quality._compare import fitted

_WINDOW = 11
_SIGMA = 1.5
_STRIP = 1 << 15  # pixels
_C1, _C2 = np.float32(0.01**2), np.float32(0.03**2)


class Ssim(Gate):
    """Score by structural similarity: from -1 to 1, where 1 is no change.

    Use to reject results that are ruined: washed out, drowned in noise, covered. Not after a
    stage that moves pixels far: a mirror image is as unlike its original as any other picture.
    Image: HWC, uint8 or uint16; brightness alone is compared. If size, channels or depth changed,
    the anchor is resized and converted to those of the finished sample.

    The mean runs over the places where the whole window, 11x11 with a sigma of 1.5, is inside the
    image; along a side shorter than the window it runs over all, with the image reflected.

    References:
        Wang, Bovik, Sheikh, Simoncelli, 2004: Image Quality Assessment: From Error Visibility to
        Structural Similarity.
    """

    example: ClassVar[dict[str, Any]] = {"min": 0.2}

    min: SignedShare | None = None
    """The least score that is kept."""

    max: SignedShare | None = None
    """The greatest score that is kept; below 1 it rejects copies."""

    def score(self, sample: Sample, anchor: Sample) -> float:
        """Return the mean similarity."""
        return ssim(luma(sample.image), luma(fitted(anchor, sample)))


def ssim(first: Image, second: Image) -> float:
    """Compare two images of one shape (height, width) and depth."""
    height, width = first.shape
    margin, side = (_WINDOW // 2 if length >= _WINDOW else 0 for length in (height, width))
    # Strips that fit the cache take a third of the time, and little memory for large images. A
    # reflected image cannot be cut, but is a few rows high.
    rows = max(1, _STRIP // width) if margin else height
    total = 0.0
    for top in range(0, height - 2 * margin, rows):
        strip = slice(top, min(top + rows, height - 2 * margin) + 2 * margin)
        scores = _similarity(first[strip], second[strip])
        inside = scores[margin : len(scores) - margin, side : width - side]
        total += float(inside.sum(dtype=np.float64))
    return total / ((height - 2 * margin) * (width - 2 * side))


def _similarity(first: Image, second: Image) -> Image:
    white = np.float32(full_scale(first))
    x, y = first.astype(np.float32) / white, second.astype(np.float32) / white
    mean_x, mean_y = _local_mean(x), _local_mean(y)
    # The formula needs only the sum of the two variances, which saves a pass.
    squares, product = _local_mean(x * x + y * y), _local_mean(x * y)
    mean_squares, mean_product = mean_x * mean_x + mean_y * mean_y, mean_x * mean_y
    above = (2 * mean_product + _C1) * (2 * (product - mean_product) + _C2)
    below = (mean_squares + _C1) * (squares - mean_squares + _C2)
    scores: Image = above / below
    return scores


def _local_mean(values: Image) -> Image:
    return cv2.GaussianBlur(values, (_WINDOW, _WINDOW), _SIGMA)
