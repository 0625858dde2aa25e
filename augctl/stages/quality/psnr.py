"""Gate on the size of the change, pixel by pixel."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import cv2
from annotated_types import Ge, Le
from pydantic import BeforeValidator

from augctl.forms import plain_number
from augctl.params import Unit
from augctl.sample import Sample, full_scale
from augctl.stages.base import Gate
from augctl.stages.quality._compare import fitted

CAP_DB = 100.0
"""The score of images that are the same, and the highest there is."""

Decibels = Annotated[float, Ge(0), Le(CAP_DB), Unit("dB"), BeforeValidator(plain_number)]


class Psnr(Gate):
    """Score by peak signal-to-noise ratio, in dB: from 0 to 100, where 100 is no change.

    Use to bound noise, compression and changes of tone; 20 dB is plain to see, 40 dB hardly. Not
    after a stage that moves pixels: a shift by one of them scores like a ruined image.
    Image: HWC, uint8 or uint16; all channels count alike, alpha too. If size, channels or depth
    changed, the anchor is resized and converted to those of the finished sample.
    """

    example: ClassVar[dict[str, Any]] = {"min": 20}

    min: Decibels | None = None
    """The least score that is kept, in dB."""

    max: Decibels | None = None
    """The greatest score that is kept, in dB; below 100 it rejects copies."""

    def score(self, sample: Sample, anchor: Sample) -> float:
        """Return the ratio in dB."""
        image = sample.image
        return min(cv2.PSNR(fitted(anchor, sample), image, full_scale(image)), CAP_DB)
