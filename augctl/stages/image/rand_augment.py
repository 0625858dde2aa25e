"""Apply a few operations, drawn at random, all equally strong."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from annotated_types import Ge, Le
from numpy.random import Generator
from pydantic import BeforeValidator

from augctl.forms import Unit, plain_number
from augctl.params import Range, constant
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import size_of
from augctl.stages.image._policy import Policy
from augctl.stages.image._policy_operations import SEARCHED
from augctl.stages.image._policy_space import RAND_AUGMENT

OperationCount = Annotated[int, Ge(0), Le(20), Unit("count"), BeforeValidator(plain_number)]
Magnitude = Annotated[float, Ge(0), Le(30), Unit("of 30"), BeforeValidator(plain_number)]


class RandAugment(Policy):
    """Apply `count` of 14 operations one after the other, each drawn anew, at one magnitude.

    Use as a strong default for classifiers of photographs: there are two numbers to tune. Not
    where colour or upright position is the class; a list of stages under `some_of` says exactly
    what may happen.
    Image: HWC, uint8 or uint16. The operations are identity, autocontrast, equalize, rotate,
    solarize, color, posterize, contrast, brightness, sharpness, and shear and translate in x
    and y; at 30 they rotate by 30 degrees and move by 45 % of a side. As in torchvision, color,
    contrast, brightness and sharpness go up or down from no change; in the paper's program they
    rise with the magnitude, from 0.1 to 1.9.

    References:
        Cubuk, Zoph, Shlens, Le, 2019: RandAugment: Practical Automated Data Augmentation with a
        Reduced Search Space.
    """

    example: ClassVar[dict[str, Any]] = {"count": 2, "magnitude": 9}

    count: Range[OperationCount] = constant(2)
    """How many operations are applied; N in the paper."""

    magnitude: Range[Magnitude] = constant(9)
    """How strong they are, on torchvision's scale: three times the paper's M, where 10 is full."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the operations, and the direction of each."""
        level, size = self.magnitude.sample(rng) / 30, size_of(sample.image)
        names = [SEARCHED[int(rng.random() * len(SEARCHED))] for _ in range(self.count.sample(rng))]
        return {"ops": [RAND_AUGMENT.chosen(name, level, size, rng) for name in names]}
