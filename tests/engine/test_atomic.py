"""Files that are whole or not there, and no other file that is touched on the way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from augctl.engine.shard import _link
from augctl.errors import OutputError
from augctl.io import atomic


@pytest.mark.parametrize("link", [os.link, os.symlink])
def test_what_lies_under_the_temporary_name_is_not_written_to(link: object, tmp_path: Path) -> None:
    victim, temporary = tmp_path / "original", tmp_path / "temporary"
    victim.write_bytes(b"precious")
    link(victim, temporary)  # type: ignore[operator]
    atomic.write(tmp_path / "final", b"new", temporary)
    assert victim.read_bytes() == b"precious"
    assert (tmp_path / "final").read_bytes() == b"new"
    assert not temporary.exists()


def test_what_stood_under_the_final_name_is_replaced_not_written_to(tmp_path: Path) -> None:
    victim, final = tmp_path / "original", tmp_path / "final"
    victim.write_bytes(b"precious")
    os.link(victim, final)
    atomic.write(final, b"new", tmp_path / "temporary")
    assert (victim.read_bytes(), final.read_bytes()) == (b"precious", b"new")


def test_folders_are_made_where_they_are_missing(tmp_path: Path) -> None:
    atomic.write(tmp_path / "a" / "b" / "final", b"new", tmp_path / "temporary", sync=True)
    assert (tmp_path / "a" / "b" / "final").read_bytes() == b"new"


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "final").mkdir()
    with pytest.raises(OutputError, match="Is a directory"):
        atomic.write(tmp_path / "final", b"new", tmp_path / "temporary")
    assert [file.name for file in tmp_path.iterdir()] == ["final"]


@pytest.mark.parametrize("times", [1, 2])
def test_a_link_leaves_no_second_link(times: int, tmp_path: Path) -> None:
    """A rename of a link onto its like does nothing, and says that all went well."""
    source, target = tmp_path / "original", tmp_path / "deep" / "target"
    source.write_bytes(b"precious")
    for _ in range(times):
        _link(source, target, tmp_path / "temporary")
    assert source.stat().st_nlink == 2
    assert target.samefile(source)


def test_a_link_to_another_disk_is_symbolic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other_disk(*arguments: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", other_disk)
    source = tmp_path / "original"
    source.write_bytes(b"precious")
    _link(source, tmp_path / "target", tmp_path / "temporary")
    assert (tmp_path / "target").readlink() == source
    monkeypatch.setattr(os, "symlink", other_disk)
    _link(source, tmp_path / "copy", tmp_path / "temporary")
    assert not (tmp_path / "copy").is_symlink()
    assert (tmp_path / "copy").read_bytes() == b"precious"
