"""Deform an image as if it were printed on rubber."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.random import Generator, Philox
from numpy.typing import NDArray

from augctl.params import Range, Share, uniform
from augctl.sample import Sample
from augctl.stages.base import Drawn
from augctl.stages.image._affine import Size
from augctl.stages.image._geometric import FillingWarpTransform
from augctl.stages.image._warp import Points, Warp, nodes

# Above 1 the image could fold over itself, and a point would have several places.
_STEEPEST = 0.9

# Nodes of the field in the standard deviation of the bell curve: enough to look smooth.
_NODES = 4


class Elastic(FillingWarpTransform):
    """Shift every pixel by a smooth random field.

    Use for what is soft or drawn by hand: tissue, cells, leaves, handwriting. Not for buildings,
    vehicles and print, whose straight lines would wave.
    Image: HWC, uint8 or uint16. A field so strong that the image would fold over itself is
    weakened until it does not.

    References:
        Simard, Steinkraus, Platt, 2003: Best Practices for Convolutional Neural Networks Applied
        to Visual Document Analysis. Its fields for digits are `shift_share: 0.05` and
        `sigma_share: 0.14`.
    """

    example: ClassVar[dict[str, Any]] = {"shift_share": [0.005, 0.03], "sigma_share": 0.1}

    shift_share: Range[Share] = uniform(0.005, 0.02)
    """Standard deviation of the shifts along x and along y, as a share of the shorter side."""

    sigma_share: Range[Share] = uniform(0.08, 0.16)
    """How smooth the field is: the standard deviation of the bell curve that random shifts are
    averaged by, as a share of the shorter side."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw strength and smoothness, and the key of the field."""
        return {
            "shift_share": self.shift_share.sample(rng),
            "sigma_share": self.sigma_share.sample(rng),
            "field": int(rng.integers(1 << 32)),
        }

    def mapping(self, size: Size, drawn: Drawn) -> Warp:
        """Make the field."""
        sigma = drawn["sigma_share"] * min(size)
        cell = max(1, int(sigma / _NODES))
        shape = [math.ceil(side / cell) + 2 for side in reversed(size)]
        field = _field(drawn["field"], shape, sigma / cell)
        steepest = _STEEPEST * cell / _slope(field)
        return Rubber(size, cell, field * min(drawn["shift_share"] * min(size), steepest))


def _field(key: int, shape: Sequence[int], sigma: float) -> NDArray[np.float32]:
    """Return random shifts, normal and smooth, of mean 0 and variance 1: shape (*shape, 2)."""
    kernel = np.asarray(cv2.getGaussianKernel(2 * math.ceil(3 * sigma) + 1, sigma), np.float32)
    reach = len(kernel) // 2
    # A key that was drawn makes no new choice: the field follows from it alone.
    values = Generator(Philox(key=key))
    noise = values.random((shape[0] + 2 * reach, shape[1] + 2 * reach, 2), dtype=np.float32)
    # The variance of a uniform number is 1/12; with weights of two axes, that of their sum is:
    std = float((kernel**2).sum()) / math.sqrt(12)
    smooth = cv2.sepFilter2D((noise - np.float32(0.5)) / np.float32(std), -1, kernel, kernel)
    inner = smooth[reach : reach + shape[0], reach : reach + shape[1]]
    return np.asarray(inner, np.float32)


def _slope(field: NDArray[np.float32]) -> float:
    """Return the most that neighbouring shifts differ by in any cell, and a little more than 0."""
    across, down = field[:, 1:] - field[:, :-1], field[1:] - field[:-1]
    # Three times as fast as a sum along an axis of two.
    across, down = (np.einsum("ijk,ijk->ij", steps, steps) for steps in (across, down))
    cells = np.maximum(across[1:], across[:-1]) + np.maximum(down[:, 1:], down[:, :-1])
    return math.sqrt(float(cells.max())) + 1e-9


@dataclass(frozen=True, slots=True)
class Rubber(Warp):
    """The mapping that takes each point of the result from a shift away.

    Attributes:
        size: Width and height of the result in pixels.
        cell: Side of a cell in pixels.
        shifts: Shape (rows, columns, 2), float32: where the nodes of `_warp.nodes` come from, x
            and y in pixels, counted from themselves. In between they are interpolated.
    """

    size: Size
    cell: int
    shifts: NDArray[np.float32]

    def forward(self, points: Points) -> Points:
        """Find the points whose origins are the given ones: shift, look, correct."""
        result = points
        # Each step leaves at most `_STEEPEST` of the error.
        for _ in range(100):
            error = self.inverse(result) - points
            result = result - error
            if not (np.abs(error) > 0.01).any():
                break
        return result

    def inverse(self, points: Points) -> Points:
        """Add the shifts; outside the canvas they are those of its edge."""
        last = np.array(self.shifts.shape[1::-1]) - 1
        place = np.clip((points + 0.5) / self.cell + 0.5, 0, last)
        node = np.minimum(place.astype(int), last - 1)
        (u, v), (x, y) = (place - node).T[..., None], node.T
        upper = self.shifts[y, x] * (1 - u) + self.shifts[y, x + 1] * u
        lower = self.shifts[y + 1, x] * (1 - u) + self.shifts[y + 1, x + 1] * u
        result: Points = points + upper * (1 - v) + lower * v
        return result

    def lattice(self) -> tuple[int, NDArray[np.float32]]:
        """Return the shifted nodes themselves."""
        x, y = nodes(self.size, self.cell)
        origins = self.shifts.copy()
        origins[..., 0] += x
        origins[..., 1] += y[:, None]
        return self.cell, origins
