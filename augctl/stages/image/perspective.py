"""See an image from another side."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import CornerShare, Range, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Size
from augctl.stages.image._geometric import FillingWarpTransform
from augctl.stages.image._warp import Points, Warp

# Up to this share, no corners make a tilt steeper than the next number; it bounds the horizon.
_SAFE = 0.15
_STEEPEST = 10

# Which way each corner moves to come nearer to the others.
_INWARDS = np.array(((1, 1), (-1, 1), (-1, -1), (1, -1)))


class Perspective(FillingWarpTransform):
    """Tilt the picture plane: each corner moves by a share of the sides, straight lines stay.

    Use for flat things seen at an angle: signs, documents, facades, labels; and as a change of
    viewpoint of anything. Not for scans, which lie flat, nor in place of pictures that show the
    other sides of a solid.
    Image: HWC, uint8 or uint16. The canvas keeps its size. With shares below 0 alone nothing is
    uncovered. Corners above 0.15 that would bring the horizon near are all drawn back.
    """

    example: ClassVar[dict[str, Any]] = {"share": [-0.05, 0.1]}

    share: Range[CornerShare] = uniform(-0.1, 0.1)
    """How far a corner moves along x and along y, drawn one by one; positive is to the inside."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw two shares for each corner, clockwise from the upper left."""
        corners = np.array([[self.share.sample(rng) for _ in "xy"] for _ in range(4)])
        largest = np.abs(corners).max()
        if largest > _SAFE and _steepness(corners) > _STEEPEST:
            corners *= _SAFE / largest
        return {"corners": corners.tolist()}

    def mapping(self, size: Size, drawn: Drawn) -> Warp:
        """Bring the corners to their places."""
        return Projective(size, _matrix(size, np.array(drawn["corners"])))


def _matrix(size: Size, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the matrix that moves each corner by its shares; for `_project`."""
    edges = np.array(size)
    corners = (_INWARDS < 0) * edges - 0.5
    places = corners, corners + _INWARDS * shares * edges
    first, second = (place.astype(np.float32) for place in places)
    return np.asarray(cv2.getPerspectiveTransform(first, second), np.float64)


def _steepness(shares: NDArray[np.float64]) -> float:
    """Return how much farther one place of the result is than another; inf beyond a horizon."""
    # The corners of a canvas of one pixel, and a little more: `Warp.lattice` looks beyond it.
    x, y = np.array(((-1, 1, 1, -1), (-1, -1, 1, 1))) * 0.56
    w = np.linalg.inv(_matrix((1, 1), shares))[2] @ (x, y, np.ones(4))
    return float(w.max() / w.min()) if w.min() > 0 else math.inf


@dataclass(frozen=True, slots=True)
class Projective(Warp):
    """The mapping `(x, y) -> (u / w, v / w)`, where `(u, v, w)` is `matrix @ (x, y, 1)`.

    Attributes:
        size: Width and height of the result in pixels.
        matrix: Shape (3, 3), float64; `w` is above 0 on the canvas.
    """

    size: Size
    matrix: NDArray[np.float64]

    def forward(self, points: Points) -> Points:
        """Multiply by the matrix, and divide."""
        u, v, w = self.matrix[:, :2] @ points.T + self.matrix[:, 2:]
        # Points beyond the horizon have no image; they are sent far off, not to the other side.
        result: Points = np.stack((u, v), axis=1) / np.maximum(w, 1e-3)[:, None]
        return result

    def inverse(self, points: Points) -> Points:
        """Multiply by the inverse matrix, and divide."""
        found = cv2.perspectiveTransform(
            np.asarray(points, np.float64)[None], np.linalg.inv(self.matrix)
        )
        return np.asarray(found[0], np.float64)
