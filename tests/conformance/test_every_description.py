"""What every stage must say of itself, and take from a recipe."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from cases import NAMES, the
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from augctl import registry
from augctl.commands.catalogue import entry
from augctl.documents.text import parse
from augctl.recipe.compile import compile_document
from augctl.stages.base import Gate

TESTS = Path(__file__).parents[1]

on_names = pytest.mark.parametrize("name", NAMES)


@on_names
def test_documentation(name: str) -> None:
    stage = registry.find(name)
    first, _, rest = (stage.__doc__ or "").partition("\n")
    assert first.endswith(".")
    assert len(first) < 100
    assert rest.strip()
    for key, field in stage.model_fields.items():
        assert len(field.description or "") > 5, key


@pytest.mark.parametrize("name", registry.builtin_names())
def test_a_stage_of_ours_has_a_test_file(name: str) -> None:
    assert (TESTS / "stages" / name.replace(".", "/test_")).with_suffix(".py").is_file()


@on_names
def test_schema_describes_the_example(name: str) -> None:
    stage = registry.find(name)
    schema = stage.model_json_schema()
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(json.dumps(dict(stage.example))))


@on_names
def test_a_stage_written_out_is_the_same_stage(name: str) -> None:
    stage = registry.find(name)
    written = the(name).model_dump_json()
    again = stage(**json.loads(written))
    assert again == the(name)
    assert again.model_dump_json() == written
    assert pickle.loads(pickle.dumps(the(name))) == the(name)


@on_names
def test_the_example_of_the_catalogue_is_a_recipe(name: str) -> None:
    gate = issubclass(registry.find(name), Gate)
    lines = ["version: 1", "chains:", "- name: a", "  copies: 1", "  stages:"]
    lines += ["  - image.hue", "  gates:"] if gate else []
    document = parse("\n".join([*lines, f"  {entry(name).example}", ""]))
    (chain,) = compile_document(document, Path()).chains
    (step,) = chain.gates if gate else chain.nodes
    assert getattr(step, "name", None) == name


@on_names
def test_parameters_are_closed_and_frozen(name: str) -> None:
    stage = registry.find(name)
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        stage(**stage.example, no_such_parameter=1)
    for field in stage.model_fields:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(the(name), field, 1)
