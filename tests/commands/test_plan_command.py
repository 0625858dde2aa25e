from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from folders import augctl, classes, put, rows

from augctl import expand, plan
from augctl.errors import UsageError

COUNTS = {"cat": 7, "dog": 4, "owl": 2}

FLIP = [{"image.flip_lr": {}}]
SAME_CLASS = [{"image.mixup": {"partner": "same_class"}}]


def chain(name: str, stages: list[Any] = FLIP, **quota: Any) -> dict[str, Any]:
    return {"name": name, "stages": stages, **quota}


QUOTAS = {
    "copies": [chain("a", copies=3)],
    "copies per class": [chain("a", copies={"dog": 2, "owl": 5})],
    "a total below the number of originals": [chain("a", total=5)],
    "a total above it": [chain("a", total=40)],
    "balance max": [chain("a", balance="max")],
    "balance median": [chain("a", balance="median")],
    "balance to a number": [chain("a", balance=6)],
    "balance to a number per class": [chain("a", balance={"owl": 9, "cat": 3})],
    "chains in a row": [
        chain("a", total=11),
        chain("b", SAME_CLASS, balance=9),
        chain("c", copies={"cat": 1}),
        chain("d", [{"image.smote": {}}], balance="max"),
    ],
}


def made(out: Path, chain: str | None) -> dict[str, int]:
    manifest = [row for row in rows(out / "manifest.jsonl") if row["split"] == "train"]
    return Counter(row["label"] or "(no class)" for row in manifest if row["chain"] == chain)


@pytest.mark.parametrize("limit", [None, 4])
@pytest.mark.parametrize("quotas", QUOTAS)
def test_counts_are_those_of_the_run(quotas: str, limit: int | None, tmp_path: Path) -> None:
    classes(tmp_path / "in", COUNTS)
    recipe = {"version": 1, "chains": QUOTAS[quotas]}
    forecast = plan(tmp_path / "in", recipe=recipe, limit=limit)
    out = tmp_path / "out"
    result = expand(tmp_path / "in", recipe=recipe, output=out, limit=limit, workers=1)
    assert forecast.originals == made(out, None) == COUNTS
    for name, counts in forecast.added.items():
        assert {k: n for k, n in counts.items() if n} == made(out, name), name
    assert forecast.outputs == result.outputs
    assert forecast.approximate == []


def test_held_out_originals_are_counted_apart(tmp_path: Path) -> None:
    classes(tmp_path / "in", {"cat": 10, "dog": 20})
    split = {"train": 0.7, "val": 0.2, "test": 0.1}
    recipe = {"version": 1, "input": {"split": split}, "chains": [chain("a", copies=2)]}
    forecast = plan(tmp_path / "in", recipe=recipe)
    result = expand(tmp_path / "in", recipe=recipe, output=tmp_path / "out", workers=1)
    assert forecast.originals == {"cat": 10, "dog": 20}
    assert forecast.added == {"a": {"cat": 14, "dog": 28}}
    assert forecast.held_out == 9
    assert forecast.outputs == result.outputs == 72


def test_images_without_classes(tmp_path: Path) -> None:
    for i in range(3):
        put(tmp_path / f"{i}.png")
    forecast = plan(tmp_path, recipe={"version": 1, "chains": [chain("a", total=7)]})
    assert forecast.originals == {"(no class)": 3}
    assert forecast.added == {"a": {"(no class)": 7}}


WHOLE = {
    "views": [chain("a", copies=2)],
    "more of one class": [chain("a", copies={"dog": 9}), chain("b", balance="max")],
    "many of each": [chain("a", copies=40)],
    "mixes": [
        chain("a", total=9),
        chain("b", SAME_CLASS, copies={"cat": 2}),
        chain("c", balance=8),
    ],
}


@pytest.mark.parametrize("originals", ["copy", "link", "skip"])
@pytest.mark.parametrize("split", [None, {"train": 0.6, "val": 0.4}])
@pytest.mark.parametrize("chains", WHOLE)
def test_all_is_as_the_run_reports_it(
    chains: str, split: Any, originals: str, tmp_path: Path
) -> None:
    """Counts are exact, bytes within a fifth."""
    classes(tmp_path / "in", COUNTS)
    (tmp_path / "in" / "cat" / "fake.png").write_text("no image")
    output = {"originals": originals, "image": {"codec": "png"}}
    recipe = {"version": 1, "output": output, "chains": WHOLE[chains]}
    recipe |= {"input": {"split": split}} if split else {}
    forecast = plan(tmp_path / "in", recipe=recipe)
    result = expand(tmp_path / "in", recipe=recipe, output=tmp_path / "out", workers=1)
    counts = {"originals": forecast.originals, **forecast.added}
    assert {
        name: {label: n for label, n in row.items() if n} for name, row in counts.items()
    } == result.made
    assert forecast.outputs == result.outputs
    assert forecast.originals_written == (originals != "skip")
    assert forecast.size == pytest.approx(result.size, rel=0.2)


def test_originals_take_time_too(tmp_path: Path) -> None:
    for i in range(4):
        put(tmp_path / f"{i}.png", (1500, 1500))
    assert plan(tmp_path, recipe={"version": 1}, workers=1).seconds > 0


def test_what_cannot_be_used_is_counted_and_left_out(tmp_path: Path) -> None:
    classes(tmp_path, COUNTS)
    (tmp_path / "cat" / "fake.png").write_text("no image")
    forecast = plan(tmp_path, recipe={"version": 1, "chains": [chain("a", copies=1)]})
    assert forecast.issues == 1
    assert forecast.originals == COUNTS


def test_mixes_over_classes_are_said_to_be_approximate(tmp_path: Path) -> None:
    classes(tmp_path, COUNTS)
    chains = [chain("a", [{"image.mixup": {}}], total=5), chain("b", SAME_CLASS, total=5)]
    assert plan(tmp_path, recipe={"version": 1, "chains": chains}).approximate == ["a"]


def test_gates_may_leave_fewer(tmp_path: Path) -> None:
    classes(tmp_path / "in", COUNTS)
    gated = chain("b", copies=1) | {"gates": [{"quality.ssim": {"min": 0.9}}]}
    recipe = {"version": 1, "chains": [chain("a", copies=1), gated]}
    assert plan(tmp_path / "in", recipe=recipe).gated == ["b"]
    file = tmp_path / "r.yaml"
    file.write_text(json.dumps(recipe))
    told = augctl("plan", tmp_path / "in", "-r", file).out.splitlines()
    assert "b: at most so many, fewer where gates reject all attempts" in told
    assert told[-1].startswith("at most 39 files, about ")


def test_nothing_is_written(tmp_path: Path) -> None:
    classes(tmp_path / "in", COUNTS)
    before = sorted(tmp_path.rglob("*"))
    plan(tmp_path / "in", recipe={"version": 1, "chains": QUOTAS["chains in a row"]})
    assert sorted(tmp_path.rglob("*")) == before


def test_workers_share_the_time_and_seeds_do_not_change_counts(tmp_path: Path) -> None:
    classes(tmp_path, COUNTS)
    recipe = {"version": 1, "chains": [chain("a", total=5)]}
    one = plan(tmp_path, recipe=recipe, workers=1, seed=1)
    many = plan(tmp_path, recipe=recipe, workers=64, seed=1)
    assert (one.workers, many.workers) == (1, 64)
    assert one.added == many.added
    assert json.dumps(one.added)


def test_a_quota_that_cannot_be_met_is_an_error(tmp_path: Path) -> None:
    put(tmp_path / "cat" / "1.png")
    recipe = {"version": 1, "chains": [chain("a", SAME_CLASS, total=5)]}
    with pytest.raises(UsageError, match="at least two originals"):
        plan(tmp_path, recipe=recipe)
