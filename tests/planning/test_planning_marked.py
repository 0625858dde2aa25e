"""What is marked, on disk."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from augctl.planning.marked import MarkedWriter


def write(folder: Path) -> None:
    with MarkedWriter(folder) as writer:
        writer.add({"dog": 2})
        writer.flush()


@pytest.mark.parametrize("full", ["marked.idx", "marked.classes", "marked.counts"])
def test_a_full_disk_leaves_no_file_open(full: str, tmp_path: Path) -> None:
    """A file that is left open warns when it is collected, and warnings are errors."""
    (tmp_path / full).symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path)
    gc.collect()


def test_a_file_that_cannot_be_opened_leaves_none_open(tmp_path: Path) -> None:
    (tmp_path / "marked.counts").mkdir()
    with pytest.raises(IsADirectoryError):
        write(tmp_path)
    gc.collect()
