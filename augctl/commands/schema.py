"""`augctl schema`: the JSON Schema of a recipe, for editors."""

from __future__ import annotations

from typing import Any, get_args

from augctl.recipe.chain import GroupKind
from augctl.recipe.schema import RecipeFile
from augctl.registry import find, kind_of, names


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of recipes, with every stage and its parameters."""
    root = RecipeFile.model_json_schema()
    definitions = root.setdefault("$defs", {})
    stages: list[dict[str, Any]] = []
    gates: list[dict[str, Any]] = []
    for name in names():
        stage = find(name)
        body = stage.model_json_schema(ref_template=f"#/$defs/{name}/$defs/{{model}}")
        body["properties"] = {**_modifiers(), **body.get("properties", {})}
        definitions[name] = body
        entry = {
            "type": "object",
            "properties": {
                name: {"anyOf": [{"$ref": f"#/$defs/{name}"}, {"type": "null"}]},
                **_modifiers(),
            },
            "required": [name],
            "additionalProperties": False,
        }
        (gates if kind_of(stage) == "gate" else stages).append(entry)
    for kind in get_args(GroupKind):
        stages.append(_group(kind))
    bare = [e["required"][0] for e in stages if e["required"][0] in definitions]
    definitions["stage"] = {"anyOf": [{"enum": bare}, *stages]}
    definitions["gate"] = {"anyOf": [{"enum": [e["required"][0] for e in gates]}, *gates]}
    chain = definitions["ChainSection"]
    chain["properties"]["stages"] |= {"items": {"$ref": "#/$defs/stage"}, "minItems": 1}
    chain["properties"]["gates"] |= {"items": {"$ref": "#/$defs/gate"}}
    chain["oneOf"] = [{"required": [quota]} for quota in ("copies", "total", "balance")]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "augctl recipe",
        **{key: value for key, value in root.items() if key != "title"},
    }


def _modifiers() -> dict[str, Any]:
    label = {"type": "string"}
    return {
        "p": {"type": "number", "minimum": 0, "maximum": 1, "description": "Chance to apply."},
        "only": {
            "anyOf": [label, {"type": "array", "items": label, "minItems": 1}],
            "description": "Labels that it applies to.",
        },
        "id": {"type": "string", "description": "Stable name of its random stream."},
        "on": {"type": "string", "description": "Slot, where a sample has several."},
    }


def _group(kind: str) -> dict[str, Any]:
    properties: dict[str, Any] = {
        kind: {"type": "array", "items": {"$ref": "#/$defs/stage"}, "minItems": 1},
        **_modifiers(),
    }
    required = [kind]
    if kind == "some_of":
        whole = {"type": "integer", "minimum": 1}
        pair = {"type": "array", "items": whole, "minItems": 2, "maxItems": 2}
        properties["count"] = {
            "anyOf": [whole, pair, {"type": "object"}],
            "description": "How many apply.",
        }
        required.append("count")
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
