"""A worker that dies, hangs or fails costs one unit, and nothing else."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import runs
from children import Child, members, timing

from augctl.errors import UsageError, WorkerError

CULPRIT = "dog/0003.jpg"
DIED = "the process that worked on it"


def recipe(how: str = "well", path: str = CULPRIT, copies: int = 1) -> dict[str, Any]:
    stages = [{"test.odd": {"path": path, "how": how}}, {"image.rotate": {}}]
    return {"version": 1, "chains": [{"name": "views", "copies": copies, "stages": stages}]}


@pytest.fixture
def well(odd_stages: None, photos: Path, tmp_path: Path) -> Path:
    """Make what all runs here would make if nothing were odd."""
    runs.expand(photos, recipe=recipe(), output=tmp_path / "well")
    return tmp_path / "well"


def assert_only_the_culprit_is_missing(out: Path, well: Path, reason: str, message: str) -> None:
    known = runs.rows(well, "errors.jsonl")
    (row,) = [row for row in runs.rows(out, "errors.jsonl") if row not in known]
    assert (row["path"], row["chain"], row["copy"]) == (CULPRIT, "views", 1)
    assert row["reason"] == reason
    assert message in row["message"]
    manifest = runs.rows(well)
    (gone,) = [r for r in manifest if r["chain"] and r["parents"] == [CULPRIT]]
    kept = [r for r in manifest if r is not gone]
    assert [r["sha256"] for r in runs.rows(out)] == [r["sha256"] for r in kept]
    wanted = runs.data_files(well)
    del wanted[f"data/{gone['file_name']}"]
    assert runs.data_files(out) == wanted
    assert runs.leftovers(out) == []


@pytest.mark.parametrize(
    ("how", "reason", "message"),
    [
        ("kill", "worker_died", f"{DIED} died of SIGKILL (out of memory, or killed by someone)"),
        ("segv", "worker_died", f"{DIED} died of SIGSEGV"),
        ("exit", "worker_died", f"{DIED} ended with status 7"),
        ("sys-exit", "worker_died", f"{DIED} ended with status 8"),
        ("hang", "timeout", "took longer than 0.5 s"),
        ("raise", "stage_failed", "test.odd failed: ZeroDivisionError: no reason"),
        ("memory", "stage_failed", "test.odd failed: MemoryError"),
        ("none", "stage_failed", "test.odd made NoneType, not a sample"),
        ("float", "stage_failed", "test.odd made an array of float32 in shape ("),
        ("flat", "stage_failed", "test.odd made an array of uint8 in shape ("),
        ("empty", "stage_failed", "test.odd made an array of uint8 in shape (0, "),
        ("label", "stage_failed", "test.odd made Sample, not a sample"),
        ("in-place", "stage_failed", "test.odd failed: ValueError: "),
        ("draw-nan", "stage_failed", "test.odd drew no JSON values: "),
        ("draw-array", "stage_failed", "test.odd drew no JSON values: "),
        ("draw-none", "stage_failed", "test.odd drew NoneType, not a mapping"),
    ],
)
def test_one_odd_unit(
    how: str, reason: str, message: str, well: Path, photos: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    runs.expand(photos, recipe=recipe(how), output=out, workers=2, unit_timeout_s=0.5)
    assert_only_the_culprit_is_missing(out, well, reason, message)


def test_one_odd_unit_of_spawned_workers(
    well: Path, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUGCTL_START_METHOD", "spawn")
    out = tmp_path / "out"
    runs.expand(photos, recipe=recipe("kill"), output=out, workers=2, unit_timeout_s=0.5)
    assert_only_the_culprit_is_missing(out, well, "worker_died", f"{DIED} died of SIGKILL")


@pytest.mark.parametrize("workers", [1, 3])
def test_a_stage_that_kills_once_leaves_no_trace(
    workers: int, well: Path, photos: Path, tmp_path: Path
) -> None:
    out, marker = tmp_path / "out", tmp_path / "marker"
    runs.expand(photos, recipe=recipe(f"once {marker}"), output=out, workers=workers)
    assert marker.exists()
    assert runs.result(out) == runs.result(well)
    assert runs.leftovers(out) == []


def test_workers_killed_from_outside_leave_no_trace(
    photos: Path, whole: Path, tmp_path: Path
) -> None:
    rng = random.Random("outside")
    hits = 0
    for i in range(6):
        child = Child(input=photos, recipe=runs.RECIPE, output=tmp_path / f"{i}", workers=2)
        child.wait(rng.uniform(0.02, 0.3))
        workers = [pid for pid in members(child.pid) if pid != child.pid]
        if workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(rng.choice(workers), signal.SIGKILL)
                hits += 1
        assert child.wait() == 0
        assert runs.result(tmp_path / f"{i}") == runs.result(whole)
        assert runs.leftovers(tmp_path / f"{i}") == []
    assert hits


def test_endless_deaths_end_the_run(odd_stages: None, photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with timing() as seconds, pytest.raises(WorkerError, match=r"again and again.*SIGKILL"):
        runs.expand(photos, recipe=recipe("kill", path="*", copies=8), output=out, workers=2)
    assert seconds[0] < 30
    assert runs.status(out) == "interrupted"
    assert not (out / ".augctl" / "tmp").exists()


def test_workers_that_cannot_start_end_the_run(
    odd_stages: None, photos: Path, tmp_path: Path
) -> None:
    broken = {"version": 1, "chains": [{"name": "a", "copies": 1, "stages": ["test.fragile"]}]}
    with pytest.raises(WorkerError, match="ended with status 9"):
        runs.expand(photos, recipe=broken, output=tmp_path / "out", workers=2)


@pytest.mark.parametrize("score", ["nan", "inf", "none"])
def test_scores_that_are_no_numbers(
    score: str, odd_stages: None, photos: Path, tmp_path: Path
) -> None:
    gates = [{"test.score": {"score_is": score, "min": 0}}]
    chain = {"name": "a", "copies": 1, "stages": ["image.flip_lr"], "gates": gates}
    out = tmp_path / "out"
    runs.expand(photos, recipe={"version": 1, "chains": [chain]}, output=out, workers=2)
    failed = [row for row in runs.rows(out, "errors.jsonl") if row["stage"] == "test.score"]
    assert len(failed) == sum(row["chain"] is None for row in runs.rows(out))
    assert {row["reason"] for row in failed} == {"stage_failed"}


def test_a_bug_of_ours_costs_one_unit(
    well: Path, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody thought of must not end a run of days."""
    from augctl.engine import shard

    encode = shard.encode_sample

    def fail(sample: Any, original: Any, image: Any) -> Any:
        if original.path == CULPRIT:
            raise LookupError("nobody thought of this")
        return encode(sample, original, image)

    monkeypatch.setattr(shard, "encode_sample", fail)
    monkeypatch.setenv("AUGCTL_START_METHOD", "fork")
    out = tmp_path / "out"
    runs.expand(photos, recipe=recipe(), output=out, workers=2)
    assert_only_the_culprit_is_missing(
        out, well, "unexpected", "failed with LookupError: nobody thought of this (test_local.py:"
    )


def test_a_machine_out_of_something_blames_no_input(
    photos: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from augctl.io.sources.images import ImageReader

    def exhausted(*arguments: object) -> bytes:
        raise OSError(24, "Too many open files")

    out = tmp_path / "out"
    monkeypatch.setenv("AUGCTL_START_METHOD", "fork")
    with monkeypatch.context() as patch:
        patch.setattr(ImageReader, "raw", exhausted)
        with pytest.raises(WorkerError, match="Too many open files"):
            runs.expand(photos, recipe=runs.RECIPE, output=out, workers=2)
    runs.expand(photos, recipe=runs.RECIPE, output=out, workers=2)
    assert runs.result(out) == runs.result(whole)


def test_a_hang_while_committing_is_no_hang_of_a_unit(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow disk is not to blame on the unit that came last."""
    from augctl.io import atomic

    sync = atomic.sync_disk

    def slowly(folder: Path) -> None:
        time.sleep(0.6)
        sync(folder)

    monkeypatch.setattr(atomic, "sync_disk", slowly)
    monkeypatch.setenv("AUGCTL_START_METHOD", "fork")
    recipe = runs.without_mixes(1)
    runs.expand(photos, recipe=recipe, output=tmp_path / "slow", workers=8, unit_timeout_s=0.3)
    monkeypatch.undo()
    runs.expand(photos, recipe=recipe, output=tmp_path / "out", workers=2)
    assert runs.result(tmp_path / "slow") == runs.result(tmp_path / "out")


def children() -> set[str]:
    """List the processes that this one started and has not waited for: living ones and zombies."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def test_no_processes_are_left(photos: Path, tmp_path: Path) -> None:
    before = children()
    seen: set[str] = set()

    def look(what: str, done: int, total: int) -> None:
        seen.update(children() - before)

    runs.expand(photos, recipe=runs.RECIPE, output=tmp_path / "out", workers=3, progress=look)
    assert len(seen) >= 3
    assert children() <= before


def test_no_descriptors_are_left(photos: Path, tmp_path: Path) -> None:
    recipe = runs.without_mixes(1)
    counts = []
    for i in range(4):
        runs.expand(photos, recipe=recipe, output=tmp_path / f"{i}", workers=3)
        counts.append(len(list(Path("/proc/self/fd").iterdir())))
    assert counts[-1] <= counts[1]


def test_a_script_without_a_main_guard(photos: Path, tmp_path: Path) -> None:
    """Spawned workers do not run the script again that started them."""
    script = tmp_path / "script.py"
    script.write_text(
        "from augctl import expand\n"
        f"print(expand({str(photos)!r}, recipe={runs.without_mixes(1)!r}, output='out').status)\n"
    )
    done = subprocess.run(
        [sys.executable, script],
        cwd=tmp_path,
        env={**os.environ, "AUGCTL_START_METHOD": "spawn"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("complete\n", "")


def test_an_unknown_way_to_start_is_refused_before_anything_is_cleared(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    runs.expand(photos, recipe=runs.without_mixes(1), output=out)
    before = runs.result(out)
    monkeypatch.setenv("AUGCTL_START_METHOD", "magic")
    with pytest.raises(UsageError, match="magic"):
        runs.expand(photos, recipe=runs.RECIPE, output=out, overwrite=True)
    assert runs.result(out) == before
    assert runs.status(out) == "complete"
    with pytest.raises(UsageError, match="magic"):
        runs.expand(photos, recipe=runs.RECIPE, output=tmp_path / "new")
    assert not (tmp_path / "new").exists()
