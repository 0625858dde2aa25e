"""`augctl schema`: the JSON Schema of a recipe, for editors."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from augctl.params import Count, Probability, Range
from augctl.recipe.chain import GroupKind
from augctl.recipe.schema import RecipeFile
from augctl.recipe.steps import COUNT, GATE_MODIFIERS, GROUP_MODIFIERS, STAGE_MODIFIERS
from augctl.registry import find, kind_of, names
from augctl.stages.base import Stage

_LABEL = {"type": ["string", "number", "boolean"]}

_MODIFIERS: dict[str, dict[str, Any]] = {
    "p": {**TypeAdapter(Probability).json_schema(), "description": "Chance to apply."},
    "only": {
        "anyOf": [_LABEL, {"type": "array", "items": _LABEL, "minItems": 1}],
        "description": "Classes that it applies to: of a picture, or of marks in it.",
    },
    "id": {
        "type": "string",
        "minLength": 1,
        "description": "Stable name of its random stream.",
    },
    "on": {"type": "string", "description": "Slot, where a sample has several."},
}


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of recipes, with every stage and its parameters."""
    root = RecipeFile.model_json_schema()
    definitions = root.setdefault("$defs", {})
    entries: dict[bool, list[dict[str, Any]]] = {False: [], True: []}
    bare: dict[bool, list[str]] = {False: [], True: []}
    for name in names():
        stage = find(name)
        gate = kind_of(stage) == "gate"
        allowed = GATE_MODIFIERS if gate else STAGE_MODIFIERS
        body = stage.model_json_schema(ref_template=f"#/$defs/{name}/$defs/{{model}}")
        # A stage's own parameter comes before a modifier of the same name.
        body["properties"] = {**_modifiers(allowed), **body.get("properties", {})}
        definitions[name] = body
        reference: dict[str, Any] = {"$ref": f"#/$defs/{name}"}
        if _stands_alone(stage):
            bare[gate].append(name)
            reference = {"anyOf": [reference, {"type": "null"}]}
        entries[gate].append(_entry(name, reference, allowed))
    for kind in get_args(GroupKind):
        entries[False].append(_group(kind))
    for key, gate in (("stage", False), ("gate", True)):
        definitions[key] = {"anyOf": [{"enum": bare[gate]}, *entries[gate]]}
    chain = definitions["ChainSection"]
    chain["properties"]["stages"] |= {"items": {"$ref": "#/$defs/stage"}, "minItems": 1}
    chain["properties"]["gates"] |= {"items": {"$ref": "#/$defs/gate"}}
    quotas = ("copies", "total", "balance")
    for quota in quotas:
        del chain["properties"][quota]["default"]
    chain["oneOf"] = [{"required": [quota]} for quota in quotas]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **root,
        "title": "augctl recipe",
    }


def _stands_alone(stage: type[Stage]) -> bool:
    """Say whether a stage needs no parameters."""
    try:
        stage.model_validate({})
    except ValidationError:
        return False
    return True


def _modifiers(allowed: Collection[str]) -> dict[str, Any]:
    return {key: _MODIFIERS[key] for key in allowed}


def _entry(name: str, body: dict[str, Any], allowed: Collection[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: body, **_modifiers(allowed)},
        "required": [name],
        "additionalProperties": False,
    }


def _group(kind: str) -> dict[str, Any]:
    members = {"type": "array", "items": {"$ref": "#/$defs/stage"}, "minItems": 1}
    entry = _entry(kind, members, GROUP_MODIFIERS)
    if kind == "some_of":
        count: TypeAdapter[Any] = TypeAdapter(Range[Count])
        entry["properties"][COUNT] = {**count.json_schema(), "description": "How many apply."}
        entry["required"].append(COUNT)
    return entry
