"""Hues on the colour wheel of HSV."""

from __future__ import annotations

import cv2
import numpy as np

from augctl.sample import Image

# Values of a band that fit into the cache: a whole photo at once takes four times as long.
_BAND = 1 << 17


def turned(image: Image, shift_deg: float) -> Image:
    """Turn the hues of an RGB image (HWC); saturation and value stay.

    Exact to rounding, unlike OpenCV's 8-bit HSV, which is off by up to 8 levels and not faster.
    """
    result = np.empty_like(image)
    height, width, _ = image.shape
    rows = max(1, _BAND // (3 * width))
    # OpenCV takes hues below 720 degrees.
    shift = np.float32(shift_deg % 360)
    for start in range(0, height, rows):
        band = slice(start, start + rows)
        rgb = image[band].astype(np.float32)
        hsv: Image = cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV)
        hsv[..., 0] += shift
        cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB, dst=rgb)
        rgb += np.float32(0.5)
        result[band] = rgb
    return result
