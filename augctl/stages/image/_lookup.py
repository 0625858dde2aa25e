"""Per-level changes: a new value for each old one, the same at every pixel."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial

import cv2
import numpy as np
from numpy.typing import NDArray
from stringzilla import translate

from augctl.sample import Image, Sample, full_scale
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._channels import depth, on_colours
from augctl.stages.image._colour import IDENTITY, recolour


class LookupTransform(Transform):
    """A transform that looks levels up: in one table, or in one for each colour. Alpha stays.

    Subclasses give `curve`; or `table`, where the levels must be whole or the image decides.
    """

    @property
    def adaptive(self) -> bool:
        """Whether the table depends on the pixels; others need only what was drawn."""
        return False

    def curve(self, levels: NDArray[np.float64], drawn: Drawn) -> NDArray[np.float64]:
        """Return the new value of each level; 0 is black, 1 is white; what exceeds is clipped.

        Shape (levels,), or (levels, 3) for red, green and blue; then grey images stay.
        """
        raise NotImplementedError

    def table(self, image: Image, drawn: Drawn) -> Image:
        """Return the new value of each level, in the depth of an image with 1 or 3 channels.

        Shape (256,) for uint8, (65536,) for uint16; or with a second axis, a column per channel.
        """
        white = full_scale(image)
        levels = _levels(white)
        values = self.curve(levels, drawn)
        if values.ndim == 2 and image.shape[2] == 1:
            values = levels
        # Rounds and clips. The way through numpy takes longer than looking up does.
        table: Image = cv2.multiply(values, (white,) * 4, dtype=depth(image))  # type: ignore[call-overload]
        return table.reshape(values.shape)

    def change(self, image: Image, drawn: Drawn) -> Image:
        """Return an image with 1 or 3 channels as the table has it, by whatever way is fast."""
        return look_up(image, self.table(image, drawn))

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Look every value up."""
        return sample.with_image(on_colours(sample.image, partial(self.change, drawn=drawn)))

    def joins(self, run: Sequence[Transform]) -> bool:
        """Join other look-ups whose tables do not depend on the pixels."""
        if self.adaptive:
            return False
        return not run or all(isinstance(s, LookupTransform) and not s.adaptive for s in run)

    def apply_run(self, sample: Sample, run: Sequence[tuple[Transform, Drawn]]) -> Sample:
        """Look up once, in a table of the tables: the same values as one after the other."""
        lookups = [(stage, drawn) for stage, drawn in run if isinstance(stage, LookupTransform)]
        if len(lookups) == 1:
            return super().apply_run(sample, run)

        def change(image: Image) -> Image:
            whole = None
            for stage, drawn in lookups:
                table = stage.table(image, drawn)
                whole = table if whole is None else chained(whole, table)
            assert whole is not None
            return look_up(image, whole)

        return sample.with_image(on_colours(sample.image, change))


@lru_cache(maxsize=2)
def _levels(white: int) -> NDArray[np.float64]:
    levels = np.arange(white + 1) / white
    levels.flags.writeable = False
    return levels


def look_up(image: Image, table: Image) -> Image:
    """Replace each value `v` by `table[v]`, or in channel `c` by `table[v, c]`.

    The table has 256 rows for uint8, 65536 for uint16.
    """
    if image.dtype == np.uint8:
        if table.ndim == 1:
            return _translated(image.copy(), table)
        columns = zip(cv2.split(image), table.T, strict=True)
        merged = cv2.merge([_translated(channel, column) for channel, column in columns])
        return merged.reshape(image.shape)
    if table.ndim == 1:
        # `take` is twice as fast as `table[image]`.
        same: Image = table.take(image)
        return same
    result = np.empty_like(image)
    for channel, column in enumerate(table.T):
        result[..., channel] = column.take(image[..., channel])
    return result


def _translated(image: Image, table: Image) -> Image:
    """Look up in place, ten times as fast as OpenCV does: uint8, and a table of shape (256,)."""
    translate(image.data, np.ascontiguousarray(table).data, inplace=True)
    return image


def scale_levels(image: Image, factor: float, shift: float) -> None:
    """Multiply every value and add, in place; results are rounded and clipped.

    By a table: OpenCV itself can round the same level up here and down there.
    """
    levels = _whole_levels(full_scale(image))
    table = cv2.addWeighted(levels, factor, levels, 0.0, shift).reshape(-1)
    if image.dtype == np.uint8:
        _translated(image, table)
    else:
        image[...] = table.take(image)


@lru_cache(maxsize=2)
def _whole_levels(white: int) -> Image:
    levels = np.arange(white + 1, dtype=np.uint8 if white == 255 else np.uint16)
    levels.flags.writeable = False
    return levels


def chained(first: Image, then: Image) -> Image:
    """Return the table of looking up in `first`, then in `then`; see `look_up`."""
    if then.ndim == 1:
        return then[first]
    columns = first[:, None] if first.ndim == 1 else first
    return np.take_along_axis(then, np.broadcast_to(columns, then.shape).astype(np.intp), axis=0)


def shifted(image: Image, shift: NDArray[np.float64]) -> Image:
    """Add to red, green and blue (1 is white), as tables would; grey images stay."""
    if image.shape[2] == 1:
        return image
    return recolour(image, np.column_stack((IDENTITY, shift)))
