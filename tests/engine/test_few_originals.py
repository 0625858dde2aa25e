"""Few originals with many copies are shared out among the workers like many with few."""

from __future__ import annotations

import shutil
from pathlib import Path

import runs

COPIES = 100


def test_the_copies_of_an_original_are_cut_into_shards(photos: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "cat").mkdir(parents=True)
    for name in ("cat/0000.jpg", "cat/damaged.jpg"):
        shutil.copyfile(photos / name, own / name)
    outs = [tmp_path / "1", tmp_path / "4"]
    recipe = runs.without_mixes(COPIES)
    for out, workers in zip(outs, (1, 4), strict=True):
        runs.expand(own, recipe=recipe, output=out, workers=workers)
    assert runs.result(outs[0]) == runs.result(outs[1])
    receipts = [*(outs[0] / ".augctl" / "receipts").iterdir()]
    assert len(receipts) > 8
    (broken, *others) = runs.rows(outs[0], "errors.jsonl")
    assert (broken["path"], broken["chain"]) == ("cat/damaged.jpg", None)
    assert {row["reason"] for row in others} <= {"rejected"}
    rows = [row for row in runs.rows(outs[0]) if row["chain"]]
    assert sorted(row["copy"] for row in [*rows, *others]) == [*range(1, COPIES + 1)]


def test_bytes_are_those_of_copies_made_with_their_original(photos: Path, tmp_path: Path) -> None:
    for copies in (3, COPIES):
        runs.expand(photos, recipe=runs.without_mixes(copies), output=tmp_path / f"{copies}")
    few, many = (runs.data_files(tmp_path / f"{copies}") for copies in (3, COPIES))
    assert few.items() <= many.items()
