"""Turns what pydantic found into problems with a place, an expectation and the nearest name."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel, ValidationError

from augctl.documents.document import Document, Place
from augctl.documents.flow import shown
from augctl.documents.near import nearest

_KINDS = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "string_type": "text (put it in quotes)",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "list_type": "a list",
    "tuple_type": "a list",
}
_IN_QUOTES = re.compile("'([^']*)'")
_LIMITS = {
    "greater_than_equal": "{ge} or more",
    "greater_than": "more than {gt}",
    "less_than_equal": "{le} or less",
    "less_than": "less than {lt}",
    "literal_error": "{expected}",
    "too_short": "at least {min_length} items",
    "too_long": "at most {max_length} items",
    "string_too_short": "text that is not empty",
    "string_too_long": "at most {max_length} characters",
}


def report(
    document: Document,
    path: Place,
    error: ValidationError,
    model: type[BaseModel],
    data: Any,
    also: tuple[str, ...] = (),
) -> None:
    """Note every problem that validating `data`, which stands at `path`, ran into.

    Args:
        document: Takes the problems.
        path: Where `data` stands in the document.
        error: What pydantic found.
        model: The model that `data` was validated against.
        data: The raw data.
        also: Further names that are allowed beside the model's fields.
    """
    seen: set[tuple[Place, str]] = set()
    for item in error.errors(include_url=False):
        kind, where = item["type"], _present(item["loc"], data)
        full = (*path, *where)
        context: dict[str, Any] = item.get("ctx", {})
        if kind in ("extra_forbidden", "unknown_key"):
            owner = _model_at(model, where[:-1])
            known = [*owner.model_fields, *(also if len(where) == 1 else ())]
            # A parameter that is a mapping, and no model, tells its keys.
            known = context.get("known", known)
            wrong = str(where[-1])
            document.problem(
                full,
                f"one of {', '.join(sorted(known))}" if known else "no parameters",
                shown(wrong),
                nearest(wrong, known),
                at_key=True,
            )
            continue
        if kind == "missing":
            document.problem(full, f"a value for {item['loc'][-1]!r}", "none")
            continue
        if kind in _LIMITS:
            expected = _LIMITS[kind].format(**context)
        elif kind in _KINDS:
            expected = _KINDS[kind]
        else:
            expected = item["msg"].removeprefix("Value error, ")
        if (full, expected) in seen:
            continue
        seen.add((full, expected))
        close = ""
        if kind == "literal_error" and isinstance(item["input"], str):
            close = nearest(item["input"], _IN_QUOTES.findall(expected))
        document.problem(full, expected, shown(item["input"]), close)


def _present(location: tuple[str | int, ...], data: Any) -> Place:
    """Keep the part of pydantic's location that exists in the data: no names of union members."""
    path: list[str | int] = []
    for part in location:
        if isinstance(data, dict) and part in data:
            data = data[part]
        elif isinstance(data, (list, tuple)) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            break
        path.append(part)
    return tuple(path)


def _model_at(model: type[BaseModel], path: Place) -> type[BaseModel]:
    for part in path:
        # A position in a list, or a key of a mapping of models, leads no deeper into the fields.
        if isinstance(part, str) and part in model.model_fields:
            model = _inner_model(model.model_fields[part].annotation) or model
    return model


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        if (found := _inner_model(part)) is not None:
            return found
    return None
