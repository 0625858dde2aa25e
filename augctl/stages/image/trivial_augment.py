"""Apply one operation, drawn at random, of random strength."""

from __future__ import annotations

from typing import Any, ClassVar

from numpy.random import Generator

from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import size_of
from augctl.stages.image._policy import Policy
from augctl.stages.image._policy_operations import SEARCHED
from augctl.stages.image._policy_space import WIDE

_STEPS = 31


class TrivialAugment(Policy):
    """Apply one of 14 operations, with one of 31 strengths: nothing is left to tune.

    Use as a first choice for classifiers of photographs, and as what a tuned recipe has to beat.
    Not where colour or upright position is the class: it rotates by up to 135 degrees.
    Image: HWC, uint8 or uint16. The operations are those of `image.rand_augment` in the paper's
    wide space, as torchvision has it: translations go up to 32 pixels, whatever the size of the
    image.

    References:
        Müller, Hutter, 2021: TrivialAugment: Tuning-free Yet State-of-the-Art Data Augmentation.
    """

    example: ClassVar[dict[str, Any]] = {"fill": 128}

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the operation, its strength and its direction."""
        name = SEARCHED[int(rng.random() * len(SEARCHED))]
        level = int(rng.random() * _STEPS) / (_STEPS - 1)
        return {"ops": [WIDE.chosen(name, level, size_of(sample.image), rng)]}
