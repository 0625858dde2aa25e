"""Bring an image to a size."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import model_validator

from augctl.errors import BadInput
from augctl.params import PixelCount
from augctl.sample import Image
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Affine, Size, size_of, stretch
from augctl.stages.image._fit import resized
from augctl.stages.image._geometric import GeometricTransform

# Codecs count sides in 16 bits.
_MAX_SIDE = 65_535


class Resize(GeometricTransform):
    """Resize to a width, a height, or both; one of them alone keeps the aspect.

    Use to give all images one size, or to make large ones lighter. Both sides together distort,
    unless an `image.crop` or the data already has their aspect. Not for growing in the hope of
    detail.
    Image: HWC, uint8 or uint16. Where it shrinks, pixels are averaged by area; where it grows,
    they are interpolated bilinearly.
    """

    example: ClassVar[dict[str, Any]] = {"width_px": 320}

    width_px: PixelCount | None = None
    """Width of the result, in pixels; default: what keeps the aspect."""

    height_px: PixelCount | None = None
    """Height of the result, in pixels; default: what keeps the aspect."""

    @model_validator(mode="after")
    def _some_side(self) -> Resize:
        if self.width_px is None and self.height_px is None:
            raise ValueError("width_px, height_px or both")
        return self

    def needs(self, size: Size) -> Size:
        """As much as is left."""
        return self._target(size)

    def mapping(self, size: Size, drawn: Drawn) -> Affine:
        """Stretch edge to edge."""
        return stretch(size, self._target(size))

    def move(self, image: Image, drawn: Drawn) -> Image:
        """Average or interpolate, side by side."""
        return resized(image, self._target(size_of(image)))

    def _target(self, size: Size) -> Size:
        width = self.width_px or max(1, round(size[0] * (self.height_px or 0) / size[1]))
        height = self.height_px or max(1, round(size[1] * width / size[0]))
        if max(width, height) > _MAX_SIDE:
            raise BadInput(
                "too_large",
                f"{size[0]}x{size[1]} pixels would become {width}x{height}:"
                f" a side has up to {_MAX_SIDE}",
            )
        return width, height
