from __future__ import annotations

from pathlib import Path

import pytest
from folders import FLIP, classes, recipe

from augctl import validate
from augctl.errors import InputError, RecipeError, UsageError

ONLY = FLIP.replace("[image.flip_lr]", "\n      - image.flip_lr: {}\n        only: [cta]")


def test_good_recipes_give_their_names(tmp_path: Path) -> None:
    first = recipe(tmp_path / "a.yaml", f"name: one\n{FLIP}")
    second = recipe(tmp_path / "b.yaml", f"name: two\n{FLIP}")
    assert list(validate(first, str(second))) == ["one", "two"]


def test_all_problems_of_all_recipes_come_at_once(tmp_path: Path) -> None:
    good = recipe(tmp_path / "good.yaml")
    first = recipe(tmp_path / "a.yaml", FLIP.replace("flip_lr", "flip_rl").replace("1", "no"))
    second = recipe(tmp_path / "b.yaml", FLIP.replace("copies", "copes"))
    with pytest.raises(RecipeError) as caught:
        validate(first, good, second, tmp_path / "none.yaml")
    files = [Path(problem.file).name for problem in caught.value.problems]
    assert set(files) == {"a.yaml", "b.yaml", "none.yaml"}
    assert files.count("a.yaml") == 2
    near = {problem.nearest for problem in caught.value.problems}
    assert {"image.flip_lr", "copies"} <= near


def test_with_an_input_labels_must_be_there(tmp_path: Path) -> None:
    file = recipe(tmp_path / "a.yaml", ONLY)
    assert validate(file)
    root = classes(tmp_path / "in", {"cat": 2, "dog": 2})
    with pytest.raises(RecipeError) as caught:
        validate(file, input=root)
    (problem,) = caught.value.problems
    assert (problem.line, problem.nearest) == (7, "cat")
    assert "cat, dog" in problem.expected


def test_with_an_input_quotas_must_be_possible(tmp_path: Path) -> None:
    file = recipe(tmp_path / "a.yaml", FLIP.replace("image.flip_lr", "image.mixup"))
    root = classes(tmp_path / "in", {"cat": 1})
    with pytest.raises(UsageError, match="at least two originals"):
        validate(file, input=root)
    with pytest.raises(InputError, match="does not exist"):
        validate(file, input=tmp_path / "nothing")
