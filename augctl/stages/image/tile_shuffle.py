"""Cut an image into tiles and put them back in another order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import Range, TileCount, constant
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Size
from augctl.stages.image._box import Box
from augctl.stages.image._geometric import WarpTransform
from augctl.stages.image._warp import Points, Warp


class TileShuffle(WarpTransform):
    """Cut the image into a grid of tiles and put them back in a random order.

    Use for textures and materials, and to make a classifier look at details rather than at the
    layout. Not where parts make up the class: faces, vehicles, letters.
    Image: HWC, uint8 or uint16. Tiles move by whole pixels. If the sides cannot be divided
    evenly, tiles differ by one pixel, and one that is too small for its place shows one line of
    pixels of its neighbour. Masks, keypoints and class maps move with their tiles; boxes and
    outlines would be torn apart, and data that has them is refused.
    """

    tears: ClassVar[bool] = True
    example: ClassVar[dict[str, Any]] = {"rows": 3, "columns": 3}

    rows: Range[TileCount] = constant(3)
    """Rows of the grid."""

    columns: Range[TileCount] = constant(3)
    """Columns of the grid."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the grid, and for each place, row by row, the tile that comes there."""
        height, width, _ = sample.image.shape
        rows = min(self.rows.sample(rng), height)
        columns = min(self.columns.sample(rng), width)
        order = rng.permutation(rows * columns).tolist()
        return {"rows": rows, "columns": columns, "order": order}

    def mapping(self, size: Size, drawn: Drawn) -> Warp:
        """Move each tile as a whole."""
        x = np.arange(drawn["columns"] + 1) * size[0] // drawn["columns"]
        y = np.arange(drawn["rows"] + 1) * size[1] // drawn["rows"]
        places = [
            Box(int(left), int(top), int(right - left), int(bottom - top))
            for top, bottom in pairwise(y)
            for left, right in pairwise(x)
        ]
        sources = []
        for place, number in zip(places, drawn["order"], strict=True):
            tile = places[number]
            left = min(tile.x, size[0] - place.width)
            top = min(tile.y, size[1] - place.height)
            sources.append(Box(left, top, place.width, place.height))
        return Tiles(size, (x, y), tuple(places), tuple(sources), tuple(drawn["order"]))


@dataclass(frozen=True, slots=True)
class Tiles(Warp):
    """The mapping that moves tiles of a grid.

    Attributes:
        size: Width and height of the result in pixels.
        edges: Where tiles begin and end, along x and along y.
        places: The tiles, row by row.
        sources: What comes into each place, by its place in the original.
        order: The number of the tile that comes into each place.
    """

    size: Size
    edges: tuple[NDArray[np.int64], NDArray[np.int64]]
    places: tuple[Box, ...]
    sources: tuple[Box, ...]
    order: tuple[int, ...]

    def forward(self, points: Points) -> Points:
        """Move each point with its tile."""
        return points + self._shifts()[np.argsort(self.order)[self._tile(points)]]

    def inverse(self, points: Points) -> Points:
        """Move each point back with its tile."""
        return points - self._shifts()[self._tile(points)]

    def move(self, image: Image, fill: Any = "edge", nearest: bool = False) -> Image:
        """Copy tile by tile."""
        result = np.empty_like(image)
        for place, source in zip(self.places, self.sources, strict=True):
            place.of(result)[...] = source.of(image)
        return result

    def _shifts(self) -> Points:
        return np.array(
            [
                (place.x - source.x, place.y - source.y)
                for place, source in zip(self.places, self.sources, strict=True)
            ],
            dtype=np.float64,
        )

    def _tile(self, points: Points) -> NDArray[np.int64]:
        """Return the number of the tile that each point lies in, or next to."""
        column, row = (
            np.clip(np.searchsorted(edges, points[:, axis] + 0.5, "right") - 1, 0, len(edges) - 2)
            for axis, edges in enumerate(self.edges)
        )
        result: NDArray[np.int64] = row * (len(self.edges[0]) - 1) + column
        return result
