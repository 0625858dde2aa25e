"""A knowledge graph as a parameter: a file, or facts in the recipe."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, TypeAdapter, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from augctl.params import File, Unit
from augctl.text.graph import fact_of

_file: TypeAdapter[Path] = TypeAdapter(File)


def _graph(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, (str, Path)):
        return _file.validate_python(value, context=info.context)
    if not isinstance(value, (list, tuple)) or not value:
        raise PydanticCustomError("graph", "the path of a file, or a list of facts")
    facts = [
        fact_of(each) if isinstance(each, (list, tuple)) else f"{each!r:.60}" for each in value
    ]
    for number, fact in enumerate(facts, 1):
        if isinstance(fact, str):
            raise PydanticCustomError(
                "graph",
                "facts such as [Paris, capital of, France]; number {number} has {fact}",
                {"number": number, "fact": fact},
            )
    return tuple(tuple(fact) if any(fact[3:]) else tuple(fact[:3]) for fact in facts)


Graph = Annotated[
    Any,
    BeforeValidator(_graph),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "array",
                    "minItems": 1,
                    "items": {"type": "array", "minItems": 3, "maxItems": 5},
                },
            ]
        }
    ),
    Unit("path of a file, or a list of facts"),
]
