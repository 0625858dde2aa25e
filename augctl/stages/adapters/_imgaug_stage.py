"""The stage that an imgaug augmenter becomes."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Any, ClassVar

import imgaug.parameters as iap
from numpy.random import Generator
from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    WithJsonSchema,
    create_model,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from augctl.mark_kinds import MARK_KINDS, MarkKind
from augctl.sample import Kind, Sample
from augctl.stages.adapters import imgaug
from augctl.stages.adapters._imgaug_docs import description
from augctl.stages.adapters._imgaug_examples import example
from augctl.stages.adapters._imgaug_library import (
    CHILD_PARAMETERS,
    IN_LEVELS,
    LEVEL_PARAMETERS,
    offered,
)
from augctl.stages.adapters._imgaug_marks import augment_marked, refusal
from augctl.stages.adapters._imgaug_places import under
from augctl.stages.adapters._imgaug_reasons import about_image, about_parameter
from augctl.stages.adapters._imgaug_run import augment, seeded, trial
from augctl.stages.adapters._imgaug_values import Parameter, parameters, to_recipe
from augctl.stages.base import Drawn, Transform

# Above this, JSON readers that know only doubles change the number.
_SEEDS = 2**53

# Sides in pixels of the images that parameters are tried on, and their kind.
_TRIALS = (160, 480)
_RGB = Kind(3, 8)


class ImgaugStage(Transform):
    """An imgaug augmenter, its fields the augmenter's parameters as a recipe writes them.

    The augmenter is built anew for every sample: several of imgaug's keep something from one
    image to the next, and building takes less time than most augmentations. All its randomness
    comes from the drawn seed. Not for threads: imgaug has state of its own, one per process.
    """

    model_config = ConfigDict(use_attribute_docstrings=False)

    target: ClassVar[Callable[..., Any]]
    known: ClassVar[Mapping[str, Parameter]]

    @model_validator(mode="after")
    def _can_be_built(self) -> ImgaugStage:
        if (error := self._refusal({})) is not None:
            raise self._blame(error)
        return self

    def build(self, **instead: Any) -> Any:
        """Build the augmenter, some fields replaced by imgaug values.

        Raises:
            Exception: imgaug refuses the parameters.
        """
        values = {
            name: instead[name] if name in instead else _to_imgaug(parameter, getattr(self, name))
            for name, parameter in self.known.items()
        }
        # Prefetching draws 10,000 numbers for the first image, and keeps the rest for the next.
        with iap.no_prefetching(), warnings.catch_warnings():
            # Deprecated calls inside imgaug are not the user's to mend.
            warnings.simplefilter("ignore")
            return type(self).target(**values)

    def _refusal(self, instead: Mapping[str, Any], kind: Kind = _RGB) -> Exception | None:
        """Return what imgaug has against the parameters: when it takes them, or when it uses them.

        Some are looked at only in use. What fails on a small image alone is not refused. On other
        kinds than RGB all that is inside is tried by itself, too: any of it may come to be drawn.
        """
        try:
            for side in _TRIALS:
                with seeded(0):
                    whole = self.build(**instead)
                    inside = () if kind == _RGB else whole.get_all_children(flat=True)
                    refusals = (trial(each, side, kind) for each in (whole, *inside))
                    refusal = next(filter(None, refusals), None)
                if refusal is None:
                    return None
        except OSError:
            # This is about the machine, and may be over at the next try.
            raise
        # imgaug raises AssertionError, TypeError, ValueError and Exception itself for wrong values.
        except Exception as error:  # noqa: BLE001
            return error
        return refusal

    def _blame(self, error: Exception) -> ValidationError:
        """Say which parameter imgaug refuses: the one whose default it would take instead."""
        given = sorted(self.model_fields_set - CHILD_PARAMETERS)
        culprits = [n for n in given if self._refusal({n: self._harmless(n)}) is None]
        where = culprits[0] if culprits else ""
        if not where and len(self.model_fields_set) == 1:
            (where,) = self.model_fields_set
        takes = self.known[where].takes() if where else "parameters that imgaug takes together"
        expected = about_parameter(error, takes)
        problem = PydanticCustomError("imgaug", "{expected}", {"expected": expected})
        found = getattr(self, where) if where else self.model_dump(exclude_unset=True)
        return ValidationError.from_exception_data(
            self.name, [InitErrorDetails(type=problem, loc=(where,) if where else (), input=found)]
        )

    def _harmless(self, name: str) -> Any:
        """Return a value that imgaug takes for a parameter: its default, or that of the example."""
        known = self.known[name]
        return known.to_imgaug(self.example[name]) if known.required else known.default

    def counts_levels(self) -> bool:
        """Whether its numbers mean levels of 0 to 255, in itself or in a child."""
        short = self.name.partition(".")[2]
        return (
            short in IN_LEVELS
            or any(
                {name, f"{short}.{name}"} & LEVEL_PARAMETERS
                and getattr(self, name) != to_recipe(parameter.default)
                for name, parameter in self.known.items()
            )
            or any(child.counts_levels() for child in self._children())
        )

    def _children(self) -> list[ImgaugStage]:
        lists = (getattr(self, name) for name in self.known if name in CHILD_PARAMETERS)
        return [child for children in lists if children for child in children]

    def refuses(self, kind: Kind) -> str:
        """Try it on images of the kind, once: imgaug says nowhere what it takes."""
        if kind not in self._tried:
            self._tried[kind] = self._try(kind)
        return self._tried[kind]

    @cached_property
    def _tried(self) -> dict[Kind, str]:
        # Whatever fails on RGB is a parameter, and was refused as such.
        return {_RGB: ""}

    def _try(self, kind: Kind) -> str:
        if kind.bits > 8 and self.counts_levels():
            return "it counts in the levels of 8-bit images"
        error = self._refusal({}, kind)
        if isinstance(error, MemoryError):
            # That may be over at the next try.
            raise error
        return "" if error is None else about_image(error)

    def loses(self, kind: MarkKind) -> str:
        """Look at what the augmenter is and holds, once: imgaug says nowhere what it moves."""
        return self._lost[kind]

    @cached_property
    def _lost(self) -> dict[MarkKind, str]:
        with seeded(0):
            augmenter = self.build()
        return {kind: refusal(augmenter, kind) for kind in MARK_KINDS}

    def draw(self, sample: Sample, rng: Generator) -> Drawn:
        """Draw the seed of all that imgaug will draw."""
        return {"seed": int(rng.integers(_SEEDS))}

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Augment the image; alpha and marks move with the pixels and take no colour change.

        Raises:
            BadInput: The augmenter takes no image of this kind or size, or moves no such marks.
        """
        self.check_kind(sample)
        self.check_marks(sample)
        with seeded(drawn["seed"]):
            augmenter = self.build()
            if sample.marks is None and sample.class_map is None:
                return sample.with_image(augment(augmenter, sample.image, self.name))
            return augment_marked(augmenter, sample, self.name)

    def __reduce__(self) -> tuple[Any, ...]:
        # The class is made at run time: it is found by name, not by import.
        values = {name: getattr(self, name) for name in self.known}
        return _restore, (self.name, values, self.model_fields_set)


def _restore(name: str, values: dict[str, Any], given: set[str]) -> Any:
    stage = imgaug.find(name.partition(".")[2])
    return stage.model_construct(_fields_set=given, **values)


def _to_imgaug(parameter: Parameter, value: Any) -> Any:
    if parameter.name in CHILD_PARAMETERS:
        return None if value is None else [child.build() for child in value]
    return parameter.to_imgaug(value)


def _child(entry: Any) -> ImgaugStage:
    if isinstance(entry, ImgaugStage):
        return entry
    one = {entry: {}} if isinstance(entry, str) else entry
    if not isinstance(one, Mapping) or len(one) != 1 or not isinstance(next(iter(one)), str):
        raise PydanticCustomError("imgaug", "`Name` or `Name: {parameters}` of an augmenter")
    ((key, values),) = one.items()
    name = key.removeprefix("imgaug.")
    try:
        stage = imgaug.find(name)
    except KeyError:
        near = get_close_matches(name, imgaug.names(), 1)
        hint = imgaug.withheld().get(name) or (f"try {near[0]}" if near else "see `augctl stages`")
        raise PydanticCustomError(
            "imgaug", "an imgaug augmenter ({hint})", {"hint": hint}
        ) from None
    try:
        child = stage.model_validate({} if values is None else values)
    except ValidationError as error:
        details = under(key, error, known=stage.model_fields)
        raise ValidationError.from_exception_data(stage.name, details) from None
    assert isinstance(child, ImgaugStage)
    return child


def _written(child: ImgaugStage) -> dict[str, Any]:
    return {child.name.partition(".")[2]: child.model_dump()}


_Children = tuple[
    Annotated[
        Any,
        BeforeValidator(_child),
        PlainSerializer(_written),
        WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object", "maxProperties": 1}]}),
    ],
    ...,
]


def _field(parameter: Parameter) -> tuple[Any, Any]:
    default = ... if parameter.required else to_recipe(parameter.default)
    kind: Any = _Children | None
    if parameter.name not in CHILD_PARAMETERS:

        def check(value: Any) -> Any:
            parameter.to_imgaug(value)
            return value

        kind = Annotated[Any, BeforeValidator(check)]
    elif parameter.required:
        kind = _Children
    return kind, Field(default, description=parameter.entry.text)


def make(name: str) -> type[ImgaugStage]:
    """Make the stage of an augmenter.

    Raises:
        KeyError: No augmenter on offer has that name.
    """
    target = offered()[name]
    known = parameters(target)
    fields: dict[str, Any] = {each: _field(parameter) for each, parameter in known.items()}
    stage = create_model(
        name.replace(".", "_"), __base__=ImgaugStage, __doc__=description(name, target), **fields
    )
    stage.name = f"imgaug.{name}"
    stage.target = staticmethod(target)
    stage.known = MappingProxyType(known)
    stage.example = MappingProxyType(example(name, known))
    return stage
