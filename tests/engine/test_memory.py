"""Promise 4: memory does not grow with the dataset."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import runs

from augctl.engine import originals as cache
from augctl.engine.originals import Originals
from augctl.sample import Label, Sample

# Measures the most memory that a run has ever used, of the parent and of each worker. The cache
# of decoded originals, which has a limit of its own, is made small, so that it hides nothing.
_SCRIPT = """
import json, os, sys
from pathlib import Path
from augctl import expand
from augctl.engine import originals as cache

cache._CACHE_BYTES = 1 << 20
most = {}

def measure(what, done, total):
    pid = os.getpid()
    if done % 50:
        return
    for child in [pid, *Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]:
        lines = Path(f"/proc/{child}/status").read_text().splitlines()
        peak = next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
        most[str(child)] = max(most.get(str(child), 0), peak)

expand(sys.argv[1], recipe=json.loads(sys.argv[2]), output=sys.argv[3], workers=2,
       progress=measure)
parent = most.pop(str(os.getpid()))
print(json.dumps([parent, max(most.values())]))
"""


def peaks_kb(photos: Path, out: Path) -> tuple[int, int]:
    chains = [
        {"name": "views", "copies": 1, "stages": ["image.flip_lr"]},
        {"name": "mixes", "total": 50, "stages": ["image.mixup"]},
    ]
    recipe = json.dumps({"version": 1, "chains": chains})
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, photos, recipe, out],
        env={**os.environ, "AUGCTL_START_METHOD": "fork"},
        capture_output=True,
        text=True,
        check=True,
    )
    parent, worker = json.loads(done.stdout)
    return parent, worker


def test_ten_times_the_files_take_no_more_memory(photos: Path, tmp_path: Path, full: bool) -> None:
    few, many = (1000, 20_000) if full else (200, 2000)
    for count in (few, many):
        for i in range(count):
            folder = tmp_path / f"{count}" / f"class-{i % 7}"
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(photos / "cat" / "0000.jpg", folder / f"{i:06d}.jpg")
    small = peaks_kb(tmp_path / f"{few}", tmp_path / "small")
    large = peaks_kb(tmp_path / f"{many}", tmp_path / "large")
    assert len(runs.rows(tmp_path / "large")) == 2 * many + 50
    for who, before, after in zip(("parent", "worker"), small, large, strict=True):
        assert after - before < 8000, f"{who}: {before} kB, then {after} kB"


def test_the_cache_of_originals_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_CACHE_BYTES", 100_000)
    reads = []

    def load(number: int, needs: object) -> Sample:
        reads.append(number)
        return Sample(f"{number}", Label(), {"image": np.zeros((100, 100, 1), np.uint8)})

    originals = Originals(None, load)  # type: ignore[arg-type]
    for number in range(50):
        originals.read(number)
    assert len(originals._kept) < 12
    originals.read(49)
    assert reads == list(range(50)), "what was read last is kept"
    originals.read(0)
    assert reads[-1] == 0
