"""Recipes that name classes, on data whose classes are those of marks."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import folders
import numpy as np
import pytest
import runs
import yaml
from PIL import Image

import augctl
from augctl.errors import RecipeError, UsageError

NAMES = ("person", "dog", "cat", "owl")

PICTURES: Mapping[str, Mapping[str, int]] = {
    **{f"street{i}": {"person": 4} for i in range(5)},
    "walk": {"person": 2, "dog": 1},
    "kennel": {"dog": 3},
    "home": {"person": 1, "dog": 1, "cat": 1},
    "empty": {},
}

HELD_OUT: Mapping[str, Mapping[str, int]] = {"later": {"dog": 2, "cat": 1}}

FLIP = ["image.flip_lr"]


@pytest.fixture
def yolo(tmp_path: Path) -> Path:
    root = tmp_path / "in"
    for split, pictures in (("train", PICTURES), ("val", HELD_OUT)):
        for kind in ("images", "labels"):
            (root / kind / split).mkdir(parents=True)
        for name, marks in pictures.items():
            Image.new("RGB", (64, 48), (200, 90, 30)).save(root / "images" / split / f"{name}.png")
            rows = [
                f"{NAMES.index(label)} 0.5 0.5 0.{2 + i} 0.3\n"
                for label, count in marks.items()
                for i in range(count)
            ]
            (root / "labels" / split / f"{name}.txt").write_text("".join(rows))
    about = {"train": "images/train", "val": "images/val", "names": dict(enumerate(NAMES))}
    (root / "data.yaml").write_text(yaml.safe_dump(about))
    return root


def recipe(*quotas: dict[str, Any], stages: list[Any] = FLIP) -> dict[str, Any]:
    chains = [{"name": f"c{i}", "stages": stages, **each} for i, each in enumerate(quotas)]
    return {"version": 1, "seed": 3, "chains": chains}


def made(out: Path, chain: str | None) -> list[dict[str, Any]]:
    return [row for row in runs.rows(out) if row["chain"] == chain]


def marks_in(out: Path, rows: list[dict[str, Any]]) -> Counter[str]:
    """Count the marks of each class in the label files of outputs."""
    found: Counter[str] = Counter()
    for row in rows:
        text = (out / "data" / row["beside"][0]["file_name"]).read_text()
        found.update(NAMES[int(line.split()[0])] for line in text.splitlines())
    return found


def originals_of(rows: list[dict[str, Any]]) -> Counter[str]:
    return Counter(Path(row["parents"][0]).stem for row in rows)


def test_only_applies_to_pictures_that_hold_a_mark_of_the_class(yolo: Path, tmp_path: Path) -> None:
    # A crop before it cuts the dogs off, and a blur has it done: what came in counts.
    for name in ("walk", "kennel", "home"):
        file = yolo / "labels" / "train" / f"{name}.txt"
        rows = [row.split() for row in file.read_text().splitlines()]
        moved = [row if row[0] != "1" else ["1", "0.1", "0.1", "0.1", "0.1"] for row in rows]
        file.write_text("".join(" ".join(row) + "\n" for row in moved))
    crop = {"image.center_crop": {"width_px": 6, "height_px": 6}}
    stages = [crop, "image.box_blur", {"image.invert": {}, "only": ["dog", "owl"]}]
    runs.expand(yolo, recipe=recipe({"copies": 1}, stages=stages), output=tmp_path / "out")
    rows = made(tmp_path / "out", "c0")
    assert len(rows) == len(PICTURES)
    for row in rows:
        held = PICTURES[Path(row["parents"][0]).stem]
        names = [stage["stage"] for stage in row["stages"]]
        assert names == [
            "image.center_crop",
            "image.box_blur",
            *(["image.invert"] if "dog" in held else []),
        ]
        image = np.asarray(Image.open(tmp_path / "out" / "data" / row["file_name"]))
        assert (image == ((55, 165, 225) if "dog" in held else (200, 90, 30))).all()


def test_after_a_mix_the_classes_of_the_mix_count(yolo: Path, tmp_path: Path) -> None:
    stages = ["image.mosaic", {"image.invert": {}, "only": "dog"}]
    runs.expand(yolo, recipe=recipe({"copies": 3}, stages=stages), output=tmp_path / "out")
    rows = made(tmp_path / "out", "c0")
    inverted = 0
    for row in rows:
        parents = [Path(parent).stem for parent in row["parents"]]
        applied = row["stages"][-1]["stage"] == "image.invert"
        assert any("dog" in PICTURES[parent] for parent in parents) or not applied
        inverted += applied and "dog" not in PICTURES[parents[0]]
    assert inverted


def test_copies_by_class_go_by_the_class_that_wants_most(yolo: Path, tmp_path: Path) -> None:
    wanted = {"dog": 2, "cat": 4, "owl": 0}
    runs.expand(yolo, recipe=recipe({"copies": wanted}), output=tmp_path / "out")
    assert originals_of(made(tmp_path / "out", "c0")) == {"walk": 2, "kennel": 2, "home": 4}


@pytest.mark.parametrize("limit", [None, 5])
def test_the_forecast_is_what_a_run_makes(yolo: Path, tmp_path: Path, limit: int | None) -> None:
    quotas = recipe(
        {"copies": {"cat": 2, "person": 1}},
        {"balance": "median"},
        {"total": 7},
        {"balance": {"dog": 60, "cat": 30}},
        {"balance": "max"},
    )
    out = tmp_path / "out"
    forecast = augctl.plan(yolo, recipe=quotas, limit=limit)
    result = runs.expand(yolo, recipe=quotas, output=out, limit=limit, workers=2)
    assert forecast.outputs == result.outputs
    after: Counter[str] = Counter()
    for name, counts in forecast.marks.items():
        rows = made(out, None if name == "originals" else name)
        # A flip loses no mark, so here the forecast is exact.
        assert {k: n for k, n in counts.items() if n} == marks_in(out, rows), name
        if name != "originals":
            assert sum(forecast.added[name].values()) == len(rows)
            after.update(counts)
    if limit is None:
        originals = sum((Counter(marks) for marks in PICTURES.values()), Counter[str]())
        assert min((after + originals)[name] for name in NAMES[:3]) >= 60 - 1
    assert json.dumps(forecast.marks)


def test_a_balance_counts_what_earlier_chains_left_of_marks(yolo: Path, tmp_path: Path) -> None:
    quotas = recipe({"copies": 3}, {"balance": "max"})
    corner = {"width_px": 24, "height_px": 24}
    quotas["chains"][0]["stages"] = [{"image.random_crop": corner}]
    for workers in (1, 2):
        runs.expand(yolo, recipe=quotas, output=tmp_path / f"{workers}", workers=workers)
    assert runs.result(tmp_path / "1") == runs.result(tmp_path / "2")
    out = tmp_path / "1"
    originals = sum((Counter(marks) for marks in PICTURES.values()), Counter[str]())
    cropped = marks_in(out, made(out, "c0"))
    assert sum(cropped.values()) < 3 * sum(originals.values())
    before, after = originals + cropped, originals + cropped + marks_in(out, made(out, "c1"))
    goal = before["person"]
    # To within half the marks of one picture; and cats, which are rarest, bring dogs along.
    assert abs(after["cat"] - goal) <= 1
    assert after["dog"] >= goal - 1.5
    assert len(runs.rows(out)) != augctl.plan(yolo, recipe=quotas).outputs
    assert augctl.plan(yolo, recipe=quotas).waiting == ["c1"]
    assert augctl.plan(yolo, recipe=recipe({"balance": "max"}, {"copies": 1})).waiting == []


def test_a_balance_of_marks_resumes_to_the_same(yolo: Path, tmp_path: Path) -> None:
    crop = [{"image.random_crop": {"width_px": 24, "height_px": 24}}]
    quotas = recipe({"total": 40}, {"balance": "max"}, {"balance": 90}, stages=crop)
    for out in (tmp_path / "whole", tmp_path / "again"):
        runs.expand(yolo, recipe=quotas, output=out, workers=1)
    receipts = sorted((tmp_path / "again" / ".augctl" / "receipts").iterdir())
    for receipt in receipts[1::2]:
        receipt.unlink()
    done = runs.expand(yolo, recipe=quotas, output=tmp_path / "again", workers=2)
    assert 0 < done.resumed < done.outputs
    assert runs.result(tmp_path / "again") == runs.result(tmp_path / "whole")


def test_a_broken_picture_is_made_up_for(yolo: Path, tmp_path: Path) -> None:
    file = yolo / "images" / "train" / "kennel.png"
    data = bytearray(file.read_bytes())
    data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
    file.write_bytes(data)
    runs.expand(yolo, recipe=recipe({"balance": {"dog": 12}}), output=tmp_path / "out")
    assert originals_of(made(tmp_path / "out", "c0")) == {"walk": 5, "home": 5}


def test_names_are_checked_where_they_stand(yolo: Path, tmp_path: Path) -> None:
    file = tmp_path / "r.yaml"
    file.write_text(
        "version: 1\nchains:\n- name: a\n  copies: {dgo: 1}\n"
        "  stages:\n  - image.invert: {}\n    only: [dog, owl, perso]\n"
    )
    with pytest.raises(RecipeError) as caught:
        augctl.validate(file, input=yolo)
    found = [(p.line, p.nearest, p.expected) for p in caught.value.problems]
    known = "a class of the data (person, dog, cat, owl)"
    assert found == [(4, "dog", known), (7, "person", known)]


def test_a_class_without_a_mark_cannot_be_asked_for(yolo: Path) -> None:
    for quota in ({"copies": {"owl": 2}}, {"balance": {"owl": 9, "dog": 9}}):
        with pytest.raises(UsageError, match="'owl' has no mark in the training split"):
            augctl.plan(yolo, recipe=recipe(quota))
    assert augctl.plan(yolo, recipe=recipe({"copies": {"owl": 0, "cat": 1}})).added["c0"]


def test_marks_are_counted_by_split(yolo: Path) -> None:
    found = augctl.inspect(yolo).marks
    counts = {
        split: sum((Counter(m) for m in pictures.values()), Counter[str]())
        for split, pictures in (("train", PICTURES), ("val", HELD_OUT))
    }
    assert found == {name: {split: counts[split][name] for split in counts} for name in NAMES}


def test_pictures_that_only_leaves_out_need_not_fit_a_stage(yolo: Path, tmp_path: Path) -> None:
    for name in ("street0", "empty"):
        Image.new("L", (64, 48), 90).save(yolo / "images" / "train" / f"{name}.png")
    hue: dict[str, Any] = {"imgaug.AddToHue": {}}  # takes no grey
    # After a mix, any picture may hold a mark of any class.
    dogs, people = [{**hue, "only": "dog"}], [{**hue, "only": "person"}]
    for stages, fits in ((dogs, True), (people, False), (["image.copy_paste", *dogs], False)):
        file = tmp_path / "r.yaml"
        file.write_text(runs.dump(recipe({"copies": 1}, stages=stages)))
        if fits:
            assert augctl.validate(file, input=yolo)
        else:
            with pytest.raises(RecipeError, match="other classes with `only`"):
                augctl.validate(file, input=yolo)


def test_data_without_classes_says_what_it_lacks(tmp_path: Path) -> None:
    for kind in ("images", "masks"):
        (tmp_path / "in" / kind).mkdir(parents=True)
        Image.new("L", (9, 8), 1).save(tmp_path / "in" / kind / "a.png")
    with pytest.raises(UsageError, match=r"data \(masks\) has neither one class"):
        augctl.plan(tmp_path / "in", recipe=recipe({"balance": "max"}))


def test_a_mirror_that_no_one_asked_for_is_noted_once(yolo: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "r.yaml", tmp_path / "out"
    text = "version: 1\nchains:\n- {name: a, copies: 1, stages: [image.rotate]}\n"
    for recipe_text, notes in ((text, 1), (text.replace("rotate]", "rotate: {fill: 114}]"), 0)):
        file.write_text(recipe_text)
        for command in (
            ("validate", file, "--input", yolo),
            ("plan", yolo, "-r", file),
            ("expand", yolo, "-r", file, "-o", out, "--overwrite"),
        ):
            done = folders.augctl(*command)
            assert done.code == 0
            assert done.out.count("Note: image.rotate") == notes, command
            assert done.out.count("fill: 114") == notes
    done = folders.augctl("plan", yolo, "-r", file)
    assert "marks of the anchors" in done.out


def test_marks_that_were_written_are_counted_by_chain(yolo: Path, tmp_path: Path) -> None:
    mosaic = recipe({"copies": 2, "stages": ["image.mosaic"]}, {"copies": {"dog": 1}})
    done = augctl.expand(yolo, recipe=mosaic, output=tmp_path / "out", workers=2)
    for chain, counted in done.marks.items():
        rows = made(tmp_path / "out", None if chain == "originals" else chain)
        found = marks_in(tmp_path / "out", rows)
        assert counted == dict(sorted(found.items()))
    assert list(done.marks) == ["originals", "c0", "c1"]
    told = json.loads((tmp_path / "out" / "run.json").read_text())
    assert told["counts"]["marks"] == done.marks
