"""Let the sun shine into the lens."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import Range, Share, uniform
from augctl.sample import Image, Sample, full_scale
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._affine import Size, size_of
from augctl.stages.image._channels import on_colours, with_channels
from augctl.stages.image._weather import rng_of

Row = NDArray[np.float32]

Light = NDArray[np.float32]
"""Shape (rows, columns, 3)."""

# Longer side of what the flare is computed on: it has no fine parts.
_SIDE = 144

# Red, green and blue of the sunlight: what is not white of it is warm.
_SUN = (1.0, 0.9, 0.74)

# How many images of the aperture the lens makes.
_GHOSTS = 7

# Steps of a whole turn in which rays can be told apart.
_TURN = 512


class SunFlare(Transform):
    """Add a bright sun with its glow, and the images of the aperture that it makes in the lens.

    Use for pictures taken outdoors against the light. Not for pictures from scanners, microscopes
    or the night.
    Image: HWC, uint8 or uint16. Alpha stays as it is. Looks the same at every size. Light is only
    added; white stays white.
    """

    example: ClassVar[dict[str, Any]] = {"strength": [0.5, 1], "y": [0, 0.3]}

    strength: Range[Share] = uniform(0.6, 1)
    """How much light there is, as a share of what blinds; 0 changes nothing."""

    size: Range[Share] = uniform(0.05, 0.12)
    """Radius of the bright part, as a share of the longer side."""

    x: Range[Share] = uniform(0, 1)
    """Where the sun is, as a share of the width."""

    y: Range[Share] = uniform(0, 0.45)
    """Where the sun is, as a share of the height."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw strength, size and place, and the key of the images of the aperture."""
        return {
            "strength": self.strength.sample(rng),
            "size": self.size.sample(rng),
            "x": self.x.sample(rng),
            "y": self.y.sample(rng),
            "ghosts_seed": int(rng.integers(1 << 32)),
        }

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Take from the darkness of each pixel the share that the light leaves of it."""
        image = sample.image
        if drawn["strength"] == 0:
            return sample
        white = full_scale(image)
        left = np.rint(_left_of_dark(size_of(image), drawn) * np.float32(white))
        dark = cv2.resize(left.astype(image.dtype), size_of(image))

        def lit(colours: Image) -> Image:
            kept = with_channels(dark, colours.shape[2])
            result = cv2.multiply(cv2.bitwise_not(colours), kept, scale=1 / white)
            return cv2.bitwise_not(result).reshape(colours.shape)

        return sample.with_image(on_colours(image, lit))


def _left_of_dark(size: Size, drawn: Drawn) -> Light:
    """Return what share of a pixel's distance from white the light leaves."""
    longest = max(size)
    columns, rows = (max(1, round(_SIDE * side / longest)) for side in size)
    # In shares of the longer side, from the middle of the image.
    x = (np.arange(columns, dtype=np.float32) + np.float32(0.5 - columns / 2)) / np.float32(_SIDE)
    y = (np.arange(rows, dtype=np.float32) + np.float32(0.5 - rows / 2)) / np.float32(_SIDE)
    sun = (drawn["x"] - 0.5) * size[0] / longest, (drawn["y"] - 0.5) * size[1] / longest
    values = rng_of(drawn["ghosts_seed"])
    light = _glow(x - np.float32(sun[0]), y - np.float32(sun[1]), drawn["size"], values)
    for place, extent, share, hue in values.random((_GHOSTS, 4)).tolist():
        # Images of the aperture lie on the line from the sun through the middle.
        middle = [coordinate * (0.5 - 1.8 * place) for coordinate in sun]
        _add_ghost(light, x, y, middle, 0.01 + 0.07 * extent**2, 0.05 + 0.12 * share, hue)
    # Light upon light comes nearer and nearer to white.
    left: Light = np.exp(light * np.float32(-drawn["strength"]))
    return left


def _glow(x: Row, y: Row, radius: float, values: Generator) -> Light:
    """Return the light of a sun at (0, 0) at all `x` and `y`."""
    shape = len(y), len(x)
    distance, angle = cv2.cartToPolar(np.tile(x, (len(y), 1)), np.repeat(y[:, None], len(x), 1))
    near = distance.reshape(shape) / np.float32(max(radius, 1e-3))
    # A white disc with a soft edge, a halo, and a haze over the whole picture.
    glow = 5 * np.exp(-1.5 * near * near) + 1.1 * np.exp(-near / 1.1) + 0.22 * np.exp(-near / 6)
    # Rays, as many as one can tell apart, of random strength.
    turn = np.arange(_TURN) * (2 * math.pi / _TURN)
    waves, phases = values.integers(3, 20, (5, 1)), values.random((5, 1)) * 2 * math.pi
    rays = (1 + 0.13 * np.cos(turn * waves + phases).sum(axis=0)).astype(np.float32)
    turns = (angle.reshape(shape) * np.float32(_TURN / 2 / math.pi)).astype(np.intp) % _TURN
    glow *= rays.take(turns)
    light: Light = cv2.merge([glow * np.float32(share) for share in _SUN])
    return light


def _add_ghost(
    light: Light,
    x: Row,
    y: Row,
    middle: list[float],
    radius: float,
    share: float,
    hue: float,
) -> None:
    """Add a coloured disc, brighter towards its edge, in its place."""
    (left, right), (top, bottom) = (
        np.searchsorted(axis, (at - radius, at + radius))
        for axis, at in zip((x, y), middle, strict=True)
    )
    dx = x[left:right] - np.float32(middle[0])
    dy = y[top:bottom, None] - np.float32(middle[1])
    near = np.sqrt(dx * dx + dy * dy) / np.float32(radius)
    # The edge is two steps of the grid wide.
    disc = np.clip((1 - near) * np.float32(radius * _SIDE / 2), 0, 1) * (0.6 + 0.4 * near * near)
    colour = share * (0.6 + 0.4 * np.cos(2 * math.pi * (hue + np.arange(3) / 3)))
    light[top:bottom, left:right] += disc[..., None] * colour.astype(np.float32)
