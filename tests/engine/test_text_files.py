"""Folders of text files: a row each inside, and a file each outside."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import runs
from children import Child
from letters import EVEN, SWAPS, letters, recipe, write_folder

import augctl
from augctl.errors import InputError, RunError
from augctl.text.edits import applied

RECIPE = recipe(SWAPS, EVEN)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("letters") / "in")


@pytest.fixture(scope="module")
def whole(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole") / "out"
    augctl.expand(folder, recipe=RECIPE, output=out, workers=1)
    return out


def read(folder: Path) -> dict[str, str]:
    files = folder.rglob("*.txt")
    return {file.relative_to(folder).as_posix(): file.read_bytes().decode() for file in files}


def test_classes_are_even_and_names_tell_their_origin(folder: Path, whole: Path) -> None:
    made = read(whole / "data")
    counts = Counter(name.partition("/")[0] for name in made)
    assert len(set(counts.values())) == 1
    before = {name: text for name, text in read(folder).items() if text}
    assert {name: text for name, text in made.items() if "__" not in name} == before
    swapped = [name for name in made if "__swaps-" in name]
    assert sorted(swapped) == sorted(
        f"{name[:-4]}__swaps-{k}.txt" for name in before for k in (1, 2)
    )


def test_the_manifest_says_what_was_done_to_which_file(folder: Path, whole: Path) -> None:
    before, made = read(folder), read(whole / "data")
    rows = runs.rows(whole)
    assert {row["file_name"] for row in rows} == set(made)
    changed = 0
    for row in (row for row in rows if row["chain"]):
        (parent,) = row["parents"]
        text = before[parent]
        for entry in row["stages"]:
            text = applied(text, entry["drawn"]["edits"])
        assert made[row["file_name"]] == text
        changed += text != before[parent]
    assert changed > 50


def test_empty_files_are_named_and_left_out(whole: Path) -> None:
    empty = [row for row in letters(60) if not row["text"]]
    errors = runs.rows(whole, "errors.jsonl")
    assert sorted(row["path"] for row in errors) == sorted(
        f"{row['label']}/{row['id']}.txt" for row in empty
    )
    assert {row["reason"] for row in errors} == {"empty_text"}


@pytest.mark.parametrize("workers", [2, 3])
def test_same_bytes_for_any_number_of_workers(
    workers: int, folder: Path, whole: Path, tmp_path: Path
) -> None:
    augctl.expand(folder, recipe=RECIPE, output=tmp_path / "out", workers=workers)
    assert runs.result(tmp_path / "out") == runs.result(whole)
    assert runs.leftovers(tmp_path / "out") == []


def test_a_kill_at_any_instant_costs_nothing(folder: Path, whole: Path, tmp_path: Path) -> None:
    arguments: dict[str, Any] = {"recipe": RECIPE, "output": tmp_path / "out", "workers": 2}
    for seconds in (0.0, 0.2, 0.35, 0.5, 0.65, 0.8):
        child = Child(input=folder, **arguments)
        child.wait(seconds)
        child.kill(group=True)
        wanted, found = runs.data_files(whole), {}
        if (tmp_path / "out" / "data").exists():
            found = runs.data_files(tmp_path / "out")
        assert found.items() <= wanted.items()
    augctl.expand(folder, **arguments)
    assert runs.result(tmp_path / "out") == runs.result(whole)
    assert runs.leftovers(tmp_path / "out") == []


def test_every_output_is_made_again_and_verified(whole: Path) -> None:
    assert augctl.verify(whole).files == len(runs.rows(whole))
    for row in runs.rows(whole)[::9]:
        again = augctl.replay(whole, row["file_name"])
        assert again.data == (whole / "data" / row["file_name"]).read_bytes()


def test_overwriting_takes_all_of_it_back(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    augctl.expand(folder, recipe=RECIPE, output=out)
    few = recipe({**SWAPS, "copies": 1})
    augctl.expand(folder, recipe=few, output=out, overwrite=True)
    assert runs.leftovers(out) == []


def test_splits_stay_apart(tmp_path: Path) -> None:
    for split in ("train", "test"):
        write_folder(tmp_path / "in" / split, 20)
    augctl.expand(tmp_path / "in", recipe=recipe(SWAPS), output=tmp_path / "out")
    for row in runs.rows(tmp_path / "out"):
        assert row["file_name"].partition("/")[0] == row["split"]
        assert row["chain"] is None or row["split"] == "train"


def test_classes_keep_their_files_whatever_the_order_of_folders(tmp_path: Path) -> None:
    # The test split is listed first, and its classes in another order than sorted ones.
    for name in ("test/zoo/1.txt", "train/ant/1.txt", "train/zoo/2.txt", "train/ant/3.txt"):
        file = tmp_path / "in" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"the words of {name} are these")
    augctl.expand(tmp_path / "in", recipe=recipe(EVEN), output=tmp_path / "out")
    for row in runs.rows(tmp_path / "out"):
        assert row["file_name"].split("/")[1] == row["label"]
        assert {parent.split("/")[1] for parent in row["parents"]} == {row["label"]}


def test_other_encodings_are_read_and_named(tmp_path: Path) -> None:
    text = "服务员很热情，房间也很干净。"
    file = tmp_path / "in" / "good" / "gbk.txt"
    file.parent.mkdir(parents=True)
    file.write_bytes(text.encode("gbk"))
    (tmp_path / "in" / "bad").mkdir()
    (tmp_path / "in" / "bad" / "1.txt").write_text("it was cold")
    (tmp_path / "in" / "bad" / "2.txt").write_bytes(b"a\0b")
    result = augctl.expand(tmp_path / "in", recipe=recipe(SWAPS), output=tmp_path / "out")
    assert (dict(result.mended), dict(result.reasons)) == ({"encoding": 1}, {"nul_byte": 1})
    data = tmp_path / "out" / "data"
    assert (data / "good" / "gbk.txt").read_bytes() == text.encode("gbk")
    made = (data / "good" / "gbk__swaps-1.txt").read_bytes().decode("utf-8")
    assert made != text
    assert sorted(made) == sorted(text)


def test_a_folder_without_a_usable_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "1.txt").write_text(" \n")
    with pytest.raises(InputError, match="None of the 1 text files"):
        augctl.expand(tmp_path / "in", recipe=recipe(SWAPS), output=tmp_path / "out")


def test_a_file_that_changes_meanwhile_ends_the_run(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", 12)
    file = next(folder.rglob("*.txt"))

    def touch(what: str, done: int, total: int) -> None:
        if what == "expanding":
            file.write_text("something else")
            os.utime(file, ns=(1, 1))

    with pytest.raises(RunError, match="was changed while the run was under way"):
        augctl.expand(folder, recipe=recipe(SWAPS), output=tmp_path / "out", progress=touch)
