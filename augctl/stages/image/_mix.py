"""What mixes of images share: partners fitted to the anchor, and what makes images neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from augctl.sample import Image, Sample, full_scale
from augctl.stages.base import Mix
from augctl.stages.image._affine import Affine, Size, size_of
from augctl.stages.image._area import Mask
from augctl.stages.image._box import Box
from augctl.stages.image._channels import like, with_channels
from augctl.stages.image._fit import covering, fit
from augctl.stages.image._hidden import pasted_on

SIDE = 12
"""Width and height in pixels of the thumbnail that images are compared by."""

_BAND = 64


class ImageMix(Mix):
    """A mix of an image with one partner.

    The partner is scaled to cover the anchor without distortion, its centre is cut out, and it
    takes the anchor's channels and depth; transparent partners of opaque anchors are laid on
    white.
    """

    def partner_image(self, anchor: Sample, partners: Sequence[Sample]) -> Image:
        """Return the partner's image with the size, channels and depth of the anchor's."""
        return fitted(partners[0].image, anchor.image, size_of(anchor.image))

    def partner_mapping(self, anchor: Sample, partners: Sequence[Sample]) -> Affine:
        """Return where points of the partner go in that image."""
        size = size_of(anchor.image)
        return fit(size_of(partners[0].image), Box(0, 0, *size), size)

    def joined(
        self, anchor: Sample, partners: Sequence[Sample], image: Image, part: Box | Mask
    ) -> Sample:
        """Return the anchor with its image where the partner shows in a part, marks of both."""
        mapping = self.partner_mapping(anchor, partners)
        return pasted_on(anchor, image, partners[0], mapping, part)

    def describe(self, sample: Sample) -> NDArray[np.float32]:
        """Return a thumbnail: shape (432,), 12x12 RGB values in [0, 1], of the central square.

        Grey images count as RGB of three equal channels. Images are near if light and colour
        are laid out alike; what they show plays no part.
        """
        image = with_channels(covering(sample.image, (SIDE, SIDE)), 3)
        return (image.astype(np.float32) / np.float32(full_scale(image))).reshape(-1)


def fitted(partner: Image, anchor: Image, size: Size) -> Image:
    """Let a partner cover a size, as `_fit.covering` does, in the anchor's channels and depth."""
    return like(covering(partner, size, quick=True), anchor)


def blend(first: Image, second: Image, share: float) -> Image:
    """Return `share` of the first and the rest of the second image, rounded, every channel."""
    return cv2.addWeighted(first, share, second, 1.0 - share, 0.0).reshape(first.shape)


def pasted(first: Image, second: Image, mask: Image) -> Image:
    """Return the first image with the second where a mask, shape (height, width), is not 0."""
    result = first.copy()
    cv2.copyTo(second, mask, result)
    return result


def faded(first: Image, second: Image, weights: Image) -> Image:
    """Blend two images pixel by pixel, rounded, every channel.

    Args:
        first: HWC, uint8 or uint16.
        second: The same shape and depth.
        weights: Shares of the second image, from 0 to 1; shape (height, width), float32.
    """
    result = np.empty_like(first)
    # Bands stay in the cache: a whole photo at once takes about five times as long.
    for start in range(0, len(first), _BAND):
        rows = slice(start, start + _BAND)
        # Equal shapes, because broadcasting one channel is slow, too.
        share: Image = cv2.merge([weights[rows]] * first.shape[2])
        part = second[rows].astype(np.float32)
        part -= first[rows]
        part *= share.reshape(part.shape)
        part += first[rows]
        part += np.float32(0.5)
        result[rows] = part
    return result
