from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, ClassVar

import pytest
from jsonschema import Draft202012Validator

from augctl import registry
from augctl.commands.catalogue import catalogue
from augctl.commands.schema import schema
from augctl.documents.text import parse
from augctl.errors import MissingPart, RecipeError, UsageError
from augctl.io.original import Entry
from augctl.params import Range, Share, uniform
from augctl.planning.index_writer import build
from augctl.planning.suits import check_against_data
from augctl.recipe.compile import load
from augctl.stages.base import Gate, Mix, Transform
from augctl.stages.image.rotate import Rotate
from augctl.stages.rows import RowGate, RowStage

STAGES = Path(registry.__file__).parent / "stages"


class Shout(Transform):
    """Write some words in capitals."""

    slot: ClassVar[str | None] = "text"

    share: Range[Share] = uniform(0.1, 0.5)
    """How many of the words."""


NOT_A_STAGE = "not a stage"

Plug = Callable[..., None]


@pytest.fixture
def plug(monkeypatch: pytest.MonkeyPatch) -> Iterator[Plug]:
    """Install plugins: names of stages with what they lead to in this file."""

    def install(**stages: str) -> None:
        entries = [
            EntryPoint(name.replace("__", "."), f"{__name__}:{value}", "augctl.stages")
            for name, value in stages.items()
        ]
        monkeypatch.setattr(registry, "entry_points", lambda group: entries)
        registry.find.cache_clear()

    yield install
    registry.find.cache_clear()


def recipe(stage: Any) -> dict[str, Any]:
    return {"version": 1, "chains": [{"name": "a", "copies": 1, "stages": [stage]}]}


def test_builtin_names_are_files() -> None:
    names = registry.builtin_names()
    assert list(names) == sorted(names)
    assert {"image.rotate", "image.mixup", "quality.ssim"} <= set(names)
    for name in names:
        family, _, last = name.partition(".")
        assert (STAGES / family / f"{last}.py").is_file()


def test_finding_gives_the_one_class_of_the_file_and_names_it() -> None:
    assert registry.find("image.rotate") is Rotate
    assert Rotate.name == "image.rotate"
    for name in registry.builtin_names():
        assert registry.find(name).name == name
        kind = registry.kind_of(registry.find(name))
        assert kind == ("gate" if name.startswith("quality.") else kind)
        assert kind in ("transform", "mix", "gate", "generator", "text stage", "row stage")


@pytest.mark.parametrize("name", ["", ".", "image", "image.", "image.rotat", "imgaug.Nope", "a.b"])
def test_what_is_not_there_is_a_key_error(name: str) -> None:
    with pytest.raises(KeyError):
        registry.find(name)


def test_kinds() -> None:
    class Plain(registry.Stage):
        pass

    stages = (Transform, Mix, Gate, RowStage, RowGate, Plain)
    kinds = [registry.kind_of(stage) for stage in stages]
    assert kinds == ["transform", "mix", "gate", "row stage", "gate", "stage"]


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("image.rotat", "image.rotate"),
        ("image.Rotate", "image.rotate"),
        ("img.rotate", "image.rotate"),
        ("rotate", "image.rotate"),
        ("image_rotate", "image.rotate"),
        ("image.noise", "image.gaussian_noise"),
        ("image.ssim", "quality.ssim"),
        ("quality.mixup", "image.mixup"),
        ("imgaug.fliplr", "imgaug.Fliplr"),
        ("imgaug.Equalize", "imgaug.pillike.Equalize"),
        ("imaug.Snowflakes", "imgaug.Snowflakes"),
        ("image.x", ""),
        ("nonsense", ""),
        ("imgaug.Zzzz", ""),
        ("", ""),
    ],
)
def test_the_nearest_stage(monkeypatch: pytest.MonkeyPatch, wrong: str, near: str) -> None:
    known = ("image.gaussian_noise", "image.mixup", "image.rotate", "quality.ssim")
    monkeypatch.setattr(registry, "builtin_names", lambda: known)
    assert registry.nearest_stage(wrong) == near


def test_a_plugin_is_a_stage_like_any_other(plug: Plug) -> None:
    plug(text__shout="Shout")
    assert registry.find("text.shout") is Shout
    assert Shout.name == "text.shout"
    assert "text.shout" in registry.names()
    assert registry.nearest_stage("text.shut") == "text.shout"
    (entry,) = catalogue("text.shout")
    assert (entry.kind, entry.summary) == ("transform", "Write some words in capitals.")
    assert entry.example == "- text.shout: {share: [0.1, 0.5]}"
    (step,) = load(recipe({"text.shout": {"share": 0.2}})).chains[0].nodes
    assert getattr(step, "stage", None) == Shout(share=0.2)


def test_a_plugin_is_in_the_schema(plug: Plug) -> None:
    plug(text__shout="Shout")
    validator = Draft202012Validator(schema())
    assert validator.is_valid(recipe({"text.shout": {"share": 0.2}}))
    assert not validator.is_valid(recipe({"text.shout": {"share": 2}}))
    assert not validator.is_valid(recipe({"text.shout": {"words": 2}}))


def test_a_stage_for_a_slot_that_the_data_has_not(plug: Plug, tmp_path: Path) -> None:
    plug(text__shout="Shout")
    text = "version: 1\nchains:\n- name: a\n  copies: 1\n  stages:\n  - text.shout\n"
    (tmp_path / "recipe.yaml").write_text(text, encoding="utf-8")
    loaded = load(tmp_path / "recipe.yaml")
    index = build([Entry("cat/1.jpg", "cat", -1, 1, 1)], tmp_path / "index")
    check_against_data(loaded, index, {"image", "text"})
    for _ in range(2):
        with pytest.raises(RecipeError) as raised:
            check_against_data(loaded, index)
        (problem,) = raised.value.problems
        assert (problem.line, problem.column) == (6, 5)
        assert problem.expected == "a stage for image"
        assert problem.found == "text.shout, which works on 'text'"
    check_against_data(loaded, index, {"image", "text"})  # what did not fit other data is forgotten


def test_a_plugin_replaces_no_stage_of_ours(plug: Plug) -> None:
    plug(image__rotate="Shout")
    assert registry.find("image.rotate") is Rotate
    assert registry.names().count("image.rotate") == 1


@pytest.mark.parametrize("value", ["NOT_A_STAGE", "Missing"])
def test_a_plugin_that_cannot_be_used_harms_only_those_who_use_it(plug: Plug, value: str) -> None:
    plug(text__bad=value, text__shout="Shout")
    assert registry.find("text.shout") is Shout
    with pytest.raises(MissingPart, match=r"The plugin text\.bad of .* cannot be loaded"):
        registry.find("text.bad")
    with pytest.raises(KeyError):
        registry.find("text.none")
    with pytest.raises(RecipeError, match=r"text\.bad: expected Update .*, or uninstall it"):
        load(recipe("text.bad"))


def test_the_catalogue_shows_what_a_recipe_can_hold() -> None:
    entries = catalogue()
    assert [entry.name for entry in entries] == registry.names()
    for entry in entries:
        ((name, given),) = [
            (found, None) if isinstance(found, str) else next(iter(found.items()))
            for found in parse(entry.example).data
        ]
        stage = registry.find(entry.name)
        assert name == entry.name
        example = stage.model_validate(given or dict(stage.example))
        assert sorted(p.name for p in entry.parameters) == sorted(stage.model_fields)
        for parameter in entry.parameters:
            if parameter.name not in (given or stage.example):
                default = parse(f"key: {parameter.default}").data["key"]
                assert stage.model_validate({**(given or {}), parameter.name: default}) == example


def test_the_catalogue_knows_what_is_near_and_what_is_held_back() -> None:
    with pytest.raises(UsageError, match=r"no stage 'image.rotat'. Did you mean 'image.rotate'"):
        catalogue("image.rotat")
    with pytest.raises(UsageError, match=r"imgaug.Lambda is not offered: .*Python function"):
        catalogue("imgaug.Lambda")
    assert [entry.name for entry in catalogue("quality")] == [
        name for name in registry.builtin_names() if name.startswith("quality.")
    ]
