"""Swap tiles of an image with those of another and mix their labels by area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import Range, Share, SigmaPixels, TileCount, uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Size, size_of
from augctl.stages.image._mix import ImageMix, faded, pasted


class PuzzleBlend(ImageMix):
    """Cut an image into a grid and take some tiles, drawn at random, from a partner.

    Use for classifiers of texture and material, with a trainer that reads soft labels; many small
    tiles leave something of both images everywhere. Not where shape is the class: tiles cut it up.
    Image: HWC, uint8 or uint16. The partner is fitted to the anchor and its tiles keep their
    place. Labels mix by area; where seams are smooth, by the sum of the weights.
    """

    example: ClassVar[dict[str, Any]] = {"rows": 4, "columns": 4, "seam_px": 3}

    rows: Range[TileCount] = uniform(3, 6)
    """Tiles from top to bottom."""

    columns: Range[TileCount] = uniform(3, 6)
    """Tiles from left to right."""

    share: Range[Share] = uniform(0.25, 0.75)
    """Share of the tiles that are the partner's."""

    seam_px: SigmaPixels = 0
    """How softly tiles run into each other: sigma of the bell curve; 0 cuts sharply."""

    def draw(self, anchor: Sample, rng: Generator) -> Drawn:
        """Draw the grid, and the numbers of the partner's tiles, row by row."""
        rows, columns = self.rows.sample(rng), self.columns.sample(rng)
        count = round(self.share.sample(rng) * rows * columns)
        tiles = sorted(rng.permutation(rows * columns)[:count].tolist())
        return {"rows": rows, "columns": columns, "tiles": tiles}

    def apply(self, anchor: Sample, partners: Sequence[Sample], drawn: Drawn) -> Sample:
        """Put the partner's tiles in, and mix the labels by what they cover."""
        image = anchor.image
        partner = self.partner_image(anchor, partners)
        mask = tiled(size_of(image), drawn)
        if self.seam_px:
            weights: Image = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), self.seam_px)
            share = float(weights.mean(dtype=np.float64))
            result = faded(image, partner, weights)
        else:
            share = cv2.countNonZero(mask) / mask.size
            result = pasted(image, partner, mask)
        label = anchor.label.mix(partners[0].label, 1 - share)
        return self.joined(anchor, partners, result, mask).with_label(label)


def tiled(size: Size, drawn: Drawn) -> NDArray[np.uint8]:
    """Return 1 where the partner's tiles are and 0 elsewhere, shape (height, width)."""
    width, height = size
    rows, columns = drawn["rows"], drawn["columns"]
    grid = np.zeros(rows * columns, np.uint8)
    grid[drawn["tiles"]] = 1
    # Tiles differ by at most one pixel; of more tiles than pixels, some have none.
    down = np.diff(np.arange(rows + 1) * height // rows)
    across = np.diff(np.arange(columns + 1) * width // columns)
    return grid.reshape(rows, columns).repeat(across, axis=1).repeat(down, axis=0)
