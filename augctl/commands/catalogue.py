"""`augctl stages`: the catalogue, read from the stages themselves."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import PydanticUndefined

from augctl.documents.flow import one_line
from augctl.errors import UsageError
from augctl.forms import limits_of, unit_of
from augctl.params import Range
from augctl.registry import (
    adapter,
    adapters,
    find,
    kind_of,
    names,
    nearest_stage,
    own_names,
)
from augctl.sample import KINDS
from augctl.stages.base import Stage

_TYPES = {bool: "true or false", int: "whole number", float: "number", str: "text"}


@dataclass(frozen=True)
class Parameter:
    """One parameter.

    Attributes:
        name: What a recipe calls it.
        takes: Unit and limits, or a list of words; empty where only the meaning tells.
        varies: Whether it may be a range to draw from.
        default: As a recipe would have it; `required` where there is none.
        meaning: What it does.
    """

    name: str
    takes: str
    varies: bool
    default: str
    meaning: str


@dataclass(frozen=True)
class StageEntry:
    """One stage of the catalogue.

    Attributes:
        name: What a recipe calls it.
        kind: `transform`, `mix`, `text stage`, `row stage`, `generator` or `gate`.
        summary: One line.
        text: The whole description, references too.
        parameters: Its parameters.
        example: A line for a recipe.
        kinds: Kinds of pixels that the example takes, and leaves as they are. None in a list of
            stages, since to try them all takes seconds, and for what does not work on images.
    """

    name: str
    kind: str
    summary: str
    text: str
    parameters: tuple[Parameter, ...]
    example: str
    kinds: tuple[str, ...] | None = None


def catalogue(name: str | None = None) -> list[StageEntry]:
    """Describe every stage, or one, or those of a prefix such as `image` or `imgaug`.

    Raises:
        UsageError: There is no such stage; says which is nearest, or why it is not offered.
    """
    found = [entry(n) for n in _names_of(name)]
    if found or name is None:
        return found
    try:
        return [replace(entry(name), kinds=_kinds(find(name)))]
    except KeyError:
        reason = withheld().get(name)
        if reason:
            raise UsageError(f"{name} is not offered: {reason}.") from None
        near = nearest_stage(name)
        hint = f"Did you mean {near!r}?" if near else "See `augctl stages`."
        raise UsageError(f"There is no stage {name!r}.", hint) from None


def _names_of(family: str | None) -> list[str]:
    if family is None:
        return names()
    prefix = family.partition(".")[0]
    if prefix in adapters():
        known = [f"{prefix}.{name}" for name in adapter(prefix).names()]
    else:
        known = own_names()
    return [name for name in known if name.startswith(f"{family}.")]


def withheld(family: str | None = None) -> dict[str, str]:
    """Name what adapted libraries, or one of them, have and augctl does not offer; with reasons."""
    return {
        f"{prefix}.{name}": reason
        for prefix in adapters()
        if family in (None, prefix)
        for name, reason in adapter(prefix).withheld().items()
    }


def entry(name: str) -> StageEntry:
    """Describe one stage.

    Raises:
        KeyError: There is no such stage.
    """
    stage = find(name)
    text = inspect.cleandoc(stage.__doc__ or "")
    own = inspect.get_annotations(stage)
    # A stage's own parameters come first, what it shares with others last.
    fields = sorted(stage.model_fields.items(), key=lambda item: item[0] not in own)
    parameters = tuple(
        Parameter(
            field,
            _takes(info.annotation, info),
            isinstance(info.default, Range),
            _default(info.default),
            _meaning(info),
        )
        for field, info in fields
    )
    return StageEntry(
        name, kind_of(stage), text.partition("\n")[0], text, parameters, example(name, stage)
    )


def example(name: str, stage: type[Stage]) -> str:
    """Write a line that a recipe can hold."""
    values: Mapping[str, Any] = stage.example
    if not values:
        values = {
            field: info.default
            for field, info in stage.model_fields.items()
            if isinstance(info.default, Range)
        }
    body = ", ".join(f"{key}: {as_yaml(value)}" for key, value in values.items())
    return f"- {name}: {{{body}}}" if body else f"- {name}"


def _kinds(stage: type[Stage]) -> tuple[str, ...] | None:
    try:
        made = stage(**stage.example)
    except ValidationError:  # of a plugin that shows no example
        return None
    if made.slot not in ("image", None):
        return None
    return tuple(str(kind) for kind in KINDS if not made.refuses(kind))


def as_yaml(value: Any) -> str:
    """Write a value on one line, as a recipe would have it."""
    return one_line(value.to_recipe() if isinstance(value, Range) else value)


def _takes(annotation: Any, info: Any) -> str:
    unit = unit_of(annotation) or unit_of(info)
    low, high = limits_of(annotation, info)
    if unit and " to " not in unit and low > float("-inf") and high < float("inf"):
        return f"{unit}, {low:.12g} to {high:.12g}"
    if unit:
        return unit
    options = get_args(annotation)
    if type(None) in options:
        words = [_takes(option, None) for option in options if option is not type(None)]
        return " or ".join(filter(None, [*words, "null"]))
    if options and all(isinstance(option, str) for option in options):
        return " | ".join(options)
    if low > float("-inf") or high < float("inf"):
        return f"{low:.12g} to {high:.12g}"
    return _TYPES.get(annotation, "")


def _default(value: Any) -> str:
    return "required" if value is PydanticUndefined else as_yaml(value)


def _meaning(info: Any) -> str:
    return " ".join((info.description or "").split())
