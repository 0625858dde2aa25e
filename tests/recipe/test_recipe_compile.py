from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from marked import CHAIN, compiled, places, problems, stages

from augctl import registry
from augctl.errors import RecipeError
from augctl.recipe.chain import Chain, Node, Quota
from augctl.recipe.compile import Recipe, load

PHOTOS = Path(__file__).parents[2] / "configs" / "photos.yaml"

FULL = """version: 1
name: full
seed: 18446744073709551615
input: {path: ../data, split: {train: 0.5, val: 0.25, test: 0.25}, animated: skip}
output: {originals: skip, image: {codec: webp, quality: 1, background: [1, 2, 3]}}
chains:
  - name: views
    copies: {cat: 2, 010: 0}
    attempts: 7
    stages:
      - image.flip_lr
      - image.flip_lr: {p: 0.5}
        only: [010, no]
        id: mirror
      - some_of:
          - sequence:
              - image.rotate: {angle_deg: {normal: [0, 5]}, fill: [1, 2, 3]}
                p: 0.25
              - one_of: [image.hue, image.hue: {shift_deg: 3}]
                only: cat
          - image.erase: {fill: 128}
        count: [1, 2]
        p: 0.75
      - imgaug.Fliplr: {p: 0.25}
        p: 0.5
      - imgaug.Sometimes: {p: 0.5, then_list: [Fliplr, Add: {value: [1, 5]}]}
    gates:
      - quality.ssim: {min: 0.25, max: 0.75}
      - quality.ssim: {min: 0}
        id: again
  - {name: mixes, total: 1e3, stages: [image.smote]}
  - {name: even, balance: median, stages: [image.mixup: {partner: same_class}]}
"""

ALL_AT_ONCE = """«name: ten
seed: «-1
«outputs: {}
input: {path: x, format: «cocos}
chains:
  - name: «a__b
    total: «0
    «balance: 1
    stages:
      - «image.rotat
      - image.rotate: {angle_deg: «[9, -9]}
        p: «2
      - one_of:
          - image.hue: {«shift: 3}
    gates:
      - quality.ssim: {min: «low}
  - «stages: «[]
"""


def test_all_mistakes_are_named_at_once_in_the_order_of_the_file() -> None:
    clean, expected = places(ALL_AT_ONCE)
    found = [(p.line, p.column) for p in problems(clean)]
    assert found == sorted(found)
    # The second chain has no name and no quota: two mistakes of one place.
    assert [found.count(place) for place in expected] == [1] * 12 + [2, 1]
    assert set(found) == set(expected)


def nodes_of(recipe: Recipe) -> list[Node]:
    return [node for chain in recipe.chains for node in chain.all_nodes()]


@pytest.mark.parametrize("text", [FULL, PHOTOS.read_text(encoding="utf-8")], ids=["full", "photos"])
def test_the_resolved_recipe_compiles_to_itself(text: str) -> None:
    recipe = compiled(text)
    resolved = recipe.resolved()
    again = load(json.loads(json.dumps(resolved, allow_nan=False)))
    assert again.resolved() == resolved
    assert again.chains == recipe.chains
    assert [node.id for node in nodes_of(again)] == [node.id for node in nodes_of(recipe)]
    assert (again.input.split, again.output) == (recipe.input.split, recipe.output)


def test_every_stage_survives_being_resolved() -> None:
    entries: dict[str, list[dict[str, Any]]] = {"stages": [], "gates": []}
    for name in registry.names():
        stage = registry.find(name)
        gate = registry.kind_of(stage) == "gate"
        entries["gates" if gate else "stages"].append({name: dict(stage.example)})
    recipe = load({"version": 1, "chains": [{"name": "all", "copies": 1, **entries}]})
    again = load(json.loads(json.dumps(recipe.resolved(), allow_nan=False)))
    assert again.chains == recipe.chains


def test_what_the_full_recipe_means() -> None:
    recipe = compiled(FULL)
    views, mixes, even = recipe.chains
    assert recipe.seed == 2**64 - 1
    assert views.quota == Quota("copies", {"cat": 2, "010": 0})
    assert (mixes.quota, even.quota) == (Quota("total", 1000), Quota("balance", "median"))
    assert [node.id for node in views.all_nodes()] == [
        *("image.flip_lr", "mirror", "some_of", "sequence", "image.rotate", "one_of"),
        *("image.hue", "image.hue-2", "image.erase", "imgaug.Fliplr", "imgaug.Sometimes"),
    ]
    assert [gate.id for gate in views.gates] == ["quality.ssim", "again"]
    by_id = {node.id: node for node in views.all_nodes()}
    assert by_id["mirror"].only == {"010", "no"}
    assert by_id["one_of"].only == {"cat"}
    assert [by_id[i].p for i in ("mirror", "some_of", "image.rotate")] == [0.5, 0.75, 0.25]
    # imgaug.Fliplr has a p of its own; what stands beside it is ours.
    assert by_id["imgaug.Fliplr"].p == 0.5
    assert by_id["imgaug.Fliplr"].stage.model_dump()["p"] == 0.25


def ids(text: str) -> list[str]:
    return [node.id for node in nodes_of(compiled(text))]


def test_an_id_is_the_name_and_its_position_among_equals() -> None:
    assert ids(stages("image.hue", "image.rotate", "image.hue", "image.hue")) == [
        *("image.hue", "image.rotate", "image.hue-2", "image.hue-3"),
    ]
    # Naming one stage does not rename the others: their random streams stay.
    assert ids(stages("image.hue: {id: a}", "image.hue"))[1] == "image.hue-2"
    assert ids(stages("image.hue: {id: image.hue-2}", "image.hue"))[1] == "image.hue-3"


def test_ids_are_unique_within_a_chain_alone() -> None:
    text = CHAIN + "      - image.hue\n  - {name: more, total: 1, stages: [image.hue]}\n"
    assert ids(text) == ["image.hue", "image.hue"]


def before(chain: Chain) -> dict[str, list[str]]:
    return {key: [node.id for node in nodes] for key, nodes in chain.before.items()}


def test_what_stands_before_a_mix() -> None:
    recipe = compiled(
        stages(
            "image.hue",
            "one_of:\n          - image.mixup\n          - sequence: [image.gamma, image.cutmix]",
            "image.smote",
        )
    )
    assert before(recipe.chains[0]) == {
        "image.hue": [],
        "image.mixup": ["image.hue"],
        "image.gamma": ["image.hue"],
        "image.cutmix": ["image.hue", "image.gamma"],
        "image.smote": ["image.hue", "one_of"],
    }


def test_another_seed_stands_in_for_the_recipes_own() -> None:
    assert load(PHOTOS).seed == 7
    assert load(PHOTOS, seed=11).seed == 11
    assert load({"version": 1, "seed": "no number"}, seed=3).seed == 3
    with pytest.raises(RecipeError, match="seed: expected 0 or more, found -1"):
        load(PHOTOS, seed=-1)


def test_a_count_by_a_distribution_stays_within_the_group() -> None:
    recipe = compiled(
        stages("some_of: [image.hue, image.gamma]\n        count: {normal: [1.5, 9]}")
    )
    group: Any = recipe.chains[0].nodes[0]
    assert (group.count.low, group.count.high) == (1, 2)


def test_data_from_python_is_checked_like_a_file() -> None:
    chain: dict[str, Any] = {"name": "a", "copies": {0: 1}, "stages": [{1: {}}, print]}
    with pytest.raises(RecipeError) as raised:
        load({"version": 1, "chains": [chain]})
    assert [(p.line, p.where, p.found) for p in raised.value.problems] == [
        (0, "chains[1].stages[2]", "an object of type builtin_function_or_method"),
        (0, "chains[1].stages[1].1", "'1'"),
        (0, "chains[1].stages[2]", "nothing"),
    ]


@pytest.mark.parametrize("mix", ["image.mixup", "image.cutmix: {partner: other_class}"])
def test_a_balance_refuses_mixes_that_give_to_other_classes(mix: str) -> None:
    text = f"version: 1\nchains:\n  - {{name: a, balance: max, stages: [{mix}]}}"
    (problem,) = problems(text)
    assert problem.line == 3
    assert problem.expected.startswith("partner: same_class")


@pytest.mark.parametrize("mix", ["image.mixup: {partner: same_class}", "image.sample_pairing"])
def test_a_balance_takes_mixes_that_keep_the_class(mix: str) -> None:
    text = f"version: 1\nchains:\n  - {{name: a, balance: max, stages: [{mix}]}}"
    assert len(compiled(text).chains) == 1


def test_a_stage_s_folder_is_relative_to_the_recipe(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    PIL.Image.new("RGB", (8, 8)).save(tmp_path / "pictures" / "1.png")
    file = tmp_path / "recipe.yaml"
    stage = "image.background_swap: {folder: pictures}"
    file.write_text(f"version: 1\nchains:\n  - {{name: a, copies: 1, stages: [{stage}]}}")
    (step,) = load(file).chains[0].steps()
    assert step.stage.folder == tmp_path / "pictures"  # type: ignore[attr-defined]
