"""How often each level occurs in an image."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from augctl.sample import Image, full_scale

# OpenCV returns counts as float32, which is exact up to here.
_EXACT = 1 << 24


def histogram(image: Image) -> NDArray[np.int64]:
    """Count the levels of each channel: shape (256, channels) for uint8, (65536, …) for uint16."""
    height, width, channels = image.shape
    levels = full_scale(image) + 1
    counts = np.zeros((levels, channels), dtype=np.int64)
    rows = max(1, _EXACT // width)
    for start in range(0, height, rows):
        band = [image[start : start + rows]]
        for channel in range(channels):
            found = cv2.calcHist(band, [channel], None, [levels], [0, levels])
            # Shape (levels, 1), or without its second axis: that is up to the version.
            counts[:, channel] += found.reshape(-1).astype(np.int64)
    return counts
