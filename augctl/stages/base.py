"""What a stage is. To write one: subclass, declare fields, override two methods.

Every stage keeps these rules, and `tests/conformance` runs every stage against them:

- `draw` makes all random choices and returns them as JSON values. `apply` makes none: the same
  sample and the same drawn values always give the same result.
- Nothing is changed in place: neither the sample nor its arrays. Originals are read-only arrays.
- A stage holds no state between calls and may be used by several processes.
- The result has the kind of pixels of the input, as many channels and as many bits in each, unless
  `becomes` says otherwise.
- What a stage cannot take, it refuses with `BadInput`, which costs that one sample. Where a whole
  kind of pixels is refused, `refuses` says so and `apply` begins with `check_kind`: the recipe is
  checked against the data before a run, and the catalogue tells. Likewise `loses` and
  `check_marks` for kinds of marks that cannot follow their pixels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from annotated_types import Ge, Le
from numpy.random import Generator
from numpy.typing import NDArray
from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from augctl.errors import BadInput, Problem
from augctl.forms import plain_number
from augctl.mark_kinds import MARK_KINDS, MarkKind, mark_kinds
from augctl.packages import version_of
from augctl.sample import Kind, Sample

Drawn = Mapping[str, Any]
"""The values that one use of a stage drew: JSON values only, they go into the manifest."""

Partner = Literal["any", "same_class", "other_class", "neighbor"]

Neighbors = Annotated[int, Ge(1), Le(100), BeforeValidator(plain_number)]


Score = Annotated[float, BeforeValidator(plain_number)]


class Stage(BaseModel):
    """One operation. Its fields are its recipe parameters.

    Attributes:
        name: What a recipe calls it. Set by the registry from the file's place.
        slot: The slot that it works on; None for any.
        example: Parameters that the catalogue shows; a stage can be built from them alone.
        needs_marks: Whether it works on what is marked, and refuses a sample that has no marks.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_default=True, use_attribute_docstrings=True
    )

    name: ClassVar[str] = ""
    slot: ClassVar[str | None] = "image"
    example: ClassVar[Mapping[str, Any]] = {}
    needs_marks: ClassVar[bool] = False

    def inputs(self) -> Sequence[Path]:
        """Name the files and folders beside the dataset that it reads: its parameters of that kind.

        What lies there belongs to the run as the originals do: a change is noticed, not mixed in.
        """
        return [value for _, value in self if isinstance(value, Path)]

    def packages(self) -> Sequence[str]:
        """Name the packages that it cannot do without, beyond those that come with augctl."""
        return ()

    def versions(self) -> Mapping[str, str]:
        """Return the versions of programs and packages that only this stage uses, by name."""
        return {package: version_of(package) or "none" for package in self.packages()}

    def faults(self) -> Sequence[Problem]:
        """Find what is wrong with the files that it reads; asked when a recipe is compiled."""
        return ()

    def refuses(self, kind: Kind) -> str:
        """Say why it takes no image of a kind, whatever its size; empty where it takes them.

        Goes by the parameters. A mix is asked for its anchor and for its partners.
        """
        return ""

    def becomes(self, kind: Kind) -> Kind:
        """Return the kind that an image of a kind has after it. Goes by the parameters."""
        return kind

    def mixes_classes(self) -> bool:
        """Say whether a result may belong to another class than its anchor."""
        return False

    def check_kind(self, sample: Sample) -> None:
        """Refuse an image of a kind that is not taken.

        Raises:
            BadInput: `refuses` says why.
        """
        kind = Kind.of(sample.image)
        if reason := self.refuses(kind):
            raise BadInput("unsupported", f"{self.name} takes no {kind} images: {reason}")

    def loses(self, kind: MarkKind) -> str:
        """Say why marks of a kind cannot follow what it does to pixels; empty where they can.

        Goes by the parameters. A mix is asked for its anchor and for its partners.
        """
        return ""

    def check_marks(self, *samples: Sample) -> None:
        """Refuse samples with marks that would not fit the result.

        Raises:
            BadInput: `loses` says why, or it needs marks and there are none.
        """
        for sample in samples:
            if self.needs_marks and sample.marks is None:
                raise BadInput(
                    "no_marks",
                    f"{self.name} works on what is marked in an image, and the data has no marks:"
                    " take it out, or read the data with its annotations",
                )
            if sample.marks is None and sample.class_map is None:
                continue
            found = mark_kinds(sample.marks, mapped=sample.class_map is not None)
            for kind in MARK_KINDS:
                if kind in found and (reason := self.loses(kind)):
                    raise BadInput(
                        "unsupported_marks",
                        f"{self.name} cannot keep marks of the kind {kind}: {reason}",
                    )


class Transform(Stage):
    """One sample in, one sample out."""

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Make all random choices; return them as JSON values."""
        return {}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Return the changed sample; pure."""
        raise NotImplementedError

    def needs(self, size: tuple[int, int]) -> tuple[int, int]:
        """Return what width and height are enough where this is the first stage of a chain.

        Of an original of this size, in pixels. If it is less, a JPEG may come decoded to a half, a
        quarter or an eighth of its sides, never to less than one and a half times this.
        """
        return size

    def joins(self, run: Sequence[Transform]) -> bool:
        """Say whether this stage can be done in one pass with those right before it, maybe none.

        Where it can, it is held back until a stage comes that does not join, and `draw` is given
        the sample as it was before the run: only a stage whose draw does not look at what
        neighbours may change, such as size or pixels, can join.
        """
        return False

    def apply_run(self, sample: Sample, run: Sequence[tuple[Transform, Drawn]]) -> Sample:
        """Return the sample after a run that this stage, its last, has joined; pure."""
        for stage, drawn in run:
            sample = stage.apply(sample, drawn)
        return sample


class Mix(Stage):
    """An anchor and `arity` partners in, one sample out.

    Partners come from the same originals, each brought through the stages that stand before the
    mix with draws of its own.
    """

    arity: ClassVar[int] = 1

    keeps_label: ClassVar[bool] = False
    """Whether the result has the anchor's label, whatever the partners have."""

    partner: Partner = "any"
    """Where partners come from; `neighbor` is one of the nearest originals of the same class."""

    neighbors: Neighbors = 5
    """How many nearest originals `partner: neighbor` chooses from."""

    def draw(self, anchor: Sample, rng: Generator) -> Drawn:
        """Make all random choices but the partners; return them as JSON values."""
        return {}

    def apply(self, anchor: Sample, partners: Sequence[Sample], drawn: Drawn) -> Sample:
        """Return the blend; pure."""
        raise NotImplementedError

    def mixes_classes(self) -> bool:
        """Say whether a result may belong to another class than its anchor."""
        return not self.keeps_label and self.partner in ("any", "other_class")

    def describe(self, sample: Sample) -> NDArray[np.float32]:
        """Return a short vector; originals whose vectors are close are neighbours.

        Shape (d,), the same d for every sample. Called once per original of the training split.
        """
        raise NotImplementedError


class Gate(Stage):
    """Keeps or rejects a finished sample by a score."""

    min: Score | None = None
    """The least score that is kept."""

    max: Score | None = None
    """The greatest score that is kept."""

    @model_validator(mode="after")
    def _some_limit(self) -> Gate:
        if self.min is None and self.max is None:
            raise ValueError("min, max or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min not above max")
        return self

    def score(self, sample: Sample, anchor: Sample) -> float:
        """Compare a finished sample with the original that it came from; finite."""
        raise NotImplementedError

    def keeps(self, score: float) -> bool:
        """Say whether a score lies within the limits."""
        return (self.min is None or score >= self.min) and (self.max is None or score <= self.max)
