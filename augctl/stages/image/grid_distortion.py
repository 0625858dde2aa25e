"""Stretch the rows and columns of a grid, each by its own factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import PositiveFactor, Range, TileCount, constant, log_uniform
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Size
from augctl.stages.image._geometric import WarpTransform
from augctl.stages.image._warp import Points, Warp


class GridDistortion(WarpTransform):
    """Lay a grid over the image and stretch each row and each column by a factor of its own.

    Use for subjects of varying proportions: handwriting, faces, plants, tissue. Not where
    lengths are compared, nor for buildings and plans, whose slanting lines would get kinks.
    Image: HWC, uint8 or uint16. Nothing is cut off: all rows together keep the height, all
    columns the width. Uprights stay upright and levels level.
    """

    example: ClassVar[dict[str, Any]] = {"rows": 4, "columns": 4, "factor": [0.7, 1.4]}

    rows: Range[TileCount] = constant(5)
    """Rows of the grid."""

    columns: Range[TileCount] = constant(5)
    """Columns of the grid."""

    factor: Range[PositiveFactor] = log_uniform(0.7, 1.4)
    """What a row's height or a column's width is multiplied by, before all are brought back to
    the size of the canvas."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the factors, from top to bottom and from left to right."""
        rows, columns = self.rows.sample(rng), self.columns.sample(rng)
        return {
            "rows": [self.factor.sample(rng) for _ in range(rows)],
            "columns": [self.factor.sample(rng) for _ in range(columns)],
        }

    def mapping(self, size: Size, drawn: Drawn) -> Warp:
        """Let the lines of the grid, in whole pixels, go from equal distances to unequal ones."""
        x, y = drawn["columns"][: size[0]], drawn["rows"][: size[1]]
        before = _edges([1] * len(x), size[0]), _edges([1] * len(y), size[1])
        return Stretched(size, before, (_edges(x, size[0]), _edges(y, size[1])))


def _edges(factors: Sequence[float], length: int) -> NDArray[np.int64]:
    """Divide a length in proportion, in whole pixels and at least one for each part."""
    share = np.cumsum([0, *factors]) / np.sum(factors)
    spare = length - len(factors)
    result: NDArray[np.int64] = np.rint(share * spare).astype(np.int64) + np.arange(len(share))
    return result


@dataclass(frozen=True, slots=True)
class Stretched(Warp):
    """The mapping that stretches each cell of one grid onto the same cell of another.

    Attributes:
        size: Width and height of the result in pixels.
        before: Where the cells begin and end in the original, along x and along y, in pixels
            from its left upper corner.
        after: The same in the result.
    """

    size: Size
    before: tuple[NDArray[np.int64], NDArray[np.int64]]
    after: tuple[NDArray[np.int64], NDArray[np.int64]]

    def forward(self, points: Points) -> Points:
        """Interpolate between the lines of the grid."""
        return _between(points, self.before, self.after)

    def inverse(self, points: Points) -> Points:
        """Interpolate between the lines of the grid."""
        return _between(points, self.after, self.before)

    def move(self, image: Image, fill: Any = "edge", nearest: bool = False) -> Image:
        """Resize cell by cell, which is three times as fast as looking every pixel up."""
        method = cv2.INTER_NEAREST_EXACT if nearest else cv2.INTER_LINEAR
        result = np.empty_like(image)
        columns = _spans(self.before[0], self.after[0])
        for old_rows, new_rows in _spans(self.before[1], self.after[1]):
            for old_columns, new_columns in columns:
                cell = result[new_rows, new_columns]
                size = cell.shape[1], cell.shape[0]
                cv2.resize(image[old_rows, old_columns], size, dst=cell, interpolation=method)
        return result


def _spans(before: NDArray[np.int64], after: NDArray[np.int64]) -> list[tuple[slice, slice]]:
    return [
        (slice(*old), slice(*new))
        for old, new in zip(pairwise(before), pairwise(after), strict=True)
    ]


def _between(
    points: Points,
    old: tuple[NDArray[np.int64], NDArray[np.int64]],
    new: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> Points:
    result = np.empty_like(points)
    for axis in (0, 1):
        # Edges are half a pixel away from the centres that points count from.
        place = points[:, axis] + 0.5
        # What lies beyond the canvas keeps its distance from it.
        beyond = place - np.clip(place, 0, old[axis][-1])
        result[:, axis] = np.interp(place, old[axis], new[axis]) + beyond - 0.5
    return result
