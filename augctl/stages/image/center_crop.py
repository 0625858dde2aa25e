"""Cut the middle out of an image."""

from __future__ import annotations

from typing import Any, ClassVar

from augctl.stages.base import Drawn
from augctl.stages.image._window import WindowTransform


class CenterCrop(WindowTransform):
    """Keep the middle of the image, in a size in pixels; smaller images are padded or refused.

    Use to bring images to one size where subjects stand in the middle. Not for subjects that
    reach to the edges: `image.letterbox` keeps the whole.
    Image: HWC, uint8 or uint16. An odd pixel of what is cut off is cut on the right and below.
    """

    example: ClassVar[dict[str, Any]] = {"width_px": 128, "height_px": 96}

    def place(self, room: int, drawn: Drawn, axis: str) -> int:
        """Cut the same on both sides."""
        return room // 2
