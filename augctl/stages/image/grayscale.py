"""Take the colours out of an image."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar, Literal

from augctl.sample import Image, Kind, Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._channels import on_colours, with_channels


class Grayscale(Transform):
    """Replace every colour by the grey of the same brightness.

    Use with `p` beside it where some pictures will come in grey, or so that shape counts more
    than colour. Not where colour is the class. For paler colours see `image.saturation`.
    Image: HWC, uint8 or uint16. Brightness is Rec. 601 luma. Channels are kept, all equal, unless
    `channels` says otherwise; grey images stay as they are.
    """

    example: ClassVar[dict[str, Any]] = {"channels": "keep"}

    channels: Literal["keep", "one"] = "keep"
    """`keep`: RGB stays RGB and alpha stays; `one`: grey files, transparent parts laid on white."""

    def becomes(self, kind: Kind) -> Kind:
        """Have one channel, if that is wanted."""
        return Kind(1, kind.bits) if self.channels == "one" else kind

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Weigh red, green and blue."""
        image = sample.image
        if image.shape[2] == 1:
            return sample
        if self.channels == "keep":
            return sample.with_image(on_colours(image, _grey))
        grey = sample.with_image(with_channels(image, 1))
        return replace(grey, lost=(*sample.lost, "alpha")) if image.shape[2] == 4 else grey


def _grey(image: Image) -> Image:
    return with_channels(with_channels(image, 1), 3)
