"""Types for the parameters of stages: declared once, they validate, draw, document and print.

A parameter that can vary is a `Range[...]`. In a recipe it takes a number, `[low, high]`
(uniform), `{choice: [...]}`, `{normal: [mean, std]}` or `{log_uniform: [low, high]}`. The type in
the brackets carries the unit and the limits; a normal draw beyond a limit is clipped to it.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar, get_args

from annotated_types import Ge, Le
from numpy.random import Generator
from pydantic import BeforeValidator, GetCoreSchemaHandler, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

from augctl.forms import Kind, forms_of
from augctl.forms import Unit as Unit
from augctl.forms import plain_number as plain_number

T = TypeVar("T")

_number = BeforeValidator(plain_number)

Degrees = Annotated[float, Ge(-3600), Le(3600), Unit("degrees"), _number]
ShearDegrees = Annotated[float, Ge(-80), Le(80), Unit("degrees"), _number]
QuarterTurns = Annotated[int, Ge(0), Le(3), Unit("quarter turns"), _number]
Share = Annotated[float, Ge(0), Le(1), Unit("share, 0 to 1"), _number]
SignedShare = Annotated[float, Ge(-1), Le(1), Unit("share, -1 to 1"), _number]
CornerShare = Annotated[float, Ge(-0.24), Le(0.24), Unit("share, -0.24 to 0.24"), _number]
LensShare = Annotated[float, Ge(-0.5), Le(0.5), Unit("share, -0.5 to 0.5"), _number]
Probability = Annotated[float, Ge(0), Le(1), Unit("probability, 0 to 1"), _number]
Factor = Annotated[float, Ge(0), Le(100), Unit("factor"), _number]
PositiveFactor = Annotated[float, Ge(0.01), Le(100), Unit("factor"), _number]
Levels = Annotated[float, Ge(0), Le(255), Unit("levels, 0 to 255"), _number]
SignedLevels = Annotated[float, Ge(-255), Le(255), Unit("levels, -255 to 255"), _number]
ThresholdLevels = Annotated[float, Ge(0), Le(256), Unit("levels, 0 to 256"), _number]
BitCount = Annotated[int, Ge(1), Le(16), Unit("bits"), _number]
HalfShare = Annotated[float, Ge(0), Le(0.5), Unit("share, 0 to 0.5"), _number]
ToneShare = Annotated[float, Ge(-0.3), Le(0.3), Unit("share, -0.3 to 0.3"), _number]
ClipFactor = Annotated[float, Ge(1), Le(100), Unit("factor, from 1"), _number]
Mireds = Annotated[float, Ge(-100), Le(350), Unit("mireds"), _number]
SigmaPixels = Annotated[float, Ge(0), Le(100), Unit("pixels"), _number]
RadiusPixels = Annotated[int, Ge(0), Le(100), Unit("pixels"), _number]
PixelCount = Annotated[int, Ge(1), Le(65535), Unit("pixels"), _number]
TileCount = Annotated[int, Ge(1), Le(100), Unit("count"), _number]
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
    lists = [{"type": "array", "items": level, "minItems": n, "maxItems": n} for n in (1, 3)]
    return WithJsonSchema({"anyOf": [{"enum": list(words)}, level, *lists]})


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


def _folder(value: Any, info: ValidationInfo) -> Path:
    if not isinstance(value, (str, Path)) or not str(value):
        raise PydanticCustomError("folder", "the path of a folder")
    base = (info.context or {}).get("folder", "")
    # The working folder of a worker may be another.
    path = Path(base, value).absolute()
    if not path.is_dir():
        raise PydanticCustomError(
            "folder", "a folder; there is none at {path}", {"path": str(path)}
        )
    return path


Folder = Annotated[
    Path, BeforeValidator(_folder), WithJsonSchema({"type": "string"}), Unit("path of a folder")
]
"""A folder that exists. Relative to `folder` in the context of validation, if there is one."""


def _file(value: Any, info: ValidationInfo) -> Path:
    if not isinstance(value, (str, Path)) or not str(value):
        raise PydanticCustomError("file", "the path of a file")
    base = (info.context or {}).get("folder", "")
    path = Path(base, value).absolute()
    if not path.is_file():
        raise PydanticCustomError("file", "a file; there is none at {path}", {"path": str(path)})
    return path


File = Annotated[
    Path, BeforeValidator(_file), WithJsonSchema({"type": "string"}), Unit("path of a file")
]
"""A file that exists. Relative to `folder` in the context of validation, if there is one."""


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

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the greatest value that can be drawn."""
        if self.kind == "normal":
            return self.low, self.high
        return min(self.values), max(self.values)

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
        forms = forms_of(item)

        def parse(value: Any) -> Range[Any]:
            given = value.to_recipe() if isinstance(value, Range) else value
            return cls(*forms.parse(given), forms.low, forms.high, forms.integer)

        return core_schema.no_info_plain_validator_function(
            parse,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value: value.to_recipe()
            ),
            metadata={"pydantic_js_functions": [lambda _s, _h: forms.json_schema()]},
        )


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
