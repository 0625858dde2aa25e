"""Shift the colours of an image along the axes on which colours vary most."""

from __future__ import annotations

import math
from typing import Any, ClassVar, Literal

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import Factor
from augctl.sample import Image, Sample, full_scale
from augctl.stages.base import Drawn
from augctl.stages.image._lookup import LookupTransform, shifted

# Of ImageNet's colours, 1 being white: as fb.resnet.torch and all that followed it have them.
_VARIANCES = np.array((0.2175, 0.0188, 0.0045))
_AXES = np.array(
    ((-0.5675, 0.7192, 0.4009), (-0.5808, -0.0045, -0.8140), (-0.5836, -0.6948, 0.4203))
)

# Pixels that an image's axes are taken from, at the most.
_ENOUGH = 1 << 16


class FancyPca(LookupTransform):
    """Add to all pixels one colour, drawn along the principal axes of natural colours.

    Use for classifiers on photographs: it changes the light as light mostly varies, brightness
    more than tint. Not where exact colours are the class.
    Image: HWC, uint8 or uint16. What is added is rounded to whole levels. Grey images stay as
    they are.

    References:
        Krizhevsky, Sutskever, Hinton, 2012: ImageNet Classification with Deep Convolutional
        Neural Networks, section 4.1.
    """

    example: ClassVar[dict[str, Any]] = {"std": 0.1}

    std: Factor = 0.1
    """Standard deviation of the factors, one per axis, that its variance is multiplied by."""

    axes: Literal["imagenet", "image"] = "imagenet"
    """Whose axes and variances: those of ImageNet, as in the paper, or of the image itself."""

    @property
    def adaptive(self) -> bool:
        """The table depends on the image if the axes do."""
        return self.axes == "image"

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw a factor for each axis."""
        return {"factors": (self.std * rng.standard_normal(3)).tolist()}

    def table(self, image: Image, drawn: Drawn) -> Image:
        """Add."""
        levels = np.arange(full_scale(image) + 1)
        if image.shape[2] == 1:
            return levels.astype(image.dtype)
        values = levels[:, None] + self._shift(image, drawn) * levels[-1]
        table: Image = np.rint(np.clip(values, 0, levels[-1])).astype(image.dtype)
        return table

    def change(self, image: Image, drawn: Drawn) -> Image:
        """Add, which is faster than three tables."""
        return shifted(image, self._shift(image, drawn)) if image.shape[2] == 3 else image

    def _shift(self, image: Image, drawn: Drawn) -> NDArray[np.float64]:
        variances, axes = (_VARIANCES, _AXES) if self.axes == "imagenet" else _principal(image)
        white = full_scale(image)
        shift: NDArray[np.float64] = axes @ (variances * drawn["factors"])
        return np.rint(shift * white) / white


def _principal(image: Image) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return variances, 1 being white, and axes as columns, of the colours of an RGB image."""
    height, width, _ = image.shape
    # Every pixel of a large photo would need hundreds of megabytes and say no more.
    step = math.ceil(math.sqrt(height * width / _ENOUGH))
    pixels = np.ascontiguousarray(image[::step, ::step]).reshape(-1, 3)
    kind = cv2.COVAR_NORMAL | cv2.COVAR_ROWS | cv2.COVAR_SCALE
    covariance, _ = cv2.calcCovarMatrix(pixels, None, kind, ctype=cv2.CV_64F)  # type: ignore[call-overload]
    variances, axes = np.linalg.eigh(covariance / full_scale(image) ** 2)
    # Libraries differ in which way along an axis they return; this way is the same for all.
    return variances, axes * np.where(axes.sum(axis=0) < 0, -1.0, 1.0)
