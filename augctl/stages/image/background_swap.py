"""Keep the subject of an image and replace what is behind it."""

from __future__ import annotations

import math
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Literal

import cv2
import numpy as np
from numpy.random import Generator
from pydantic import field_validator, model_validator

from augctl.errors import BadInput
from augctl.params import Folder, Patch, Range, Share, SigmaPixels, uniform
from augctl.sample import Image, Kind, Sample, full_scale
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._affine import Size, size_of
from augctl.stages.image._box import Box
from augctl.stages.image._channels import like, with_channels
from augctl.stages.image._clouds import cloudy
from augctl.stages.image._fit import cover, resized
from augctl.stages.image._hidden import cut_out
from augctl.stages.image._mix import faded
from augctl.stages.image._patch import boxes_covered
from augctl.stages.image._pictures import pictures, read_picture
from augctl.stages.image._subject import Shares, from_alpha, from_centre, from_mask

# Less than this share of the old picture is new background.
_SEEN = 0.5


class BackgroundSwap(Transform):
    """Replace the background by a picture from a folder, by clouds of colour, or by one colour.

    Use where a class could be learned from what is behind it: huskies in snow, ships at sea.
    Put it first in the chain; masks are those of the originals. Not where the surroundings are
    evidence, nor unseen with `subject: grabcut`, which goes by colour and finds only subjects
    that lie in the centre and differ from what is around them: look at `augctl preview`.
    Image: HWC, uint8 or uint16. The result is opaque; its size and its channels stay. Marks stay
    with the subject; what is marked elsewhere is gone with the old background.
    """

    example: ClassVar[dict[str, Any]] = {"subject": "grabcut", "fill": "noise"}

    subject: Literal["auto", "alpha", "mask", "grabcut"] = "auto"
    """What tells the subject: the alpha channel, a mask of `masks`, or GrabCut, a search by
    colour from a central rectangle. `auto` takes `masks` if given, else alpha where something is
    transparent, else GrabCut."""

    masks: Folder | None = None
    """Folder of masks, black where the background is; `cat/7.png` goes with `cat/7.jpg`."""

    rectangle: Share = 0.9
    """Share of width and height of the central rectangle that GrabCut looks in."""

    folder: Folder | None = None
    """Folder of pictures that become backgrounds, with its subfolders; without one, see `fill`."""

    area: Range[Share] = uniform(0.5, 1)
    """Share of a picture that is seen, of the largest part with the image's aspect."""

    fill: Patch = "noise"
    """Background where there is no `folder`: random clouds, the image's mean colour, a colour."""

    feather_px: SigmaPixels = 1.0
    """How softly the subject fades, inwards from its edge; 0 cuts. Alpha has its own edge."""

    @field_validator("folder")
    @classmethod
    def _some_picture(cls, folder: Path | None) -> Path | None:
        if folder is not None and next(pictures(folder), None) is None:
            raise ValueError(f"a folder with pictures; there is none in {folder}")
        return folder

    @model_validator(mode="after")
    def _masks_where_needed(self) -> BackgroundSwap:
        if self.subject == "mask" and self.masks is None:
            raise ValueError("masks, the folder of the masks, beside `subject: mask`")
        if self.subject in ("alpha", "grabcut") and self.masks is not None:
            raise ValueError(f"`subject: mask` or `auto` beside masks, not {self.subject}")
        return self

    @cached_property
    def _files(self) -> tuple[str, ...]:
        return tuple(sorted(pictures(self.folder))) if self.folder is not None else ()

    def refuses(self, kind: Kind) -> str:
        """Refuse, with `subject: alpha`, what has no alpha."""
        if self.subject == "alpha" and kind.channels != 4:
            return "they have no alpha channel to tell the subject by"
        return ""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the picture and where its seen part lies, or the key of the clouds."""
        if self._files:
            file = self._files[int(rng.random() * len(self._files))]
            area = self.area.sample(rng)
            return {"file": file, "area": area, "x": rng.random(), "y": rng.random()}
        return {"clouds": int(rng.integers(1 << 32))} if self.fill == "noise" else {}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Lay the subject on the new background."""
        self.check_kind(sample)
        image = sample.image
        shares = self._shares(sample)
        if not shares.any():
            raise BadInput("no_subject", "the image shows no subject that could be kept")
        if shares.all() and (shares == 1).all():
            raise BadInput("no_background", "the subject fills the image: nothing is behind it")
        if image.shape[2] == 4:
            image = with_channels(cv2.cvtColor(image, cv2.COLOR_RGBA2RGB), 4)
        result = faded(self._background(image, drawn), image, shares)
        return cut_out(sample, result, (shares >= _SEEN).view(np.uint8))

    def _shares(self, sample: Sample) -> Shares:
        image = sample.image
        kind = self.subject
        if kind == "auto":
            clear = image.shape[2] == 4 and image[..., 3].min() < full_scale(image)
            kind = "mask" if self.masks else "alpha" if clear else "grabcut"
        if kind == "alpha":
            return from_alpha(image)
        if kind == "mask" and self.masks is not None:
            return _feathered(from_mask(image, self.masks, sample.id), self.feather_px)
        return _feathered(from_centre(image, self.rectangle), self.feather_px)

    def _background(self, image: Image, drawn: Drawn) -> Image:
        size = size_of(image)
        if "file" in drawn:
            assert self.folder is not None
            picture = read_picture(self.folder, drawn["file"], "background")
            part = _seen(size_of(picture), size, drawn).of(picture)
            return like(with_channels(resized(part, size, quick=True), 3), image)
        if "clouds" in drawn:
            return cloudy(drawn["clouds"], image)
        return boxes_covered(image, [Box(0, 0, *size)], self.fill, drawn)


def _seen(size: Size, onto: Size, drawn: Drawn) -> Box:
    """Return the part of a picture that becomes the background."""
    largest, _ = cover(size, onto)
    side = math.sqrt(drawn["area"])
    width, height = max(1, round(largest.width * side)), max(1, round(largest.height * side))
    # x is below 1, so every place has the same chance and the last is still inside.
    x, y = int(drawn["x"] * (size[0] - width + 1)), int(drawn["y"] * (size[1] - height + 1))
    return Box(x, y, width, height)


def _feathered(shares: Shares, sigma_px: float) -> Shares:
    """Let an edge fade inwards: at the edge itself there is still old background."""
    if sigma_px == 0:
        return shares
    soft: Image = cv2.GaussianBlur(shares, (0, 0), sigma_px)
    return np.clip(2 * soft - 1, 0, 1)
