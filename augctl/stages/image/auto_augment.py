"""Apply a policy that was found by search on a well-known dataset."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from numpy.random import Generator

from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image import _policies
from augctl.stages.image._affine import size_of
from augctl.stages.image._policy import Policy
from augctl.stages.image._policy_space import AUTO_AUGMENT

_STRONGEST = 9

_POLICIES = {
    "cifar10": _policies.CIFAR10,
    "svhn": _policies.SVHN,
    "imagenet": _policies.IMAGENET,
}


class AutoAugment(Policy):
    """Apply one of 25 pairs of operations, each of them with its own chance and magnitude.

    Use `imagenet` for photographs, `cifar10` for small pictures of things, `svhn` for digits and
    signs. Not for pictures unlike all of these: the policies were searched for, and
    `image.trivial_augment`, which needs no search, is as good in most comparisons.
    Image: HWC, uint8 or uint16. The policies are those of the paper, and magnitudes cover the
    ranges of its table evenly: color, contrast, brightness and sharpness multiply by 0.1 at 0 and
    by 1.9 at 9, where torchvision goes from 1 up or down. Translations are shares of the side.

    References:
        Cubuk, Zoph, Mané, Vasudevan, Le, 2019: AutoAugment: Learning Augmentation Strategies from
        Data.
    """

    example: ClassVar[dict[str, Any]] = {"policy": "imagenet"}

    policy: Literal["imagenet", "cifar10", "svhn"] = "imagenet"
    """The dataset that the policy was found on."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the pair, which of the two apply, and the direction of each."""
        policy, size = _POLICIES[self.policy], size_of(sample.image)
        pair = int(rng.random() * len(policy))
        ops = [
            AUTO_AUGMENT.chosen(name, magnitude / _STRONGEST, size, rng)
            for name, chance, magnitude in policy[pair]
            if rng.random() < chance
        ]
        return {"pair": pair, "ops": ops}
