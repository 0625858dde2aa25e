"""How strong the operations of search policies get: the spaces of four papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.random import Generator

from augctl.stages.image._affine import Size

_ENHANCED = ("color", "contrast", "brightness", "sharpness")


@dataclass(frozen=True, slots=True)
class Space:
    """How strong each operation is at its strongest.

    Posterize keeps fewer bits and solarize inverts more at higher levels.

    Attributes:
        shear: Sideways over upright distance.
        translate: Share of the side.
        rotate_deg: Angle.
        enhance: Distance of the factor of colour, contrast, brightness and sharpness from 1.
        bits: Bits that posterize keeps at its weakest and at its strongest.
        translate_px: Pixels, in place of a share.
        one_way: Whether these factors rise with the level, from 1 - enhance to 1 + enhance; else
            the level is their distance from 1, and whether up or down is drawn.
        truncated: Whether bits, degrees and pixels are cut off to whole numbers; else bits are
            rounded, and angles and moves are as they come.
    """

    shear: float
    translate: float
    rotate_deg: float
    enhance: float
    bits: tuple[int, int]
    translate_px: float = 0.0
    one_way: bool = False
    truncated: bool = False

    def chosen(self, name: str, level: float, size: Size, rng: Generator) -> dict[str, Any]:
        """Draw the direction of an operation; returns its name and its value.

        Args:
            name: One of `OPERATIONS`, or `IDENTITY`.
            level: Its strength: 0 is the weakest, 1 the strongest.
            size: Width and height of the image.
            rng: Draws whether it goes up or down, left or right.
        """
        if name == "posterize":
            return {"op": name, "value": self._bits(level)}
        if name == "solarize":
            return {"op": name, "value": 256 * (1 - level)}
        if name in _ENHANCED and self.one_way:
            return {"op": name, "value": self.enhance * (2 * level - 1)}
        value = self._distance(name, level, size)
        if value is None:
            return {"op": name}
        return {"op": name, "value": value if rng.random() < 0.5 else -value}

    def _bits(self, level: float) -> int:
        weakest, strongest = self.bits
        cleared = level * (weakest - strongest)
        return max(1, weakest - (int(cleared) if self.truncated else round(cleared)))

    def _distance(self, name: str, level: float, size: Size) -> float | None:
        """Return how far it goes, whichever way; None if it has no way to go."""
        kind, _, axis = name.partition("_")
        if kind == "translate":
            side = size[0] if axis == "x" else size[1]
            pixels = level * (self.translate_px or self.translate * side)
            return (int(pixels) if self.truncated else pixels) / side
        if kind == "rotate":
            angle = level * self.rotate_deg
            return int(angle) if self.truncated else angle
        if kind == "shear":
            return level * self.shear
        return level * self.enhance if kind in _ENHANCED else None


AUTO_AUGMENT = Space(
    shear=0.3, translate=150 / 331, rotate_deg=30, enhance=0.9, bits=(8, 4), one_way=True
)
"""The ranges of AutoAugment's table.

It does not say which end of posterize and solarize is the strong one, and the authors' programs
for CIFAR and for ImageNet differ in it. torchvision has these ranges too, but draws whether the
factors go up or down.
"""

RAND_AUGMENT = Space(shear=0.3, translate=150 / 331, rotate_deg=30, enhance=0.9, bits=(8, 4))
"""RandAugment as torchvision has it: no operation does anything at level 0."""

WIDE = Space(0.99, 0, 135, 0.99, (8, 2), translate_px=32)
"""The space of TrivialAugment, "wide", as torchvision has it.

In the authors' program the factors rise from 0.01 to 2, and all but they and shears are cut off to
whole numbers.
"""

AUGMIX = Space(shear=0.3, translate=1 / 3, rotate_deg=30, enhance=0.9, bits=(4, 0), truncated=True)
"""The space of AugMix, as in the authors' program."""
