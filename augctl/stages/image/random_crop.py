"""Cut a random part of a given size out of an image."""

from __future__ import annotations

from typing import Any, ClassVar

from numpy.random import Generator

from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._frame import spot
from augctl.stages.image._window import WindowTransform


class RandomCrop(WindowTransform):
    """Keep a random part of the image, in a size in pixels; smaller images are padded or refused.

    Use to train on parts of large pictures at full detail, all of one size. Not for images of
    very different sizes, where the same window shows a detail of one and the whole of another:
    `image.random_resized_crop` goes by shares.
    Image: HWC, uint8 or uint16.
    """

    example: ClassVar[dict[str, Any]] = {"width_px": 128, "height_px": 96}

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw where the part lies, as shares of the room that is left."""
        return {"x": rng.random(), "y": rng.random()}

    def place(self, room: int, drawn: Drawn, axis: str) -> int:
        """Take the place that was drawn."""
        return spot(room, drawn[axis])
