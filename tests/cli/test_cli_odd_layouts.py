"""Folders and outputs as users have them: a whole dataset, or a refusal that says why."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import (
    FLIP,
    augctl,
    check_whole,
    classes,
    expand,
    labels,
    outputs,
    put,
    rows,
)


def test_no_input_at_all_is_exit_2(tmp_path: Path) -> None:
    ended = expand(None, tmp_path / "out")
    assert ended.code == 2
    assert ended.err == (
        "Error: No input is named.\nGive a folder as argument, or set input.path in the recipe.\n"
    )


def test_an_input_path_in_the_recipe_is_relative_to_it(root: Path, tmp_path: Path) -> None:
    assert expand(None, tmp_path / "out", body=f"input: {{path: in}}\n{FLIP}").code == 0
    assert len(check_whole(tmp_path / "out")) == 8


def test_hidden_files_and_what_systems_leave_behind(root: Path, tmp_path: Path) -> None:
    put(root / "cat" / ".hidden.png")
    put(root / ".trash" / "1.png")
    for name in (".DS_Store", "Thumbs.db", "desktop.ini"):
        (root / "cat" / name).write_bytes(b"x")
        (root / name).write_bytes(b"x")
    assert expand(root, tmp_path / "out").code == 0
    assert len(check_whole(tmp_path / "out")) == 8
    assert rows(tmp_path / "out" / "errors.jsonl") == []
    assert "ignored  2 .db, 2 .ini" in augctl("inspect", root).out


def test_links_that_lead_in_a_circle(root: Path, tmp_path: Path) -> None:
    (root / "cat" / "up").symlink_to("..")
    (root / "dog" / "here").symlink_to(".")
    assert expand(root, tmp_path / "out").code == 0
    assert labels(check_whole(tmp_path / "out")) == {"cat": 4, "dog": 4}


def test_images_beside_class_folders_are_reported(root: Path, tmp_path: Path) -> None:
    put(root / "loose.png")
    assert expand(root, tmp_path / "out").code == 0
    assert labels(check_whole(tmp_path / "out")) == {"cat": 4, "dog": 4}
    (row,) = rows(tmp_path / "out" / "errors.jsonl")
    assert (row["path"], row["reason"]) == ("loose.png", "no_class")


def test_folders_in_class_folders_stay(root: Path, tmp_path: Path) -> None:
    put(root / "cat" / "deep" / "er" / "1.png")
    assert expand(root, tmp_path / "out").code == 0
    check_whole(tmp_path / "out")
    assert {b"cat/deep/er/1.png", b"cat/deep/er/1__views-1.png"} <= outputs(tmp_path / "out")


@pytest.mark.parametrize("splits", [("train", "val", "test"), ("train", "test")])
def test_a_split_stays_one_and_only_train_grows(splits: tuple[str, ...], tmp_path: Path) -> None:
    for split in splits:
        classes(tmp_path / "in" / split, {"cat": 2, "dog": 1})
    assert expand(tmp_path / "in", tmp_path / "out").code == 0
    manifest = check_whole(tmp_path / "out")
    assert {row["split"] for row in manifest if row["chain"]} == {"train"}
    for row in manifest:
        assert row["file_name"].split("/")[0] == row["split"] == row["parents"][0].split("/")[0]
    assert len(manifest) == 3 * len(splits) + 3


def test_a_class_may_be_named_test(tmp_path: Path) -> None:
    root = classes(tmp_path / "in", {"cat": 2, "test": 2})
    assert expand(root, tmp_path / "out").code == 0
    assert labels(check_whole(tmp_path / "out")) == {"cat": 4, "test": 4}


def test_images_without_classes(tmp_path: Path) -> None:
    for i in range(3):
        put(tmp_path / "in" / f"{i}.png")
    ended = expand(tmp_path / "in", tmp_path / "out")
    assert ended.code == 0
    manifest = check_whole(tmp_path / "out")
    assert {row["label"] for row in manifest} == {None}
    assert outputs(tmp_path / "out") == {
        name.encode() for i in range(3) for name in (f"{i}.png", f"{i}__views-1.png")
    }
    balanced = FLIP.replace("copies: 1", "balance: max")
    ended = expand(tmp_path / "in", tmp_path / "other", body=balanced)
    assert ended.code == 2
    assert "the data has no classes" in ended.err
    assert "class folders" in ended.err


def test_input_and_output_must_be_apart(root: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    for out, how in (
        (root / "out", "lies inside the input"),
        (root, "is the input folder itself"),
        (tmp_path, "holds the input"),
    ):
        file = tmp_path / "recipe.yaml"
        file.write_text(f"version: 1\n{FLIP}")
        ended = augctl("expand", root, "-r", file, "-o", out)
        assert (ended.code, ended.out) == (2, "")
        assert how in ended.err
        assert "choose a folder beside it" in ended.err
        file.unlink()
    assert sorted(tmp_path.rglob("*")) == before


def test_an_output_that_cannot_be_written_is_exit_1(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "recipe.yaml"
    file.write_text(f"version: 1\n{FLIP}")
    for out in (Path("/proc/x"), file / "below"):
        ended = augctl("expand", root, "-r", file, "-o", out)
        assert (ended.code, ended.out) == (1, "")
        assert f"Cannot write {out}" in ended.err
        assert "run the same command again to resume" in ended.err
    ended = augctl("expand", root, "-r", file, "-o", file)
    assert ended.code == 2
    assert "is a file" in ended.err


def test_foreign_files_in_the_output_are_left_alone(root: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "out" / "thesis.txt"
    foreign.parent.mkdir()
    foreign.write_text("mine")
    for options in ([], ["--overwrite"]):
        ended = expand(root, tmp_path / "out", *options)
        assert ended.code == 2
        assert "files that augctl did not write" in ended.err
    assert foreign.read_text() == "mine"
    assert list(foreign.parent.iterdir()) == [foreign]


def test_one_image_has_no_partner(tmp_path: Path) -> None:
    put(tmp_path / "in" / "cat" / "1.png")
    for stage in ("image.mixup", "image.cutmix", "image.smote"):
        ended = expand(tmp_path / "in", tmp_path / "out", body=FLIP.replace("image.flip_lr", stage))
        assert ended.code == 2
        assert f"{stage} with partner" in ended.err
        assert "needs at least two originals" in ended.err
        assert "'cat' has 1 of 1" in ended.err
    assert not (tmp_path / "out").exists()


def test_a_class_of_one_has_no_neighbour(tmp_path: Path) -> None:
    root = classes(tmp_path / "in", {"cat": 1, "dog": 4})
    body = "chains:\n  - name: even\n    balance: max\n    stages: [image.smote]\n"
    ended = expand(root, tmp_path / "out", body=body)
    assert ended.code == 2
    assert "'cat' has 1 of 5" in ended.err
    assert "`only`" in ended.err


def test_the_input_is_never_written_to(root: Path, tmp_path: Path) -> None:
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in root.rglob("*.png")}
    expand(root, tmp_path / "out")
    augctl("inspect", root)
    augctl("plan", root, "-r", tmp_path / "out.yaml")
    augctl("preview", root, "-r", tmp_path / "out.yaml", "-o", tmp_path / "grid.png")
    assert augctl("preview", root, "-r", tmp_path / "out.yaml", "-o", root / "grid.png").code == 2
    after = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in root.rglob("*.png")}
    assert after == before
