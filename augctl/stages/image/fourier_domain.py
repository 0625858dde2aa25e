"""Give an image the coarse light and colour of another."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import fft

from augctl.params import HalfShare, Range, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn
from augctl.stages.image._bands import bands
from augctl.stages.image._channels import on_colours
from augctl.stages.image._mix import ImageMix

# Relative size below which float32 holds no more of a wave than its rounding.
_NOTHING = 1e-6


class FourierDomain(ImageMix):
    """Take the strength of the longest waves from a partner; where they lie, and the label, stay.

    Use to bring pictures of one source nearer to another, such as rendered and real ones, or day
    and dusk. Not with a large `beta`, which leaves ripples, nor where light is the class.
    Image: HWC, uint8 or uint16. The partner is fitted to the anchor; alpha stays.

    References:
        Yang, Soatto, 2020: FDA: Fourier Domain Adaptation for Semantic Segmentation.
    """

    keeps_label = True

    example: ClassVar[dict[str, Any]] = {"beta": [0.0, 0.01]}

    beta: Range[HalfShare] = uniform(0, 0.01)
    """Waves up to this share of the shorter side, in periods per image, are taken; 0 takes the
    mean colour alone."""

    def draw(self, anchor: Sample, rng: Generator) -> Drawn:
        """Draw how many waves."""
        return {"beta": self.beta.sample(rng)}

    def apply(self, anchor: Sample, partners: Sequence[Sample], drawn: Drawn) -> Sample:
        """Change what is coarse, channel by channel."""
        partner = self.partner_image(anchor, partners)[..., :3]
        change = partial(_adapted, partner=partner, beta=drawn["beta"])
        return anchor.with_image(on_colours(anchor.image, change))


def _adapted(image: Image, partner: Image, beta: float) -> Image:
    height, width, _ = image.shape
    # The wave of half the side's frequency has no partner of the other sign.
    longest = (min(height, width) - 1) // 2
    most = min(int(beta * min(height, width)), longest)
    own, other = _coarse(image, most), _coarse(partner, most)
    strength = np.abs(own)
    # A wave that is not there has no place either: its rounding errors must not grow into one.
    there = strength > _NOTHING * height * width * float(image.max())
    gain = np.divide(np.abs(other), strength, out=np.ones_like(strength), where=there)
    return _with_waves(image, own * (gain - 1))


def _coarse(image: Image, most: int) -> NDArray[np.complex64]:
    """Return the waves of up to `most` periods: shape (2 most + 1, most + 1, channels)."""
    rows = np.empty((len(image), most + 1, image.shape[2]), np.complex64)
    for band in bands(image):
        # Only what is needed goes into columns: that saves half of the whole transform.
        rows[band] = fft.rfft(image[band].astype(np.float32), axis=1)[:, : most + 1]
    waves: NDArray[np.complex64] = fft.fft(rows, axis=0)
    return np.concatenate((waves[: most + 1], waves[len(waves) - most :]))


def _with_waves(image: Image, waves: NDArray[np.complex64]) -> Image:
    """Add waves, as `_coarse` returns them, to an image; what exceeds is clipped."""
    height, width, channels = image.shape
    most = waves.shape[1] - 1
    columns = np.zeros((height, most + 1, channels), np.complex64)
    columns[: most + 1], columns[height - most :] = waves[: most + 1], waves[most + 1 :]
    rows = fft.ifft(columns, axis=0)
    result = np.empty_like(image)
    depth = cv2.CV_8U if image.dtype == np.uint8 else cv2.CV_16U
    for band in bands(image):
        added = fft.irfft(rows[band], n=width, axis=1)
        cv2.add(image[band], added, dst=result[band], dtype=depth)
    return result
