"""Transforms that move pixels: what says where they go moves what is marked in them alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from augctl.mark_kinds import MarkKind
from augctl.params import Fill
from augctl.sample import Image, Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._affine import Affine, Size, shift, size_of, warp
from augctl.stages.image._marks import carried
from augctl.stages.image._warp import Warp


class GeometricTransform(Transform):
    """A transform that one affine mapping describes: pixels and marks move by it alike.

    Neighbours that are `composable` become one warp by their composed mapping, with a single
    interpolation: sharper and faster than one after the other. What a neighbour would have moved
    out of the canvas and another back in is then not lost, and `fill` continues the image as it
    was before them all.
    """

    composable: ClassVar[bool] = False
    """Whether its mapping says all, so that it can be composed; a shrinking average is more."""

    exact: ClassVar[bool] = False
    """Whether `move` moves whole pixels, so that there is nothing to gain by composing it."""

    def mapping(self, size: Size, drawn: Drawn) -> Affine:
        """Return where the points of a canvas of this size go."""
        raise NotImplementedError

    def move(self, image: Image, drawn: Drawn) -> Image:
        """Return the image (HWC) moved by the mapping, by whatever way is exact and fast."""
        raise NotImplementedError

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Move the image, and what is marked in it."""
        image = self.move(sample.image, drawn)
        if sample.marks is None and sample.class_map is None:
            return sample.with_image(image)
        mapping = self.mapping(size_of(sample.image), drawn)
        return carried(sample, image, mapping, getattr(self, "fill", "edge"))

    def joins(self, run: Sequence[Transform]) -> bool:
        """Join composable neighbours that fill alike."""
        if not self.composable or not run:
            return self.composable
        stages = (*run, self)
        fills = {stage.fill for stage in stages if isinstance(stage, AffineTransform)}
        return len(fills) <= 1 and all(
            isinstance(stage, GeometricTransform) and stage.composable for stage in stages
        )

    def apply_run(self, sample: Sample, run: Sequence[tuple[Transform, Drawn]]) -> Sample:
        """Warp once by the composed mapping, or move whole pixels if all do."""
        moves = [(s, drawn) for s, drawn in run if isinstance(s, GeometricTransform)]
        nothing_uncovered = not any(isinstance(stage, AffineTransform) for stage, _ in moves)
        if len(moves) == 1 or (nothing_uncovered and all(stage.exact for stage, _ in moves)):
            return super().apply_run(sample, run)
        size = size_of(sample.image)
        whole = shift(size, 0, 0)
        for stage, drawn in moves:
            whole = stage.mapping(whole.size, drawn).after(whole)
        fill = next(stage.fill for stage, _ in moves if isinstance(stage, AffineTransform))
        return carried(sample, warp(sample.image, whole, fill), whole, fill)


class AffineTransform(GeometricTransform):
    """A geometric transform that uncovers parts of its canvas."""

    fill: Fill = "reflect"
    """What stands where the original had no pixel."""

    def move(self, image: Image, drawn: Drawn) -> Image:
        """Warp the image by the mapping."""
        return warp(image, self.mapping(size_of(image), drawn), self.fill)


class WarpTransform(Transform):
    """A transform that one bent mapping describes: pixels and marks move by it alike.

    Attributes:
        tears: Whether neighbouring points can part; masks and keypoints then move, the rest cannot.
    """

    tears: ClassVar[bool] = False

    def mapping(self, size: Size, drawn: Drawn) -> Warp:
        """Return where the points of a canvas of this size go."""
        raise NotImplementedError

    def loses(self, kind: MarkKind) -> str:
        """Lose what is told by its edge, if neighbours can part."""
        torn = self.tears and kind in ("box", "outline", "rotated_box")
        return "it tears things apart, and only masks can say where the pieces are" if torn else ""

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Move the image, and what is marked in it."""
        self.check_marks(sample)
        mapping = self.mapping(size_of(sample.image), drawn)
        fill = getattr(self, "fill", "edge")
        return carried(sample, mapping.move(sample.image, fill), mapping, fill)


class FillingWarpTransform(WarpTransform):
    """A bent transform that uncovers parts of its canvas."""

    fill: Fill = "reflect"
    """What stands where the original had no pixel."""
