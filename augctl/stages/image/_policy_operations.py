"""What search policies are made of: 14 operations that stages run, and none at all."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

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
