"""Compress an image as a JPEG does."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, ClassVar

import numpy as np
import simplejpeg  # type: ignore[import-untyped]
from annotated_types import Ge, Le
from numpy.random import Generator

from augctl.errors import BadInput
from augctl.forms import Unit
from augctl.params import Range, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._channels import on_colours, with_depth

Quality = Annotated[int, Ge(1), Le(100), Unit("quality, 1 to 100")]

_MAX_SIDE = 65_500


class JpegArtifacts(Transform):
    """Write the image as a JPEG and read it again: blocks, rings at edges, blurred colours.

    Use for pictures from the web and from messengers, which are compressed again and again. Not
    for fine texture in a class that JPEG removes; and choose an output that keeps what is left:
    another lossy codec adds its own.
    Image: HWC, uint8 or uint16; of 16 bits JPEG keeps the upper 8. Alpha stays as it is. Colours
    are kept at half of the width and height (4:2:0), as nearly all JPEGs have them.
    """

    example: ClassVar[dict[str, Any]] = {"quality": [15, 60]}

    quality: Range[Quality] = uniform(20, 70)
    """Of the compression: 100 is hardly seen, below 30 everybody sees it, 1 is a ruin."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the quality."""
        return {"quality": self.quality.sample(rng)}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Compress and decompress."""
        height, width, _ = sample.image.shape
        if max(height, width) > _MAX_SIDE:
            raise BadInput(
                "too_large", f"{width}x{height} pixels: a JPEG takes up to {_MAX_SIDE} a side"
            )
        compress = partial(_compress, quality=drawn["quality"])
        return sample.with_image(on_colours(sample.image, compress))


def _compress(image: Image, quality: int) -> Image:
    space, sampling = ("GRAY", "Gray") if image.shape[2] == 1 else ("RGB", "420")
    data = simplejpeg.encode_jpeg(
        np.ascontiguousarray(with_depth(image, np.dtype(np.uint8))),
        quality,
        colorspace=space,
        colorsubsampling=sampling,
    )
    result: Image = simplejpeg.decode_jpeg(data, colorspace=space)
    return with_depth(result.reshape(image.shape), image.dtype)
