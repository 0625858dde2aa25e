"""What mixes of images share: partners fitted to the anchor, and what makes images neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from augctl.sample import Image, Sample, full_scale
from augctl.stages.base import Mix
from augctl.stages.image._affine import size_of
from augctl.stages.image._channels import like, with_channels
from augctl.stages.image._fit import covering

SIDE = 12
"""Width and height in pixels of the thumbnail that images are compared by."""


class ImageMix(Mix):
    """A mix of an image with one partner.

    The partner is scaled to cover the anchor without distortion, its centre is cut out, and it
    takes the anchor's channels and depth; transparent partners of opaque anchors are laid on
    white. `_fit.cover` says where its points go.
    """

    def partner_image(self, anchor: Sample, partners: Sequence[Sample]) -> Image:
        """Return the partner's image with the size, channels and depth of the anchor's."""
        image = covering(partners[0].image, size_of(anchor.image))
        return like(image, anchor.image)

    def describe(self, sample: Sample) -> NDArray[np.float32]:
        """Return a thumbnail: shape (432,), 12x12 RGB values in [0, 1], of the central square.

        Grey images count as RGB of three equal channels. Images are near if light and colour
        are laid out alike; what they show plays no part.
        """
        image = with_channels(covering(sample.image, (SIDE, SIDE)), 3)
        return (image.astype(np.float32) / np.float32(full_scale(image))).reshape(-1)


def blend(first: Image, second: Image, share: float) -> Image:
    """Return `share` of the first and the rest of the second image, rounded, every channel."""
    return cv2.addWeighted(first, share, second, 1.0 - share, 0.0).reshape(first.shape)
