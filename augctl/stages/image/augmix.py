"""Mix an image with several changed versions of itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

import cv2
import numpy as np
from annotated_types import Ge, Le
from numpy.random import Generator
from pydantic import BeforeValidator

from augctl.forms import Unit, plain_number
from augctl.mark_kinds import MarkKind
from augctl.params import Concentration, Fill, Range, constant, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._affine import size_of
from augctl.stages.image._policy import run
from augctl.stages.image._policy_space import AUGMIX

ChainCount = Annotated[int, Ge(1), Le(20), Unit("count"), BeforeValidator(plain_number)]
Severity = Annotated[float, Ge(0.1), Le(10), Unit("of 10"), BeforeValidator(plain_number)]

_OPERATIONS = (
    "autocontrast",
    "equalize",
    "posterize",
    "rotate",
    "solarize",
    "shear_x",
    "shear_y",
    "translate_x",
    "translate_y",
)


class Augmix(Transform):
    """Blend an image with a blend of changed versions of it; the label stays.

    Use for classifiers that must bear noise, blur and weather that they never saw; the result
    stays near the original. Not for detection or segmentation: edges are doubled, so that marks
    fit no version, and data that has marks is refused.
    Image: HWC, uint8 or uint16. Each version goes through a chain of autocontrast, equalize,
    posterize, rotate, solarize, and shear and translate in x and y: nothing that the usual tests
    of robustness try. Alpha is moved and blended as well.

    References:
        Hendrycks, Mu, Cubuk, Zoph, Gilmer, Lakshminarayanan, 2020: AugMix: A Simple Data
        Processing Method to Improve Robustness and Uncertainty.
    """

    example: ClassVar[dict[str, Any]] = {"severity": 3, "width": 3, "depth": [1, 3]}

    severity: Range[Severity] = constant(3)
    """How strong each operation is at most."""

    width: Range[ChainCount] = constant(3)
    """How many changed versions are blended."""

    depth: Range[ChainCount] = uniform(1, 3)
    """How many operations make one version, drawn for each."""

    alpha: Concentration = 1.0
    """Of the beta distribution of the original's share and the Dirichlet of the versions'."""

    fill: Fill = "reflect"
    """What stands where the original had no pixel; the authors' code has 0."""

    def loses(self, kind: MarkKind) -> str:
        """Lose all marks."""
        return "versions that are turned and moved in different ways lie over each other"

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the shares, and the operations of each version."""
        severity, width = self.severity.sample(rng), self.width.sample(rng)
        return {
            "lambda": rng.beta(self.alpha, self.alpha),
            "weights": rng.dirichlet([self.alpha] * width).tolist(),
            "chains": [self._chain(sample.image, severity, rng) for _ in range(width)],
        }

    def _chain(self, image: Image, severity: float, rng: Generator) -> list[dict[str, Any]]:
        names = [
            _OPERATIONS[int(rng.random() * len(_OPERATIONS))] for _ in range(self.depth.sample(rng))
        ]
        levels = [(0.1 + (severity - 0.1) * rng.random()) / 10 for _ in names]
        size = size_of(image)
        return [AUGMIX.chosen(*pair, size, rng) for pair in zip(names, levels, strict=True)]

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Make the versions, and blend."""
        self.check_marks(sample)
        share = drawn["lambda"]
        images = [run(sample, chain, self.fill).image for chain in drawn["chains"]]
        shares = [share, *((1 - share) * weight for weight in drawn["weights"])]
        return sample.with_image(blended([sample.image, *images], shares))


def blended(images: Sequence[Image], shares: Sequence[float]) -> Image:
    """Return the weighted mean of images of one shape, rounded; shares sum to 1."""
    first = images[0]
    flat = (first.shape[0], -1)
    mean = first.astype(np.float32).reshape(flat)
    total = shares[0]
    for image, share in zip(images[1:], shares[1:], strict=True):
        total += share
        if share > 0:
            cv2.accumulateWeighted(image.reshape(flat), mean, share / total)
    mean += np.float32(0.5)
    return mean.astype(first.dtype).reshape(first.shape)
