from __future__ import annotations

from pathlib import Path

from listings import classes, index_of, marked_of

from augctl.planning.advice import advice
from augctl.planning.index import Index
from augctl.recipe.compile import load

RECIPE = """version: 1
chains:
  - name: views
    copies: 1
    stages:
      - image.rotate: {angle_deg: 9}
      - image.flip_lr
      - one_of: [image.shear, image.rotate: {fill: 114}]
      - image.letterbox: {width_px: 64, height_px: 64}
      - image.translate: {fill: reflect}
      - image.elastic
"""


def told(folder: Path, index: Index, text: str = RECIPE) -> list[str]:
    file = folder / "r.yaml"
    file.write_text(text)
    return [note.replace(str(file), "r.yaml") for note in advice(load(file), index)]


def test_mirrors_that_no_one_asked_for_are_named_once(tmp_path: Path) -> None:
    (note,) = told(tmp_path, marked_of(tmp_path, [{"cat": 1}, {}]))
    assert note.startswith(
        "image.rotate (r.yaml:6:9), image.shear (r.yaml:8:18), image.elastic (r.yaml:11:9): "
    )
    assert "fill: 114" in note


def test_where_it_does_not_matter_nothing_is_said(tmp_path: Path) -> None:
    assert told(tmp_path, index_of(tmp_path, classes(cat=2))) == []
    assert told(tmp_path, marked_of(tmp_path, [None, {}])) == []
    marked = marked_of(tmp_path, [{"cat": 1}])
    assert (
        told(tmp_path, marked, RECIPE.split("      - image.rotate")[0] + "      - image.hue") == []
    )


def test_a_recipe_without_a_file_has_no_lines(tmp_path: Path) -> None:
    recipe = {"version": 1, "chains": [{"name": "a", "copies": 1, "stages": ["image.rotate"]}]}
    (note,) = advice(load(recipe), marked_of(tmp_path, [{"cat": 1}]))
    assert note.startswith("image.rotate (<recipe>): ")


def test_a_chain_with_the_name_of_a_split_is_noted_where_a_client_would_lose_files(
    tmp_path: Path,
) -> None:
    text = "version: 1\nchains:\n  - {name: test-2, copies: 1, stages: [image.hue]}\n"
    (note,) = told(tmp_path, index_of(tmp_path, classes(cat=2)), text)
    assert note.startswith("chain test-2: ")
    for fine in (
        text.replace("test-2", "tested"),
        text + "input: {split: {train: 0.5, test: 0.5}}\n",
        text + "output: {format: coco}\n",
    ):
        assert told(tmp_path, index_of(tmp_path, classes(cat=2)), fine) == []
