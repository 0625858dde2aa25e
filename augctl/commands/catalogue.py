"""`augctl stages`: the catalogue, read from the stages themselves."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import PydanticUndefined

from augctl.errors import UsageError
from augctl.params import Range, limits_of, unit_of
from augctl.registry import adapter, adapters, find, kind_of, names, nearest_stage
from augctl.stages.base import Stage


@dataclass(frozen=True)
class Parameter:
    """One parameter: its name, unit and limits, default as a recipe has it, and meaning."""

    name: str
    takes: str
    default: str
    meaning: str


@dataclass(frozen=True)
class StageEntry:
    """One stage of the catalogue.

    Attributes:
        name: What a recipe calls it.
        kind: `transform`, `mix` or `gate`.
        summary: One line.
        text: The whole description, references too.
        parameters: Its parameters.
        example: A line for a recipe.
    """

    name: str
    kind: str
    summary: str
    text: str
    parameters: tuple[Parameter, ...]
    example: str


def catalogue(name: str | None = None) -> list[StageEntry]:
    """Describe every stage, or one, or those of a prefix such as `image` or `imgaug`.

    Raises:
        UsageError: There is no such stage; says which is nearest, or why it is not offered.
    """
    if name is None:
        return [entry(n) for n in names()]
    if "." not in name:
        found = [entry(n) for n in names() if n.partition(".")[0] == name]
        if found:
            return found
    try:
        return [entry(name)]
    except KeyError:
        reason = withheld().get(name)
        if reason:
            raise UsageError(f"{name} is not offered: {reason}.") from None
        near = nearest_stage(name)
        hint = f"Did you mean {near!r}?" if near else "See `augctl stages`."
        raise UsageError(f"There is no stage {name!r}.", hint) from None


def withheld() -> dict[str, str]:
    """Name what adapted libraries have and augctl does not offer, with the reason."""
    return {
        f"{prefix}.{name}": reason
        for prefix in adapters()
        for name, reason in adapter(prefix).withheld().items()
    }


def entry(name: str) -> StageEntry:
    """Describe one stage.

    Raises:
        KeyError: There is no such stage.
    """
    stage = find(name)
    text = inspect.cleandoc(stage.__doc__ or "")
    parameters = tuple(
        Parameter(field, _takes(info.annotation, info), _default(info.default), _meaning(info))
        for field, info in stage.model_fields.items()
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


def as_yaml(value: Any) -> str:
    """Write a value on one line, as a recipe would have it."""
    if isinstance(value, Range):
        value = value.to_recipe()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {as_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(as_yaml, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def _takes(annotation: Any, info: Any) -> str:
    unit = unit_of(annotation) or unit_of(info)
    low, high = limits_of(annotation, info)
    if unit and "0 to" not in unit and low > float("-inf") and high < float("inf"):
        return f"{unit}, {low:g} to {high:g}"
    if unit:
        return unit
    options = getattr(annotation, "__args__", ())
    if options and all(isinstance(option, str) for option in options):
        return " | ".join(options)
    if low > float("-inf") or high < float("inf"):
        return f"{low:g} to {high:g}"
    return getattr(annotation, "__name__", str(annotation)).replace("NoneType", "nothing")


def _default(value: Any) -> str:
    return "required" if value is PydanticUndefined else as_yaml(value)


def _meaning(info: Any) -> str:
    return " ".join((info.description or "").split())
