"""How a recipe writes a number that may vary: the forms, their checks and their JSON Schema."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

import numpy as np
from annotated_types import Ge, Gt, Le, Lt, MinLen
from pydantic import BeforeValidator, TypeAdapter
from pydantic_core import PydanticCustomError

Kind = Literal["constant", "uniform", "choice", "normal", "log_uniform"]

_EXPECTED = (
    "a number, [low, high], {choice: [...]}, {normal: [mean, std]} or {log_uniform: [low, high]}"
)
_LARGEST = sys.float_info.max


@dataclass(frozen=True, slots=True)
class Unit:
    """Marks a type with what its numbers count, for help texts."""

    name: str


def plain_number(value: object) -> object:
    """Refuse what Python would quietly turn into a number: true, "3", nan."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise PydanticCustomError("number", "a number")
    # Unlike math.isfinite, comparing takes an int of any size.
    if not -_LARGEST <= value <= _LARGEST:
        raise PydanticCustomError("number", "a finite number")
    return value


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of one type of number.

    Attributes:
        low: The least number.
        high: The greatest number.
        integer: Whether the type counts something.
        number: Checks one number.
        pair: Checks [low, high].
        named: Checks the distributions that have a name, each as a mapping of its own.
    """

    low: float
    high: float
    integer: bool
    number: TypeAdapter[float]
    pair: TypeAdapter[tuple[float, float]]
    named: Mapping[Kind, TypeAdapter[dict[str, tuple[float, ...]]]]

    def parse(self, value: Any) -> tuple[Kind, tuple[float, ...]]:
        """Turn a recipe's value into a distribution and its numbers.

        Raises:
            PydanticCustomError: It has none of the forms.
            ValidationError: A number in it is not one, or is beyond the limits.
        """
        if isinstance(value, dict):
            return self._named(value)
        if isinstance(value, (list, tuple)):
            if len(value) != 2:
                raise PydanticCustomError("range", "[low, high], two numbers")
            a, b = self.pair.validate_python(tuple(value))
            if a > b:
                raise PydanticCustomError(
                    "reversed_range",
                    "[low, high] with low not above high (try [{b}, {a}])",
                    {"a": value[0], "b": value[1]},
                )
            return "uniform", (a, b)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return "constant", (self.number.validate_python(value),)
        raise PydanticCustomError("range", _EXPECTED)

    def _named(self, value: dict[Any, Any]) -> tuple[Kind, tuple[float, ...]]:
        kinds: list[Kind] = [kind for kind in self.named if kind in value]
        if len(value) != 1 or not kinds:
            raise PydanticCustomError("range", _EXPECTED)
        kind, given = kinds[0], value[kinds[0]]
        listed = isinstance(given, (list, tuple))
        if kind == "choice" and not (listed and given):
            raise PydanticCustomError("range", "{choice: [...]} with at least one number")
        if kind != "choice" and not (listed and len(given) == 2):
            raise PydanticCustomError("range", "{" + kind + ": [...]} with two numbers")
        values = self.named[kind].validate_python({kind: tuple(given)})[kind]
        if kind == "log_uniform" and values[0] > values[1]:
            raise PydanticCustomError("range", "{log_uniform: [low, high]} with low not above high")
        return kind, values

    def json_schema(self) -> dict[str, Any]:
        """Describe the forms, as far as JSON Schema can: not that low is not above high."""
        forms = [self.number.json_schema(), self.pair.json_schema()]
        for kind, adapter in self.named.items():
            values = adapter.json_schema()["additionalProperties"]
            form = {"type": "object", "properties": {kind: values}, "required": [kind]}
            forms.append({**form, "additionalProperties": False})
        return {"anyOf": forms}


@cache
def forms_of(item: Any) -> Forms:
    """Return the forms of a type: `float` or `int`, annotated or not."""
    base, *marks = get_args(item) if get_origin(item) is Annotated else (item,)
    low, high = limits_of(item)
    limits = [Ge(low)] * math.isfinite(low) + [Le(high)] * math.isfinite(high)
    # Checks of numbers come last: pydantic applies limits to a type, not to a check.
    number: Any = Annotated[(base, *marks, BeforeValidator(plain_number))]
    above_zero: Any = Annotated[(base, Gt(0), *marks, BeforeValidator(plain_number))]
    # The mean of a count need not be a whole number.
    mean: Any = Annotated[(float, *limits, BeforeValidator(plain_number))]
    std: Any = Annotated[float, Ge(0), BeforeValidator(plain_number)]
    return Forms(
        low,
        high,
        base is int,
        TypeAdapter(number),
        TypeAdapter(tuple[number, number]),
        {
            "choice": _named(Annotated[tuple[number, ...], MinLen(1)]),
            "normal": _named(tuple[mean, std]),
            "log_uniform": _named(tuple[above_zero, above_zero]),
        },
    )


def _named(values: Any) -> TypeAdapter[dict[str, tuple[float, ...]]]:
    # As a mapping, so that an error says where in `{choice: [...]}` it is.
    return TypeAdapter(dict[str, values])


def _marks(item: Any) -> list[Any]:
    """List what annotates a type, or the type in a generic such as `Range`, or a field."""
    if get_origin(item) not in (None, Annotated) and len(get_args(item)) == 1:
        (item,) = get_args(item)
    return [*getattr(item, "__metadata__", ()), *getattr(item, "metadata", ())]


def limits_of(*items: Any) -> tuple[float, float]:
    """Return the least and the greatest value that an annotated number type allows."""
    low, high = -math.inf, math.inf
    for mark in (mark for item in items for mark in _marks(item)):
        if isinstance(mark, Ge):
            low = max(low, float(mark.ge))  # type: ignore[arg-type]
        elif isinstance(mark, Gt):
            low = max(low, float(np.nextafter(float(mark.gt), math.inf)))  # type: ignore[arg-type]
        elif isinstance(mark, Le):
            high = min(high, float(mark.le))  # type: ignore[arg-type]
        elif isinstance(mark, Lt):
            high = min(high, float(np.nextafter(float(mark.lt), -math.inf)))  # type: ignore[arg-type]
    return low, high


def unit_of(item: Any) -> str:
    """Return the unit of an annotated type, of the type in a `Range`, or of a field."""
    return next((mark.name for mark in _marks(item) if isinstance(mark, Unit)), "")
