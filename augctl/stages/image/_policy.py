"""What search policies are made of: 15 operations, how strong they get, and how they are run."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from numpy.random import Generator

from augctl.params import Fill
from augctl.sample import Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._affine import Affine, Size, about_centre
from augctl.stages.image._geometric import AffineTransform
from augctl.stages.image.autocontrast import Autocontrast
from augctl.stages.image.brightness import Brightness
from augctl.stages.image.color_jitter import ColorJitter
from augctl.stages.image.equalize import Equalize
from augctl.stages.image.invert import Invert
from augctl.stages.image.posterize import Posterize
from augctl.stages.image.rotate import Rotate
from augctl.stages.image.saturation import Saturation
from augctl.stages.image.sharpen import Sharpen
from augctl.stages.image.shear import Shear
from augctl.stages.image.solarize import Solarize
from augctl.stages.image.translate import Translate

# The 3 by 3 blur of Pillow's ImageEnhance.Sharpness has this deviation.
_SHARPNESS_SIGMA_PX = math.sqrt(6 / 13)


class ShearUp(AffineTransform):
    """Shear vertically: columns slide up and down, the middle column stays."""

    def mapping(self, size: Size, drawn: Drawn) -> Affine:
        """Move each column in proportion to its distance from the middle."""
        return about_centre(size, 1, 0, -math.tan(math.radians(drawn["angle_deg"])), 1)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a policy, run by a stage.

    Attributes:
        stage: The class of the stage.
        drawn: From the operation's value to what the stage would have drawn.
    """

    stage: type[Transform]
    drawn: Callable[[float], Drawn]


def _leaning(stage: type[Transform]) -> Operation:
    return Operation(stage, lambda slope: {"angle_deg": math.degrees(math.atan(slope))})


OPERATIONS: Mapping[str, Operation] = {
    "shear_x": _leaning(Shear),
    "shear_y": _leaning(ShearUp),
    "translate_x": Operation(Translate, lambda share: {"x": share, "y": 0.0}),
    "translate_y": Operation(Translate, lambda share: {"x": 0.0, "y": share}),
    "rotate": Operation(Rotate, lambda angle: {"angle_deg": angle}),
    "color": Operation(Saturation, lambda change: {"factor": 1 + change}),
    # About the mean of the image, as in Pillow; `image.contrast` turns about middle grey.
    "contrast": Operation(
        ColorJitter, lambda change: {"contrast": 1 + change, "order": ["contrast"]}
    ),
    "brightness": Operation(Brightness, lambda change: {"factor": 1 + change}),
    "sharpness": Operation(
        Sharpen, lambda change: {"amount": change, "sigma_px": _SHARPNESS_SIGMA_PX}
    ),
    "posterize": Operation(Posterize, lambda bits: {"bits": round(bits)}),
    "solarize": Operation(Solarize, lambda threshold: {"threshold": threshold}),
    "autocontrast": Operation(Autocontrast, lambda _: {"cut": 0.0}),
    "equalize": Operation(Equalize, lambda _: {}),
    "invert": Operation(Invert, lambda _: {}),
}

IDENTITY = "identity"

SEARCHED = (
    IDENTITY,
    "autocontrast",
    "equalize",
    "rotate",
    "solarize",
    "color",
    "posterize",
    "contrast",
    "brightness",
    "sharpness",
    "shear_x",
    "shear_y",
    "translate_x",
    "translate_y",
)
"""What RandAugment and TrivialAugment choose from."""


@dataclass(frozen=True, slots=True)
class Space:
    """How strong each operation is at its strongest.

    Attributes:
        shear: Sideways over upright distance.
        translate: Share of the side.
        rotate_deg: Angle.
        enhance: Distance of the factor of colour, contrast, brightness and sharpness from 1.
        bits: Bits that posterize keeps at its weakest and at its strongest.
        translate_px: Pixels, in place of a share.
    """

    shear: float
    translate: float
    rotate_deg: float
    enhance: float
    bits: tuple[int, int]
    translate_px: float = 0.0

    def chosen(self, name: str, level: float, size: Size, rng: Generator) -> dict[str, Any]:
        """Draw the direction of an operation; returns its name and its value.

        Args:
            name: One of `OPERATIONS`, or `IDENTITY`.
            level: Its strength: 0 is the weakest, 1 the strongest.
            size: Width and height of the image.
            rng: Draws whether it goes up or down, left or right.
        """
        if name == "posterize":
            weakest, strongest = self.bits
            return {"op": name, "value": max(1, weakest - round(level * (weakest - strongest)))}
        if name == "solarize":
            return {"op": name, "value": 256 * (1 - level)}
        most = self._most(name, size)
        if most is None:
            return {"op": name}
        return {"op": name, "value": level * (most if rng.random() < 0.5 else -most)}

    def _most(self, name: str, size: Size) -> float | None:
        kind, _, axis = name.partition("_")
        if kind == "shear":
            return self.shear
        if kind == "translate":
            side = size[0] if axis == "x" else size[1]
            return self.translate_px / side if self.translate_px else self.translate
        if kind == "rotate":
            return self.rotate_deg
        return self.enhance if kind in ("color", "contrast", "brightness", "sharpness") else None


PUBLISHED = Space(shear=0.3, translate=150 / 331, rotate_deg=30, enhance=0.9, bits=(8, 4))
"""The space of AutoAugment, which RandAugment took over."""

WIDE = Space(0.99, 0, 135, 0.99, (8, 2), translate_px=32)
"""The space of TrivialAugment, "wide"."""


class Policy(Transform):
    """A transform that draws operations and runs them one after the other."""

    fill: Fill = 128
    """What stands where the original had no pixel; 128 is the grey of the authors' code."""

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Run the operations."""
        return run(sample, drawn["ops"], self.fill)


def run(sample: Sample, chosen: Sequence[Mapping[str, Any]], fill: Any) -> Sample:
    """Run operations, as `Space.chosen` returns them, one after the other."""
    stages = _stages(fill)
    for one in chosen:
        name = one["op"]
        if name != IDENTITY:
            drawn = OPERATIONS[name].drawn(one.get("value", 0.0))
            sample = stages[name].apply(sample, drawn)
    return sample


@lru_cache(maxsize=16)
def _stages(fill: Any) -> dict[str, Transform]:
    """Build the stage of each operation."""
    return {
        name: one.stage(**({"fill": fill} if "fill" in one.stage.model_fields else {}))
        for name, one in OPERATIONS.items()
    }
