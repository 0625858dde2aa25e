from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import augctl
from augctl import (
    catalogue,
    errors,
    expand,
    inspect,
    plan,
    preview,
    replay,
    schema,
    validate,
    verify,
)


def test_every_command_is_a_function_of_the_package() -> None:
    functions = (*(expand, validate, preview, plan, inspect, replay, verify, schema, catalogue),)
    assert sorted(augctl.__all__) == sorted(function.__name__ for function in functions)
    for function in functions:
        name = function.__name__
        assert function.__module__ == f"augctl.commands.{name}"
        assert function.__doc__
    with pytest.raises(AttributeError, match="expnd"):
        augctl.expnd  # noqa: B018


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = (
        "import sys, augctl\n"
        "assert len([m for m in sys.modules if m.startswith('augctl')]) == 1\n"
        "from augctl import expand, validate\n"
        "assert 'augctl.commands.expand' in sys.modules\n"
        "assert 'augctl.show.grid' not in sys.modules and 'imgaug' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_they_raise_the_errors_of_the_package(tmp_path: Path) -> None:
    nothing = tmp_path / "nothing"
    recipe = {"version": 1, "chains": []}
    for call in (
        lambda: expand(nothing, recipe=recipe, output=tmp_path / "out"),
        lambda: plan(nothing, recipe=recipe),
        lambda: preview(nothing, recipe=recipe, output=tmp_path / "grid.png"),
        lambda: inspect(nothing),
    ):
        with pytest.raises(errors.InputError):
            call()
    with pytest.raises(errors.RecipeError):
        validate(nothing)
    for call in (lambda: replay(nothing, "a.png"), lambda: verify(nothing)):
        with pytest.raises(errors.UsageError):
            call()
    with pytest.raises(errors.UsageError, match=r"Did you mean 'image\.rotate'"):
        catalogue("image.rotat")
    assert not (tmp_path / "out").exists()


def test_catalogue_and_schema_know_the_same_stages() -> None:
    definitions = schema()["$defs"]
    for entry in catalogue("image") + catalogue("quality"):
        assert entry.name in definitions
        assert entry.example.startswith(f"- {entry.name}")
        assert all(parameter.meaning for parameter in entry.parameters)
