from __future__ import annotations

from pathlib import Path

from listings import classes, index_of, marked_of

from augctl.planning.advice import advice
from augctl.planning.index import Index, Order
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
    notes = advice(load(file), index, Order.make(index, folder / "order"))
    return [note.replace(str(file), "r.yaml") for note in notes]


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
    index = marked_of(tmp_path, [{"cat": 1}])
    (note,) = advice(load(recipe), index, Order.make(index, tmp_path / "order"))
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


EVEN = "version: 1\nchains:\n  - {name: even, balance: %s, stages: [image.hue]}\n"
BLOOD = [*[{"red": 12, "white": 1}] * 9, {"red": 11}]


def test_a_balance_that_cannot_even_names_what_grows_along(tmp_path: Path) -> None:
    (note,) = told(tmp_path, marked_of(tmp_path, BLOOD), EVEN % "max")
    # 119 of the red to 9 of the white; 110 more pictures bring 12 of the red each.
    assert note.startswith("chain even: pictures with white hold other classes, too, ")
    assert "red (119 to 1,439)" in note
    assert "13.2 to 1 before, 12.1 to 1 after" in note
    assert "around: [white]" in note


def test_a_balance_that_evens_is_left_alone(tmp_path: Path) -> None:
    apart = [{"red": 12}] * 9 + [{"white": 1}] * 4
    for marks, quota in (
        (apart, "max"),
        (apart, "median"),
        (BLOOD, "{white: 119}"),  # what is beside was not asked for
        (BLOOD, "{red: 119, white: 9}"),  # nothing is made
        ([{"red": 4, "white": 3}] * 5, "max"),  # as good as even
    ):
        assert told(tmp_path, marked_of(tmp_path, marks), EVEN % quota) == [], quota
