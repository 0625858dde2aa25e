"""Swap the colour channels of an image."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._colour import IDENTITY, ColourTransform

_ORDERS = tuple(permutations(range(3)))[1:]


class ChannelShuffle(ColourTransform):
    """Put red, green and blue in one of the five other orders, each as likely.

    Use where colours say nothing about the class, with `p` beside it, to learn shapes. Not for
    anything that a person tells by its colour; `image.hue` changes colours more gently.
    Image: HWC, uint8 or uint16. Grey images stay as they are.
    """

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the old channel in the place of each new one."""
        return {"order": list(_ORDERS[int(rng.random() * len(_ORDERS))])}

    def matrix(self, drawn: Drawn) -> NDArray[np.float64]:
        """Take each new colour from an old one."""
        return IDENTITY[drawn["order"]]
