"""An output that cannot be written stops the run, says so, loses nothing, and blames no input."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import runs
from children import command

from augctl.errors import OutputError

RESUME = "then run the same command again to resume."


def assert_resumes(photos: Path, out: Path, whole: Path) -> None:
    """Check what a failed run left, and that it goes on once the cause is gone."""
    assert runs.data_files(out).items() <= runs.data_files(whole).items()
    if (out / "run.json").exists():
        assert runs.status(out) == "interrupted"
    runs.expand(photos, recipe=runs.RECIPE, output=out, workers=2)
    assert runs.result(out) == runs.result(whole)
    assert runs.leftovers(out) == []


@pytest.mark.parametrize("most_bytes", [0, 300, 1200, 2500, 4500, 9000, 30_000])
def test_files_that_may_not_grow(
    most_bytes: int, photos: Path, whole: Path, tmp_path: Path
) -> None:
    """A limit of the process strikes another kind of file each time: index, image, manifest, …"""
    recipe, out = tmp_path / "recipe.yaml", tmp_path / "out"
    recipe.write_text(runs.dump(runs.RECIPE))
    done = subprocess.run(
        command("expand", photos, "-r", recipe, "-o", out, "--workers", "2"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes)),
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    assert f"Error: Cannot write {out}" in done.stderr
    assert "File too large.\nThe file system or a limit of the process" in done.stderr
    assert RESUME in done.stderr
    assert_resumes(photos, out, whole)


@dataclass
class Disk:
    """A small disk: `folder` lies on it, `grow` makes it large, `freeze` read-only."""

    folder: Path
    set_options: Callable[[str], None]


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """Mount a disk in memory; where that is not allowed, play one by failing calls."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(options: str) -> bool:
        line = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        return (
            shutil.which("mount") is not None
            and subprocess.run(line, capture_output=True, check=False).returncode == 0
        )

    if mount("size=64k"):
        try:
            yield Disk(folder, lambda options: mount(f"remount,{options}") or pytest.fail(options))
        finally:
            subprocess.run(["umount", "-l", folder], check=True)
    else:
        fault = Fault(monkeypatch)
        yield Disk(folder, fault.play)


class Fault:
    """Lets calls that write fail, in this process and in workers that are forked from it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.patch = monkeypatch
        monkeypatch.setenv("AUGCTL_START_METHOD", "fork")

    def play(self, options: str) -> None:
        """Play a disk with these options of mount."""
        self.patch.undo()
        self.patch.setenv("AUGCTL_START_METHOD", "fork")
        if options == "ro":
            self.fail("mkdir", 0, errno.EROFS)
        elif options.endswith("k"):
            self.fail("write", int(options[5:-1]) // 5, errno.ENOSPC)

    def fail(self, name: str, after: int, code: int) -> None:
        """Let a function of `os` fail after so many calls, as often as it is called."""
        real, calls = getattr(os, name), 0

        def call(*arguments: Any, **more: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls > after:
                raise OSError(code, os.strerror(code))
            return real(*arguments, **more)

        self.patch.setattr(os, name, call)


@pytest.mark.parametrize("size_k", [4, 16, 64, 200, 400])
def test_full_disk(size_k: int, disk: Disk, photos: Path, whole: Path) -> None:
    out = disk.folder / "out"
    disk.set_options(f"size={size_k}k")
    with pytest.raises(OutputError, match="The disk is full: free some space, then run") as error:
        runs.expand(photos, recipe=runs.RECIPE, output=out, workers=2)
    assert error.value.exit_code == 1
    disk.set_options("size=64m")
    assert_resumes(photos, out, whole)


def test_read_only_disk(disk: Disk, photos: Path, whole: Path) -> None:
    disk.set_options("ro")
    with pytest.raises(OutputError, match="The disk is read-only: choose another output folder"):
        runs.expand(photos, recipe=runs.RECIPE, output=disk.folder / "out")
    disk.set_options("rw,size=64m")
    assert not (disk.folder / "out").exists()
    assert_resumes(photos, disk.folder / "out", whole)


CALLS = [("write", errno.ENOSPC), ("replace", errno.EACCES), ("replace", errno.EROFS)]
CALLS_THAT_FAIL = [
    *[(name, code, after) for name, code in CALLS for after in (0, 1, 2, 5, 13, 34)],
    *[("fsync", errno.EIO, after) for after in (0, 1, 2, 4)],
]


@pytest.mark.parametrize(("function", "code", "after"), CALLS_THAT_FAIL)
def test_any_call_that_fails(
    function: str,
    code: int,
    after: int,
    photos: Path,
    whole: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        Fault(patch).fail(function, after, code)
        with pytest.raises(OutputError) as error:
            runs.expand(photos, recipe=runs.RECIPE, output=out, workers=1)
    assert os.strerror(code) in error.value.message
    assert error.value.hint.endswith(RESUME)
    assert_resumes(photos, out, whole)


def test_a_short_write_is_written_on(
    photos: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel may take less than it is given."""
    real = os.write
    monkeypatch.setenv("AUGCTL_START_METHOD", "fork")
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, bytes(data[:100])))
    runs.expand(photos, recipe=runs.RECIPE, output=tmp_path / "out", workers=2)
    assert runs.result(tmp_path / "out") == runs.result(whole)


@pytest.mark.parametrize("place", ["file/out", "/proc/augctl/out", "/dev/null/out"])
def test_places_where_no_folder_can_be(place: str, photos: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(OutputError, match="Cannot write"):
        runs.expand(photos, recipe=runs.RECIPE, output=tmp_path / place)


def test_an_output_folder_that_is_removed_meanwhile(
    photos: Path, whole: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"

    def remove(what: str, done: int, total: int) -> None:
        if what == "expanding" and done > 30 and out.exists():
            out.rename(tmp_path / "away")

    with pytest.raises(OutputError, match="No such file or directory"):
        runs.expand(photos, recipe=runs.RECIPE, output=out, workers=2, progress=remove)
    (tmp_path / "away").rename(out)
    assert_resumes(photos, out, whole)
