"""The program as a real process: its exit codes, and streams that are closed, cut off or full."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from folders import classes, put, recipe


def process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "augctl", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def test_exit_codes_of_a_real_process(tmp_path: Path) -> None:
    put(tmp_path / "in" / "cat" / "1.png")
    file = str(recipe(tmp_path / "r.yaml"))
    done = process("expand", str(tmp_path / "in"), "-r", file, "-o", str(tmp_path / "out"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("2 files, ")
    assert "\x1b" not in done.stdout
    assert process("expand", "-r", file, "-o", str(tmp_path / "out")).returncode == 2
    assert process("expand", "-r", file, "-o", "/proc/x", str(tmp_path / "in")).returncode == 1


def test_a_terminal_that_lacks_letters_does_not_end_a_command(tmp_path: Path) -> None:
    root = classes(tmp_path / "in", {"猫": 2})
    ascii_only = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = process("inspect", str(root), env=ascii_only)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\u732b" in done.stdout


@pytest.mark.parametrize("arguments", [["stages", "quality"], ["--help"], ["nonsense"]])
def test_a_reader_that_leaves_is_no_error(arguments: list[str]) -> None:
    command = " ".join([sys.executable, "-m", "augctl", *arguments])
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command} | true"], capture_output=True, text=True
    )
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.parametrize(
    ("redirect", "code"), [(">&-", 0), ("2>&-", 0), (">&- 2>&-", 0), (">/dev/full", 1)]
)
def test_a_stream_that_takes_nothing(redirect: str, code: int) -> None:
    command = f"{sys.executable} -m augctl stages quality {redirect}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert done.stderr.startswith("Error: The system refused: ") if code else done.stderr == ""
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
