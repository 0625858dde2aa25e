from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from augctl import registry
from augctl.cli.main import app
from augctl.commands.schema import schema
from augctl.documents.text import parse
from augctl.errors import RecipeError
from augctl.recipe.compile import load

ROOT = Path(__file__).parents[1]
CONFIGS = sorted((ROOT / "configs").glob("*.yaml"))

DESIGN = """
version: 1
name: husky-vs-wolf
seed: 7
input:
  path: ../sample_data/photos
  format: auto
  split: {train: 0.8, val: 0.1, test: 0.1}
output:
  format: same
  originals: copy
  image: {codec: jpeg, quality: 92}
chains:
  - name: views
    copies: 4
    stages:
      - image.flip_lr: {p: 0.5}
      - image.rotate: {angle_deg: [-15, 15]}
      - one_of:
          - image.gaussian_noise: {std: [2, 12]}
          - image.motion_blur: {size_px: [3, 9]}
        p: 0.5
      - imgaug.Snowflakes: {density: [0.01, 0.05]}
        only: [wolf]
    gates:
      - quality.ssim: {min: 0.2}
  - name: mixes
    total: 500
    stages:
      - image.rotate: {angle_deg: [-10, 10]}
      - image.mixup: {alpha: 0.2}
  - name: even
    balance: max
    stages:
      - image.smote: {neighbors: 5}
"""


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


def chain(**keys: Any) -> dict[str, Any]:
    base = {"name": "a", "stages": ["image.hue"], **keys}
    return {"version": 1, "chains": [{k: v for k, v in base.items() if v is not None}]}


def stage(entry: Any) -> dict[str, Any]:
    return chain(copies=1, stages=[entry])


def gate(entry: Any) -> dict[str, Any]:
    return chain(copies=1, gates=[entry])


def compiles(recipe: dict[str, Any]) -> bool:
    try:
        load(recipe)
    except RecipeError:
        return False
    return True


def test_it_is_a_schema_and_plain_json(validator: Draft202012Validator) -> None:
    Draft202012Validator.check_schema(validator.schema)
    text = json.dumps(validator.schema, allow_nan=False)
    assert validator.schema["$schema"].endswith("2020-12/schema")
    assert '"default": null' not in json.dumps(validator.schema["$defs"]["ChainSection"])
    assert len(text) < 2_000_000


def test_it_holds_every_stage(validator: Draft202012Validator) -> None:
    definitions = validator.schema["$defs"]
    assert set(registry.names()) <= set(definitions)
    for name in registry.names():
        for parameter, field in registry.find(name).model_fields.items():
            described = definitions[name]["properties"][parameter].get("description", "")
            assert described == (field.description or "")


@pytest.mark.parametrize("file", CONFIGS, ids=lambda file: file.stem)
def test_our_recipes_fit(validator: Draft202012Validator, file: Path) -> None:
    assert list(validator.iter_errors(parse(file.read_text(encoding="utf-8")).data)) == []
    assert list(validator.iter_errors(load(file).resolved())) == []


def test_the_recipe_of_the_design_fits_as_far_as_its_stages_exist(
    validator: Draft202012Validator,
) -> None:
    lines = DESIGN.splitlines()
    known = [line for line in lines if "motion_blur" not in line or "image.motion_blur" in NAMES]
    recipe = parse("\n".join(known)).data
    assert list(validator.iter_errors(recipe)) == []
    assert compiles(recipe)


NAMES = registry.builtin_names()

RIGHT = {
    "bare": stage("image.rotate"),
    "empty": stage({"image.rotate": None}),
    "modifiers beside": stage({"image.rotate": {}, "p": 0.5, "only": ["a", 7], "id": "x"}),
    "modifiers inside": stage({"image.rotate": {"p": 1, "only": "cat", "on": "image"}}),
    "both have p": stage({"imgaug.Fliplr": {"p": 0.25}, "p": 0.5}),
    "groups": stage({"one_of": ["image.hue", {"sequence": ["image.hue"]}], "p": 0.5}),
    "count": stage({"some_of": ["image.hue", "image.gamma"], "count": {"choice": [1, 2]}}),
    "fill": stage({"image.rotate": {"fill": [1, 2, 3]}}),
    "gate": gate({"quality.ssim": {"min": 0.5}, "id": "x"}),
    "by class": chain(copies={"cat": 0, "dog": 8}),
    "whole float": chain(total=10.0),
    "word": chain(balance="median"),
    "no chains": {"version": 1},
}

WRONG = {
    "version": {"version": 2},
    "no version": {"chains": []},
    "key": {"version": 1, "chain": []},
    "no quota": chain(),
    "two quotas": chain(copies=1, total=2),
    "three quotas": chain(copies=1, total=2, balance=3),
    "no copies": chain(copies=0),
    "half a copy": chain(copies=1.5),
    "no class": chain(copies={}),
    "negative class": chain(copies={"cat": -1}),
    "total by class": chain(total={"cat": 1}),
    "balance": chain(balance="min"),
    "chain name": chain(copies=1, name="a__b"),
    "long name": chain(copies=1, name="a" * 65),
    "no name": chain(copies=1, name=None),
    "no stages": chain(copies=1, stages=None),
    "empty stages": chain(copies=1, stages=[]),
    "unknown stage": stage("image.rotat"),
    "unknown parameter": stage({"image.rotate": {"angle": 1}}),
    "type": stage({"image.rotate": {"angle_deg": "far"}}),
    "limit": stage({"image.rotate": {"angle_deg": [0, 9999]}}),
    "triple": stage({"image.rotate": {"angle_deg": [1, 2, 3]}}),
    "fill": stage({"image.rotate": {"fill": [1, 2]}}),
    "probability": stage({"image.rotate": {}, "p": 1.5}),
    "probability inside": stage({"image.rotate": {"p": -1}}),
    "only": stage({"image.rotate": {}, "only": []}),
    "id": stage({"image.rotate": {}, "id": ""}),
    "two stages": stage({"image.rotate": {}, "image.hue": {}}),
    "no stage": stage({"p": 0.5}),
    "nothing": stage(None),
    "gate as stage": stage({"quality.ssim": {"min": 0}}),
    "stage as gate": gate("image.hue"),
    "group as gate": gate({"one_of": [{"quality.ssim": {"min": 0}}]}),
    "gate without limit": gate("quality.ssim"),
    "gate by chance": gate({"quality.ssim": {"min": 0}, "p": 0.5}),
    "empty group": stage({"one_of": []}),
    "slot of a group": stage({"one_of": ["image.hue"], "on": "image"}),
    "no count": stage({"some_of": ["image.hue"]}),
    "count of one_of": stage({"one_of": ["image.hue"], "count": 1}),
    "count 0": stage({"some_of": ["image.hue"], "count": 0}),
    "colour": {"version": 1, "output": {"image": {"background": [1, 2]}}},
    "share": {"version": 1, "input": {"split": {"train": 1.5}}},
}


@pytest.mark.parametrize("recipe", RIGHT.values(), ids=RIGHT.keys())
def test_what_compiles_fits(validator: Draft202012Validator, recipe: dict[str, Any]) -> None:
    assert compiles(recipe)
    assert list(validator.iter_errors(recipe)) == []


@pytest.mark.parametrize("recipe", WRONG.values(), ids=WRONG.keys())
def test_what_does_not_compile_does_not_fit(
    validator: Draft202012Validator, recipe: dict[str, Any]
) -> None:
    assert not compiles(recipe)
    assert not validator.is_valid(recipe)


def test_every_example_fits_also_in_full(validator: Draft202012Validator) -> None:
    for name in registry.names():
        found = registry.find(name)
        make = gate if registry.kind_of(found) == "gate" else stage
        recipe = make({name: dict(found.example)})
        assert [e.message for e in validator.iter_errors(recipe)] == []
        assert [e.message for e in validator.iter_errors(load(recipe).resolved())] == []


def test_the_command_prints_it(validator: Draft202012Validator) -> None:
    result = CliRunner().invoke(app, ["schema"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == validator.schema
