"""Places what is wrong inside a parameter at its own key or position in the recipe."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError


def each_placed(
    items: Iterable[tuple[Any, Any]],
    convert: Callable[[Any, Any], Any],
    known: Iterable[str] | None = None,
) -> dict[Any, Any]:
    """Convert each value, called with its key.

    Args:
        items: Pairs of a key, or of a position in a list, and a value.
        convert: Raises PydanticCustomError or ValidationError for what it does not take.
        known: The keys that there may be; None for any.

    Raises:
        ValidationError: All that is wrong with any of them, each under its key.
    """
    names = None if known is None else tuple(known)
    converted: dict[Any, Any] = {}
    problems: list[InitErrorDetails] = []
    for key, value in items:
        if names is not None and key not in names:
            problems.append(_problem(key, unknown_key(names), value))
            continue
        try:
            converted[key] = convert(key, value)
        except PydanticCustomError as error:
            problems.append(_problem(key, error, value))
        except ValidationError as error:
            problems += under(key, error)
    if problems:
        raise ValidationError.from_exception_data("imgaug", problems)
    return converted


def under(key: str | int, error: ValidationError, known: Iterable[str] = ()) -> list[Any]:
    """List the problems of what stands under a key, placed there.

    Args:
        key: The key, or the position in a list.
        error: What is wrong.
        known: The fields of the model that found keys which are none.
    """
    details = []
    for item in error.errors(include_url=False):
        problem = PydanticCustomError(item["type"], "{text}", {"text": item["msg"], **_told(item)})
        if item["type"] == "extra_forbidden":
            problem = unknown_key(known)
        details.append(InitErrorDetails(type=problem, loc=(key, *item["loc"]), input=item["input"]))
    return details


def unknown_key(known: Iterable[str]) -> PydanticCustomError:
    """Say which keys there may be, for one that may not be there."""
    names = sorted(known)
    expected = f"one of {', '.join(names)}" if names else "no parameters"
    return PydanticCustomError("unknown_key", "{expected}", {"expected": expected, "known": names})


def _problem(key: str | int, error: PydanticCustomError, value: Any) -> InitErrorDetails:
    return InitErrorDetails(type=error, loc=(key,), input=value)


def _told(item: Any) -> dict[str, Any]:
    told: dict[str, Any] = item.get("ctx", {})
    return told
