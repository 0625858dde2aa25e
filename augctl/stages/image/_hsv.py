"""Hues on the colour wheel of HSV."""

from __future__ import annotations

import cv2
import numpy as np

from augctl.sample import Image
from augctl.stages.image._bands import bands


def turned(image: Image, shift_deg: float, *, into: Image | None = None) -> Image:
    """Turn the hues of an RGB image (HWC); saturation and value stay.

    Exact to rounding, unlike OpenCV's 8-bit HSV, which is off by up to 8 levels and not faster.

    Args:
        image: The image.
        shift_deg: The angle; 120 takes red to green.
        into: Where the result goes: the image itself, or one like it; default: a new one.
    """
    result = np.empty_like(image) if into is None else into
    # OpenCV takes hues below 720 degrees.
    shift = np.float32(shift_deg % 360)
    for band in bands(image):
        rgb = image[band].astype(np.float32)
        hsv: Image = cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV)
        hsv[..., 0] += shift
        cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB, dst=rgb)
        rgb += np.float32(0.5)
        result[band] = rgb
    return result
