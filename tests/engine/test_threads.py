"""Workers render with one thread each; a program that calls augctl keeps its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest
import runs
from threadpoolctl import threadpool_info, threadpool_limits

from augctl import plan, preview, replay


def test_workers_use_one_thread(
    odd_stages: None, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only a process that starts afresh has numbers of its own, which must not come to count.
    monkeypatch.setenv("AUGCTL_START_METHOD", "spawn")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    monkeypatch.setenv("OPENCV_FOR_THREADS_NUM", "3")
    recipe = {"version": 1, "chains": [{"name": "a", "copies": 1, "stages": ["test.threads"]}]}
    runs.expand(photos, recipe=recipe, output=tmp_path / "out", workers=2)
    found = [row["stages"][0]["drawn"] for row in runs.rows(tmp_path / "out") if row["chain"]]
    assert {drawn["opencv"] for drawn in found} == {1}
    assert {threads for drawn in found for threads in drawn["blas"]} == {1}


@pytest.fixture
def many() -> Iterator[None]:
    """Let this process use more threads than one."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(3)
    with threadpool_limits(2):
        yield
    cv2.setNumThreads(before)


def threads() -> list[int]:
    return [cv2.getNumThreads(), *(pool["num_threads"] for pool in threadpool_info())]


@pytest.mark.parametrize("command", ["expand", "plan", "preview", "replay"])
def test_the_caller_keeps_its_threads(
    command: str, whole: Path, photos: Path, tmp_path: Path, many: None
) -> None:
    recipe = runs.without_mixes(1)
    before = threads()
    assert before[0] == 3
    if command == "expand":
        runs.expand(photos, recipe=recipe, output=tmp_path / "out", workers=1)
    elif command == "plan":
        plan(photos, recipe=recipe)
    elif command == "preview":
        preview(photos, recipe=recipe, output=tmp_path / "grid.png", originals=1, variants=1)
    else:
        replay(whole, runs.rows(whole)[0]["file_name"])
    assert threads() == before
