"""Types for the parameters of stages: declared once, they validate, draw, document and print.

A parameter that can vary is a `Range[...]`. In a recipe it takes a number, `[low, high]`
(uniform), `{choice: [...]}`, `{normal: [mean, std]}` or `{log_uniform: [low, high]}`. The type in
the brackets carries the unit and the limits; a normal draw beyond a limit is clipped to it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, TypeVar, get_args, get_origin

import numpy as np
from annotated_types import Ge, Gt, Le, Lt
from numpy.random import Generator
from pydantic import BeforeValidator, GetCoreSchemaHandler, TypeAdapter, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unit:
    """Marks a type with what its numbers count, for help texts."""

    name: str


def plain_number(value: object) -> object:
    """Refuse what Python would quietly turn into a number: true, "3", nan."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise PydanticCustomError("number", "a number")
    if not math.isfinite(value):
        raise PydanticCustomError("number", "a finite number")
    return value


_number = BeforeValidator(plain_number)

Degrees = Annotated[float, Ge(-3600), Le(3600), Unit("degrees"), _number]
ShearDegrees = Annotated[float, Ge(-80), Le(80), Unit("degrees"), _number]
QuarterTurns = Annotated[int, Ge(0), Le(3), Unit("quarter turns"), _number]
Share = Annotated[float, Ge(0), Le(1), Unit("share, 0 to 1"), _number]
SignedShare = Annotated[float, Ge(-1), Le(1), Unit("share, -1 to 1"), _number]
Probability = Annotated[float, Ge(0), Le(1), Unit("probability, 0 to 1"), _number]
Factor = Annotated[float, Ge(0), Le(100), Unit("factor"), _number]
PositiveFactor = Annotated[float, Ge(0.01), Le(100), Unit("factor"), _number]
Levels = Annotated[float, Ge(0), Le(255), Unit("levels, 0 to 255"), _number]
SigmaPixels = Annotated[float, Ge(0), Le(100), Unit("pixels"), _number]
PixelCount = Annotated[int, Ge(1), Le(65535), Unit("pixels"), _number]
Count = Annotated[int, Ge(1), Le(1_000_000), Unit("count"), _number]
Concentration = Annotated[float, Ge(0.001), Le(1000), Unit("concentration"), _number]


def _fill_check(*words: str) -> BeforeValidator:
    """Take one of these words, a level, or a colour; numbers become a tuple of 1 or 3 levels."""

    def check(value: Any) -> Any:
        if value in words:
            return value
        levels = value if isinstance(value, (list, tuple)) else [value]
        if len(levels) in (1, 3) and all(
            isinstance(v, (int, float)) and not isinstance(v, bool) and 0 <= v <= 255
            for v in levels
        ):
            return tuple(float(v) for v in levels)
        raise PydanticCustomError(
            "fill",
            "{words}, a level from 0 to 255, or [red, green, blue]",
            {"words": ", ".join(words)},
        )

    return BeforeValidator(check)


def _fill_schema(*words: str) -> WithJsonSchema:
    level = {"type": "number", "minimum": 0, "maximum": 255}
    colour = {"type": "array", "items": level, "minItems": 3, "maxItems": 3}
    return WithJsonSchema({"anyOf": [{"enum": list(words)}, level, colour]})


Fill = Annotated[
    Any,
    _fill_check("reflect", "edge", "wrap"),
    _fill_schema("reflect", "edge", "wrap"),
    Unit("reflect, edge, wrap, a level, or [red, green, blue]"),
]
"""What stands where there was no pixel: a way to continue the image, or a colour in levels."""

Patch = Annotated[
    Any,
    _fill_check("noise", "mean"),
    _fill_schema("noise", "mean"),
    Unit("noise, mean, a level, or [red, green, blue]"),
]
"""What stands where pixels were taken away: random or mean colour, or a colour in levels."""

Kind = Literal["constant", "uniform", "choice", "normal", "log_uniform"]


class Range(Generic[T]):
    """A number, or a distribution to draw it from. Immutable.

    >>> from augctl.seeds import rng_for
    >>> uniform(-15, 15).sample(rng_for(7, "doc"))
    11.838492680126667
    """

    # Not a dataclass: pydantic would then take its fields for the recipe's form.
    __slots__ = ("high", "integer", "kind", "low", "values")

    def __init__(
        self,
        kind: Kind,
        values: tuple[float, ...],
        low: float = -math.inf,
        high: float = math.inf,
        integer: bool = False,
    ) -> None:
        self.kind = kind
        self.values = values
        self.low = low
        self.high = high
        self.integer = integer

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Range) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        return f"Range({self.to_recipe()!r})"

    def _key(self) -> tuple[Any, ...]:
        return self.kind, self.values, self.low, self.high, self.integer

    def sample(self, rng: Generator) -> Any:
        """Draw one value: a Python float, or int where the type counts something."""
        a = self.values[0]
        if self.kind == "constant":
            return a
        if self.kind == "choice":
            return self.values[int(rng.random() * len(self.values))]
        b = self.values[1]
        if self.kind == "uniform":
            # One draw for both kinds of number; the +1 makes the upper end of a count possible.
            if self.integer:
                return int(a) + int(rng.random() * (b - a + 1))
            return a + (b - a) * rng.random()
        if self.kind == "normal":
            value = min(max(a + b * float(rng.standard_normal()), self.low), self.high)
        else:
            value = min(max(math.exp(math.log(a) + math.log(b / a) * rng.random()), a), b)
        return round(value) if self.integer else value

    def to_recipe(self) -> Any:
        """Return what one would write in a recipe."""
        if self.kind == "constant":
            return self.values[0]
        if self.kind == "uniform":
            return list(self.values)
        return {self.kind: list(self.values)}

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        (item,) = get_args(source) or (float,)
        return core_schema.no_info_plain_validator_function(
            _parser(item),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value: value.to_recipe()
            ),
            metadata={"pydantic_js_functions": [lambda _s, _h: _range_schema(item)]},
        )


def _marks(item: Any) -> list[Any]:
    """List what annotates a type, or the type in a `Range`, or a field of a model."""
    if get_origin(item) is Range:
        (item,) = get_args(item)
    return [*getattr(item, "__metadata__", ()), *getattr(item, "metadata", ())]


def limits_of(*items: Any) -> tuple[float, float]:
    """Return the least and the greatest value that an annotated number type allows."""
    low, high = -math.inf, math.inf
    for mark in (mark for item in items for mark in _marks(item)):
        if isinstance(mark, Ge):
            low = float(mark.ge)  # type: ignore[arg-type]
        elif isinstance(mark, Gt):
            low = float(np.nextafter(float(mark.gt), math.inf))  # type: ignore[arg-type]
        elif isinstance(mark, Le):
            high = float(mark.le)  # type: ignore[arg-type]
        elif isinstance(mark, Lt):
            high = float(np.nextafter(float(mark.lt), -math.inf))  # type: ignore[arg-type]
    return low, high


def unit_of(item: Any) -> str:
    """Return the unit of an annotated type, of the type in a `Range`, or of a field."""
    return next((mark.name for mark in _marks(item) if isinstance(mark, Unit)), "")


_FORMS = (
    "a number, [low, high], {choice: [...]}, {normal: [mean, std]} or {log_uniform: [low, high]}"
)


def _parser(item: Any) -> Callable[[Any], Range[Any]]:
    adapter: TypeAdapter[Any] = TypeAdapter(item)
    low, high = limits_of(item)
    integer = get_args(item)[0] is int if get_origin(item) is Annotated else item is int

    def number(value: object) -> float:
        result: float = adapter.validate_python(value)
        return result

    def make(kind: Kind, values: Sequence[float]) -> Range[Any]:
        return Range(kind, tuple(values), low, high, integer)

    def parse(value: Any) -> Range[Any]:
        if isinstance(value, Range):
            value = value.to_recipe()
        if isinstance(value, dict):
            return parse_named(value)
        if isinstance(value, (list, tuple)):
            if len(value) != 2:
                raise PydanticCustomError("range", "[low, high], two numbers")
            a, b = number(value[0]), number(value[1])
            if a > b:
                raise PydanticCustomError(
                    "reversed_range",
                    "[low, high] with low not above high (try [{b}, {a}])",
                    {"a": value[0], "b": value[1]},
                )
            return make("uniform", (a, b))
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return make("constant", (number(value),))
        raise PydanticCustomError("range", _FORMS)

    def parse_named(value: dict[str, Any]) -> Range[Any]:
        if len(value) != 1 or next(iter(value)) not in ("choice", "normal", "log_uniform"):
            raise PydanticCustomError("range", _FORMS)
        kind, values = next(iter(value.items()))
        if kind == "choice":
            if not isinstance(values, (list, tuple)) or not values:
                raise PydanticCustomError("range", "{choice: [...]} with at least one number")
            return make("choice", [number(v) for v in values])
        if not isinstance(values, (list, tuple)) or len(values) != 2:
            raise PydanticCustomError("range", "{" + kind + ": [...]} with two numbers")
        a, b = values
        if kind == "normal":
            plain_number(b)
            if b < 0:
                raise PydanticCustomError("range", "{normal: [mean, std]} with std not below 0")
            return make("normal", (number(a), float(b)))
        a, b = number(a), number(b)
        if not 0 < a <= b:
            raise PydanticCustomError("range", "{log_uniform: [low, high]} with 0 < low <= high")
        return make("log_uniform", (a, b))

    return parse


def _range_schema(item: Any) -> dict[str, Any]:
    number = TypeAdapter(item).json_schema()
    pair = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
    free = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}

    def named(name: str, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {name: schema},
            "required": [name],
            "additionalProperties": False,
        }

    return {
        "anyOf": [
            number,
            pair,
            named("choice", {"type": "array", "items": number, "minItems": 1}),
            named("normal", free),
            named("log_uniform", pair),
        ]
    }


def uniform(low: float, high: float) -> Any:
    """Write a default that is drawn uniformly; for ranges in class bodies."""
    return Range("uniform", (low, high))


def constant(value: float) -> Any:
    """Write a default that does not vary; for ranges in class bodies."""
    return Range("constant", (value,))


def choice(*values: float) -> Any:
    """Write a default that is one of some values, each as likely; for ranges in class bodies."""
    return Range("choice", values)


def log_uniform(low: float, high: float) -> Any:
    """Write a default whose logarithm is drawn uniformly; for ranges in class bodies."""
    return Range("log_uniform", (low, high))
