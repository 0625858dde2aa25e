"""Turns what a recipe writes into what imgaug takes, and imgaug's defaults into what one writes.

- A number, text, true, false or null is itself.
- `[low, high]` is a range, for imgaug a tuple; where imgaug takes no range, it is a list. In
  `position` and `center` it is the point [x, y], and inside another list each pair is a range.
- A list of another length, or of texts, is a list, from which imgaug chooses. Four values of `px`
  or `percent` are [top, right, bottom, left].
- `{choice: [...]}`, `{normal: [mean, std]}` and `{log_uniform: [low, high]}` are what they are
  everywhere. A normal draw is rounded where imgaug counts, and never clipped.
- `{Name: {...}}` makes a mask generator, points sampler or colorizer of imgaug.
- `{x: ..., y: ...}` and the sizes of `Resize` are mappings of such values; no other key is taken.
- A `matrix` is a list of rows.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

import imgaug.parameters as iap
import numpy as np
from pydantic_core import PydanticCustomError

from augctl.params import plain_number
from augctl.stages.adapters._imgaug_docs import Entry, entries
from augctl.stages.adapters._imgaug_library import parts, signature
from augctl.stages.adapters._imgaug_limits import Limits, limits_of
from augctl.stages.adapters._imgaug_log_uniform import LogUniform
from augctl.stages.adapters._imgaug_places import each_placed
from augctl.stages.adapters._imgaug_reasons import about_parameter

# imgaug reads a distribution in place of a chance as the outcome itself, one per draw.
_CHANCE = "a chance: a number from 0 to 1 (for some also [low, high])"
_CHANCES = frozenset(
    {"p", "p_drop", "p_drop_points", "p_replace", "mask", "per_channel", "fill_per_channel"}
    | {"density", "squared", "invert_above_threshold", "sigmoid"}
)
# imgaug writes that it takes lists here, but reads a list of two as a range.
_NO_LISTS = frozenset({"n", "nb_iterations"})
_SIDES = frozenset({"px", "percent"})
_POINTS = frozenset({"position", "center"})

# The keys of the mappings that some parameters take, beside those of a distribution.
_AXES = (frozenset({"x", "y"}),)
_SIZES = (frozenset({"height", "width"}), frozenset({"shorter-side", "longer-side"}))

_DRAWN = ("choice", "normal", "log_uniform")

_MANY = re.compile("tuple|list|iterable|Stochastic|dict|array|Augmenter|MaskGen|Sampler|Colorizer")
_LIST = re.compile("list|iterable")
_TAKEN = {
    "true or false": r"\bbool",
    "a whole number": r"^(?!.*(float|number)).*\bint\b",
    "a number": r"\b(float|number)\b",
    "text": r"\bstr\b|^'|^{",
    "[low, high]": r"tuple of (int|float|number)\b",
    "{choice: [...]}": r"(list|iterable) of|Stochastic",
    "{normal: [mean, std]}": r"\b(int|float|number)\b.*Stochastic",
    "{log_uniform: [low, high]}": r"\b(int|float|number)\b.*Stochastic",
    "null": "None",
}
_TAKEN_IF_UNSAID = "number or tuple of number or list of number or StochasticParameter"
_WHOLE = re.compile(r"^(None or )?int\b(?!.*float)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an augmenter.

    Attributes:
        name: Its name.
        default: imgaug's default, or `inspect.Parameter.empty`.
        entry: What imgaug writes about it.
        limits: Those of its numbers that imgaug does not know.
    """

    name: str
    default: Any
    entry: Entry
    limits: Limits

    @property
    def required(self) -> bool:
        """Whether imgaug has no default."""
        return self.default is inspect.Parameter.empty

    def takes(self) -> str:
        """Say what it takes, in the words of a recipe."""
        if self.name in _CHANCES:
            return _CHANCE
        if names := self._parts():
            return f"a mapping with one of {', '.join(names)}"
        types = self.entry.types or _TAKEN_IF_UNSAID
        words = [word for word, pattern in _TAKEN.items() if re.search(pattern, types)]
        words += ["{" + ", ".join(f"{key}: ..." for key in sorted(k)) + "}" for k in self._keys()]
        return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))

    def to_imgaug(self, value: Any) -> Any:
        """Turn a recipe's value into one that imgaug takes.

        Raises:
            PydanticCustomError: It has none of the forms above, or is beyond the limits.
            ValidationError: So is something inside of it, which is placed there.
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
        return self.limits.check(plain_number(value))

    def _list(self, value: list[Any] | tuple[Any, ...]) -> Any:
        items = self._each(value)
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

    def _each(self, values: Iterable[Any]) -> list[Any]:
        return list(each_placed(enumerate(values), lambda _, item: self._convert(item)).values())

    def _mapping(self, value: Mapping[Any, Any]) -> Any:
        for keys in self._keys():
            if not value or not keys.isdisjoint(value):
                return each_placed(value.items(), self._under_key, keys)
        return self._named(value, chain(*self._keys()))

    def _under_key(self, _: str, value: Any) -> Any:
        return self._named(value) if isinstance(value, Mapping) else self._convert(value)

    def _named(self, value: Mapping[Any, Any], others: Iterable[str] = ()) -> Any:
        """Turn `{choice: [...]}` and the like; `others` are keys that there might have been."""
        forms = self._parts() or list(_DRAWN)
        each = each_placed(value.items(), self._form, {*forms, *others})
        if len(each) != 1:
            raise PydanticCustomError("range", "one of {forms}", {"forms": ", ".join(forms)})
        return next(iter(each.values()))

    def _keys(self) -> Sequence[frozenset[str]]:
        """List the sets of keys of which a mapping has one, in whole or in part."""
        types = self.entry.types
        return _AXES if '"x"' in types else _SIZES if "dict" in types else ()

    def _parts(self) -> list[str]:
        types = self.entry.types
        # imgaug names the kind of part that it takes: a base class.
        return [n for n, part in parts().items() if any(b.__name__ in types for b in part.__mro__)]

    def _form(self, name: str, inner: Any) -> Any:
        if name not in _DRAWN:
            return _part(name, inner)
        if self.entry.types.startswith("tuple"):
            raise PydanticCustomError("range", "[low, high], two numbers")
        return self._choice(inner) if name == "choice" else self._distribution(name, inner)

    def _choice(self, values: Any) -> Any:
        if not isinstance(values, (list, tuple)) or not values:
            raise PydanticCustomError("range", "{choice: [...]} with at least one value")
        if any(isinstance(item, (list, tuple, Mapping)) for item in values):
            raise PydanticCustomError("range", "{choice: [...]} of single values")
        items = self._each(values)
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
        self.limits.check(a)
        if kind == "normal":
            if b < 0:  # type: ignore[operator]
                raise PydanticCustomError("range", "{normal: [mean, std]} with std not below 0")
            drawn: Any = iap.Normal(a, b)
        else:
            if not 0 < a <= b:  # type: ignore[operator]
                raise PydanticCustomError(
                    "range", "{log_uniform: [low, high]} with 0 < low <= high"
                )
            self.limits.check(b)
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
    return PydanticCustomError("chance", _CHANCE)


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
    target: Callable[..., Any] = parts()[name]
    known = parameters(target)
    given = {} if given is None else given
    if not isinstance(given, Mapping):
        raise PydanticCustomError("imgaug", "parameters as a mapping, or nothing")
    values = each_placed(given.items(), lambda key, value: known[key].to_imgaug(value), known)
    try:
        return target(**values)
    # imgaug raises AssertionError, TypeError, ValueError and Exception itself for wrong values.
    except Exception as error:
        expected = about_parameter(error, f"what imgaug takes for {name}")
        raise PydanticCustomError("imgaug", "{expected}", {"expected": expected}) from error


@cache
def parameters(target: Callable[..., Any]) -> dict[str, Parameter]:
    """Map the parameters that a recipe may set to what is known of them."""
    written, owner = entries(target), target.__name__
    return {
        name: Parameter(
            name, known.default, written.get(name, Entry("", "")), limits_of(owner, name)
        )
        for name, known in signature(target).items()
    }


def to_recipe(value: Any) -> Any:
    """Write a default of imgaug the way a recipe would."""
    if isinstance(value, tuple):
        return [to_recipe(item) for item in value]
    if isinstance(value, list) and not any(isinstance(item, str) for item in value):
        return {"choice": value}
    return value
