from __future__ import annotations

from pathlib import Path

import pytest
from listings import classes, index_of

from augctl.errors import Problem, RecipeError, UsageError
from augctl.planning.index import Index, Order
from augctl.planning.suits import check_against_data, check_quotas
from augctl.recipe.compile import load

SIGN = "«"

LABELS = """version: 1
chains:
  - name: views
    copies: {cat: 1, «dgo: 2}
    stages:
      - image.hue
      - image.rotate: {only: [cat, «Cat, dog, «7]}
      - image.gamma:
        only: «wolf
      - one_of: [{image.hue: {}, only: [«x]}, image.mixup: {only: dog}]
        only: [dog, «'no']
  - name: even
    balance: {dog: 9, «fox: 9}
    stages: [image.hue]
"""


def problems(tmp_path: Path, text: str, index: Index) -> tuple[Problem, ...]:
    file = tmp_path / "recipe.yaml"
    file.write_text(text.replace(SIGN, ""), encoding="utf-8")
    try:
        check_against_data(load(file), index)
    except RecipeError as error:
        return error.problems
    return ()


def signs(text: str) -> list[tuple[int, int]]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        parts = line.split(SIGN)
        found += [(number, len("".join(parts[:i])) + 1) for i in range(1, len(parts))]
    return found


def test_labels_that_the_data_has_not_are_named_where_they_stand(tmp_path: Path) -> None:
    index = index_of(tmp_path, classes(cat=2, dog=2))
    found = problems(tmp_path, LABELS, index)
    assert [(p.line, p.column) for p in found] == signs(LABELS)
    assert {p.expected for p in found} == {"a class of the data (cat, dog)"}
    assert [p.found for p in found] == ["'dgo'", "'Cat'", "'7'", "'wolf'", "'x'", "'no'", "'fox'"]
    assert [p.nearest for p in found] == ["dog", "cat", "", "", "", "", ""]


def test_labels_are_matched_as_they_are_written(tmp_path: Path) -> None:
    index = index_of(tmp_path, classes(**{"7": 1, "010": 1, "no": 1, "true": 1}))
    text = (
        "version: 1\nchains:\n- name: a\n  copies: {7: 1, 010: 2}\n  stages:\n"
        "  - image.hue: {only: [7, 010, no, true]}\n"
    )
    assert problems(tmp_path, text, index) == ()


def test_data_without_classes_has_no_labels(tmp_path: Path) -> None:
    (problem,) = problems(
        tmp_path,
        "version: 1\nchains: [{name: a, total: 1, stages: [image.hue: {only: cat}]}]",
        index_of(tmp_path, ["1.jpg"]),
    )
    assert problem.expected == "no labels: the data has none"


def test_many_classes_are_not_all_listed(tmp_path: Path) -> None:
    index = index_of(tmp_path, [f"c{i:02d}/1.jpg" for i in range(40)])
    text = "version: 1\nchains: [{name: a, copies: {c99: 1}, stages: [image.hue]}]"
    (problem,) = problems(tmp_path, text, index)
    assert problem.expected.endswith("c11, …)")


@pytest.mark.parametrize("own_split", [True, False])
def test_a_split_is_made_only_where_there_is_none(tmp_path: Path, own_split: bool) -> None:
    paths = ["train/cat/1.jpg", "test/cat/2.jpg"] if own_split else ["cat/1.jpg", "cat/2.jpg"]
    text = "version: 1\ninput:\n  split: {train: 0.5, test: 0.5}\n"
    found = problems(tmp_path, text, index_of(tmp_path, paths, own_split=own_split))
    assert [(p.line, p.column) for p in found] == ([(3, 10)] if own_split else [])
    assert all("without a split of its own" in p.expected for p in found)


def refusal(tmp_path: Path, index: Index, **quota: object) -> str:
    recipe = {"version": 1, "chains": [{"name": "a", "stages": ["image.hue"], **quota}]}
    try:
        check_quotas(load(recipe), index, Order.make(index, tmp_path / "order"))
    except UsageError as error:
        return str(error)
    return ""


def test_a_class_that_is_asked_for_by_name_must_have_originals(tmp_path: Path) -> None:
    paths = [*(f"train/{path}" for path in classes(cat=3, dog=1)), "test/fox/1.jpg"]
    index = index_of(tmp_path, paths, own_split=True)
    for quota in ({"copies": {"fox": 2}}, {"balance": {"cat": 9, "fox": 2}}):
        assert refusal(tmp_path, index, **quota).startswith(
            "The class 'fox' has no original to make more from."
        )
    # Those who ask for no class by name get what there is.
    for rest in ({"balance": "max"}, {"balance": 5}, {"copies": {"cat": 1, "fox": 0}}):
        assert refusal(tmp_path, index, **rest) == ""
