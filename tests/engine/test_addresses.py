"""Every draw has an address of its own: chain, copy and partner all count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import runs

from augctl.engine import shard
from augctl.io import atomic


def angles(rows: list[dict[str, Any]], chain: str) -> list[float]:
    return [row["stages"][0]["drawn"]["angle_deg"] for row in rows if row["chain"] == chain]


def run_of(tmp_path: Path, *chains: dict[str, Any]) -> list[dict[str, Any]]:
    photos = runs.make_photos(tmp_path / "in")
    recipe = {"version": 1, "seed": 7, "chains": list(chains)}
    runs.expand(photos, recipe=recipe, output=tmp_path / "out", workers=1)
    return runs.rows(tmp_path / "out")


def test_chains_that_differ_in_name_alone_draw_apart(tmp_path: Path) -> None:
    stages = [{"image.rotate": {"angle_deg": [-20, 20]}}]
    rows = run_of(tmp_path, *({"name": n, "copies": 2, "stages": stages} for n in "ab"))
    first, second = angles(rows, "a"), angles(rows, "b")
    assert len(first) == len(second) > 40
    assert len({*first, *second}) == len(first) + len(second)


def partners_of(row: dict[str, Any]) -> Iterator[tuple[str, float]]:
    for partner in row["stages"][-1]["partners"]:
        yield partner["file"], partner["stages"][0]["drawn"]["angle_deg"]


def test_the_same_partner_twice_draws_apart(tmp_path: Path) -> None:
    stages = [
        {"image.rotate": {"angle_deg": [-20, 20]}, "only": ["owl"]},
        {"image.mosaic": {"partner": "same_class"}},
    ]
    rows = run_of(tmp_path, {"name": "a", "copies": {"owl": 20}, "stages": stages})
    drawn = [list(partners_of(row)) for row in rows if row["chain"] == "a"]
    twice = [pairs for pairs in drawn if len({file for file, _ in pairs}) < len(pairs)]
    assert twice  # a class of four, with three partners each, has such
    for pairs in twice:
        assert len({angle for _, angle in pairs}) == len(pairs)


def test_files_then_sync_then_receipt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = shard.ShardRunner.run
    events: list[str] = []
    write, sync = atomic.write, atomic.sync_disk

    def note_write(path: Path, *args: Any, **kwargs: Any) -> None:
        events.append("receipt" if path.parent.name == "receipts" else "file")
        write(path, *args, **kwargs)

    def note_sync(folder: Path) -> None:
        events.append("sync")
        sync(folder)

    def recorded(self: Any, *args: Any) -> Any:
        del events[:]
        monkeypatch.setattr(atomic, "write", note_write)
        monkeypatch.setattr(atomic, "sync_disk", note_sync)
        head = runner(self, *args)
        order = [e for i, e in enumerate(events) if i == 0 or events[i - 1] != e]
        # The worker is another process: what it saw goes out by a file.
        with (tmp_path / "orders").open("a") as file:
            file.write(f"{' '.join(order)}\n")
        return head

    monkeypatch.setattr(shard.ShardRunner, "run", recorded)
    monkeypatch.setenv("AUGCTL_START_METHOD", "fork")
    run_of(tmp_path, {"name": "a", "copies": 1, "stages": ["image.flip_lr"]})
    orders = (tmp_path / "orders").read_text().splitlines()
    assert set(orders) == {"file sync receipt"}
