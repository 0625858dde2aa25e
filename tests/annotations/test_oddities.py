"""Oddities wait on disk: as they were, in order, and in no memory to speak of."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

from augctl.io.annotations.model import Oddity
from augctl.io.annotations.oddities import Oddities


def test_they_come_back_as_they_were(tmp_path: Path) -> None:
    given = [
        Oddity("a.json", "box_empty", "a.json:3: its box has no area\nand two lines"),
        Oddity("caf\udce9.txt", "not_text", "not \ud800 Unicode", mended=True, picture="1.jpg"),
    ]
    with Oddities(tmp_path / "oddities.jsonl") as kept:
        for oddity in given:
            kept.add(oddity)
    assert list(kept) == given
    assert list(kept) == given, "they can be walked twice"


def test_they_take_no_memory(tmp_path: Path) -> None:
    tracemalloc.start()
    with Oddities(tmp_path / "oddities.jsonl") as kept:
        for number in range(20_000):
            kept.add(Oddity("a.json", "box_empty", f"a.json:{number}: {'x' * 100}"))
        _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1_000_000
    assert sum(1 for _ in kept) == 20_000
