"""Turns what a recipe writes into what imgaug takes, and imgaug's defaults into what one writes.

- A number, text, true, false or null is itself.
- `[low, high]` is a range, for imgaug a tuple; where imgaug takes no range, it is a list. In
  `position` and `center` it is the point [x, y], and inside another list each pair is a range.
- A list of another length, or of texts, is a list, from which imgaug chooses. Four values of `px`
  or `percent` are [top, right, bottom, left].
- `{choice: [...]}`, `{normal: [mean, std]}` and `{log_uniform: [low, high]}` are what they are
  everywhere. A normal draw is rounded where imgaug counts, and never clipped.
- `{Name: {...}}` makes a mask generator, points sampler or colorizer of imgaug.
- Another mapping, such as `{x: ..., y: ...}`, is the same mapping of such values.
- A `matrix` is a list of rows.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import imgaug.parameters as iap
import numpy as np
from pydantic_core import PydanticCustomError

from augctl.params import plain_number
from augctl.stages.adapters._imgaug_docs import Entry, entries
from augctl.stages.adapters._imgaug_library import parts, signature

# imgaug reads a distribution in place of a chance as the outcome itself, one per draw.
_CHANCES = frozenset(
    {"p", "p_drop", "p_drop_points", "p_replace", "mask", "per_channel", "fill_per_channel"}
    | {"density", "squared", "invert_above_threshold", "sigmoid"}
)
# imgaug writes that it takes lists here, but reads a list of two as a range.
_NO_LISTS = frozenset({"n", "nb_iterations"})
_SIDES = frozenset({"px", "percent"})
_POINTS = frozenset({"position", "center"})

_DRAWN = ("choice", "normal", "log_uniform")

_MANY = re.compile("tuple|list|iterable|Stochastic|dict|array|Augmenter|MaskGen|Sampler|Colorizer")
_LIST = re.compile("list|iterable")
_WHOLE = re.compile(r"^(None or )?int\b(?!.*float)")


class LogUniform(iap.StochasticParameter):  # type: ignore[misc]
    """A distribution that is uniform in the logarithm, over [low, high], 0 < low <= high."""

    def __init__(self, low: float, high: float) -> None:
        super().__init__()
        self.low = low
        self.high = high

    def _draw_samples(self, size: tuple[int, ...], random_state: Any) -> Any:
        drawn = random_state.uniform(math.log(self.low), math.log(self.high), size)
        return np.clip(np.exp(drawn).astype(np.float32), self.low, self.high)

    def __repr__(self) -> str:
        return f"LogUniform({self.low}, {self.high})"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an augmenter.

    Attributes:
        name: Its name.
        default: imgaug's default, or `inspect.Parameter.empty`.
        entry: What imgaug writes about it.
    """

    name: str
    default: Any
    entry: Entry

    @property
    def required(self) -> bool:
        """Whether imgaug has no default."""
        return self.default is inspect.Parameter.empty

    def to_imgaug(self, value: Any) -> Any:
        """Turn a recipe's value into one that imgaug takes.

        Raises:
            PydanticCustomError: It has none of the forms above.
        """
        if self.name == "matrix" and value is not None:
            return _matrix(value)
        if not isinstance(self.default, (tuple, list)):
            self._check_single(value)
        return self._convert(value)

    def _check_single(self, value: Any) -> None:
        """Refuse what is not one value of the types that imgaug writes; it would not look."""
        types = self.entry.types
        if not types or _MANY.search(types):
            return
        allowed = {
            "true or false": (isinstance(value, bool), "bool"),
            "a whole number": (_is_number(value) and isinstance(value, int), "int"),
            "a number": (_is_number(value), "number|float"),
            "text": (isinstance(value, str), "str|'|\""),
            "null": (value is None, "None"),
        }
        words = {word: fits for word, (fits, kind) in allowed.items() if re.search(kind, types)}
        if words and not any(words.values()):
            raise PydanticCustomError("imgaug", "{words}", {"words": " or ".join(words)})

    def _convert(self, value: Any) -> Any:
        if value is None or isinstance(value, (bool, str)):
            return value
        if isinstance(value, (list, tuple)):
            return self._list(value)
        if isinstance(value, Mapping):
            return self._mapping(value)
        return plain_number(value)

    def _list(self, value: list[Any] | tuple[Any, ...]) -> Any:
        items = [self._convert(item) for item in value]
        if len(items) == 4 and self.name in _SIDES:
            return tuple(items)
        if len(items) != 2 or any(isinstance(item, (str, bool)) for item in items):
            return items
        if self._takes_lists() and not self._takes_ranges():
            return items
        if self.name in _CHANCES and not self._takes_ranges():
            raise _chance()
        low, high = items
        if _is_number(low) and _is_number(high) and low > high and self.name not in _POINTS:
            raise PydanticCustomError(
                "reversed_range",
                "[low, high] with low not above high (try [{high}, {low}])",
                {"low": low, "high": high},
            )
        return low, high

    def _mapping(self, value: Mapping[Any, Any]) -> Any:
        if len(value) == 1:
            ((key, inner),) = value.items()
            if key in _DRAWN and self.entry.types.startswith("tuple"):
                raise PydanticCustomError("range", "[low, high], two numbers")
            if key == "choice":
                return self._choice(inner)
            if key in _DRAWN:
                return self._distribution(key, inner)
            if key in parts():
                return _part(key, inner)
        return {key: self._convert(item) for key, item in value.items()}

    def _choice(self, values: Any) -> Any:
        if not isinstance(values, (list, tuple)) or not values:
            raise PydanticCustomError("range", "{choice: [...]} with at least one value")
        if any(isinstance(item, (list, tuple, Mapping)) for item in values):
            raise PydanticCustomError("range", "{choice: [...]} of single values")
        items = [self._convert(item) for item in values]
        if self._takes_lists():
            return items
        if self.name in _CHANCES:
            raise _chance()
        return iap.Choice(items)

    def _distribution(self, kind: str, values: Any) -> Any:
        if self.name in _CHANCES:
            raise _chance()
        if not isinstance(values, (list, tuple)) or len(values) != 2:
            raise PydanticCustomError("range", "{{kind}: [...]} with two numbers", {"kind": kind})
        a, b = (plain_number(item) for item in values)
        if kind == "normal":
            if b < 0:  # type: ignore[operator]
                raise PydanticCustomError("range", "{normal: [mean, std]} with std not below 0")
            drawn: Any = iap.Normal(a, b)
        else:
            if not 0 < a <= b:  # type: ignore[operator]
                raise PydanticCustomError(
                    "range", "{log_uniform: [low, high]} with 0 < low <= high"
                )
            drawn = LogUniform(a, b)  # type: ignore[arg-type]
        return iap.Discretize(drawn) if self._counts() else drawn

    def _takes_lists(self) -> bool:
        types = self.entry.types
        return self.name not in _NO_LISTS and (not types or _LIST.search(types) is not None)

    def _takes_ranges(self) -> bool:
        types = self.entry.types
        return not types or "tuple" in types or isinstance(self.default, tuple)

    def _counts(self) -> bool:
        if self.entry.types:
            return _WHOLE.search(self.entry.types) is not None
        some = self.default if isinstance(self.default, tuple) else (self.default,)
        return all(isinstance(item, int) for item in some)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _chance() -> PydanticCustomError:
    text = "a chance: a number from 0 to 1 (for some also [low, high])"
    return PydanticCustomError("chance", text)


def _matrix(rows: Any) -> Any:
    wrong = PydanticCustomError("matrix", "a matrix: rows of numbers, all of one length")
    try:
        matrix = np.array([[plain_number(cell) for cell in row] for row in rows], dtype=np.float32)
    except (TypeError, ValueError):
        raise wrong from None
    if matrix.ndim != 2 or not matrix.size:
        raise wrong
    return matrix


def _part(name: str, given: Any) -> Any:
    """Build a mask generator, points sampler or colorizer."""
    target = parts()[name]
    known = parameters(target)
    given = {} if given is None else given
    if not isinstance(given, Mapping) or not set(given) <= set(known):
        raise PydanticCustomError(
            "imgaug",
            "parameters of {part}: {known}",
            {"part": name, "known": ", ".join(known) or "none"},
        )
    values = {key: known[key].to_imgaug(value) for key, value in given.items()}
    try:
        return target(**values)
    # imgaug raises AssertionError, TypeError, ValueError and Exception itself for wrong values.
    except Exception as error:
        raise refused(error) from error


@cache
def parameters(target: Callable[..., Any]) -> dict[str, Parameter]:
    """Map the parameters that a recipe may set to what is known of them."""
    written = entries(target)
    return {
        name: Parameter(name, parameter.default, written.get(name, Entry("", "")))
        for name, parameter in signature(target).items()
    }


def reason(error: Exception) -> str:
    """Return what an error of imgaug says, on one line of bounded length."""
    text = " ".join(str(error).split()).rstrip(".") or type(error).__name__
    return text if len(text) <= 240 else f"{text[:237]}..."


def refused(error: Exception) -> PydanticCustomError:
    """Say what imgaug expected of a parameter, from the error that it raised."""
    text = reason(error)
    expected = text.removeprefix("Expected ")
    if expected == text:
        expected = f"what imgaug takes ({text})"
    return PydanticCustomError("imgaug", "{expected}", {"expected": expected})


def to_recipe(value: Any) -> Any:
    """Write a default of imgaug the way a recipe would."""
    if isinstance(value, tuple):
        return [to_recipe(item) for item in value]
    if isinstance(value, list) and not any(isinstance(item, str) for item in value):
        return {"choice": value}
    return value
