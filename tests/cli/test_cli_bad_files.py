"""Files that cannot be used, and inputs without one that can: named, with a way out."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from folders import (
    augctl,
    check_whole,
    expand,
    huge_png,
    labels,
    put,
    rows,
)


def truncated(file: Path) -> Path:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    return file


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "text": (lambda folder: (folder / "x.jpg").write_text("hello, this is text"), "not_an_image"),
    "empty": (lambda folder: (folder / "x.png").write_bytes(b""), "empty"),
    "cut JPEG": (lambda folder: truncated(put(folder / "x.jpg", (90, 70))), "truncated"),
    "cut PNG": (lambda folder: truncated(put(folder / "x.png", (90, 70))), "truncated"),
    "huge": (lambda folder: (folder / "x.png").write_bytes(huge_png()), "too_large"),
    "zip": (lambda folder: (folder / "x.jpg").write_bytes(b"PK\3\4" + bytes(99)), "not_an_image"),
    "HEIC": (
        lambda folder: (folder / "x.jpg").write_bytes(b"\0\0\0\x18ftypheic" + bytes(99)),
        "unsupported",
    ),
    "link to nowhere": (lambda folder: (folder / "x.jpg").symlink_to("none.jpg"), "unreadable"),
    "link to itself": (lambda folder: (folder / "x.jpg").symlink_to("x.jpg"), "unreadable"),
    "pipe": (lambda folder: os.mkfifo(folder / "x.jpg"), "unreadable"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_bad_file_is_named_and_the_rest_goes_on(what: str, root: Path, tmp_path: Path) -> None:
    make, reason = BROKEN[what]
    make(root / "dog")
    ended = expand(root, tmp_path / "out")
    assert (ended.code, ended.err) == (0, "")
    manifest = check_whole(tmp_path / "out")
    assert labels(manifest) == {"cat": 4, "dog": 4}
    (row,) = rows(tmp_path / "out" / "errors.jsonl")
    assert (Path(row["path"]).stem, row["reason"], row["chain"]) == ("x", reason, None)
    assert ended.out.splitlines()[-1] == (
        f"1 skipped (1 {reason}): see {tmp_path / 'out' / 'errors.jsonl'}"
    )
    stopped = expand(root, tmp_path / "stopped", "--on-error", "stop")
    assert (stopped.code, stopped.out) == (1, "")
    assert row["path"] in stopped.err
    assert row["message"] in stopped.err
    assert "--on-error skip" in stopped.err
    seen = augctl("inspect", root)
    assert f"{row['path']}: {row['message']} ({reason})" in seen.out


def test_damage_that_only_decoding_sees_is_named_too(root: Path, tmp_path: Path) -> None:
    data = bytearray((root / "dog" / "dog0.png").read_bytes())
    data[-30] ^= 1
    (root / "dog" / "x.png").write_bytes(data)
    assert expand(root, tmp_path / "out").code == 0
    assert labels(check_whole(tmp_path / "out")) == {"cat": 4, "dog": 4}
    (row,) = rows(tmp_path / "out" / "errors.jsonl")
    assert (row["path"], row["reason"]) == ("dog/x.png", "corrupt")


def test_a_file_without_permission_is_named(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.open

    def guarded(self: Path, *args: Any, **options: Any) -> Any:
        if self.name == "dog1.png":
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *args, **options)

    monkeypatch.setattr(Path, "open", guarded)
    assert expand(root, tmp_path / "out").code == 0
    assert labels(check_whole(tmp_path / "out")) == {"cat": 4, "dog": 2}
    (row,) = rows(tmp_path / "out" / "errors.jsonl")
    assert (row["path"], row["reason"]) == ("dog/dog1.png", "unreadable")
    assert "Permission denied" in row["message"]


def nothing(folder: Path) -> Path:
    folder.mkdir()
    return folder


def only_text(folder: Path) -> Path:
    (folder / "cat").mkdir(parents=True)
    (folder / "cat" / "a.md").write_text("a")
    (folder / "b.csv").write_text("b")
    return folder


def all_broken(folder: Path) -> Path:
    (folder / "cat").mkdir(parents=True)
    for i in range(3):
        (folder / "cat" / f"{i}.jpg").write_text("text")
    return folder


def one_file(folder: Path) -> Path:
    return put(folder.with_suffix(".png"))


UNUSABLE: dict[str, tuple[Callable[[Path], Path], str, str]] = {
    "an empty folder": (
        nothing,
        "holds no images and no texts: it is empty",
        "They end in .apng, .bmp",
    ),
    "no images": (only_text, "holds no images and no texts (only 1 .md, 1 .csv)", "They end in"),
    "missing": (lambda folder: folder, "does not exist", "Name a folder"),
    "a file": (one_file, "is a file", "Name a folder"),
    "all broken": (all_broken, "None of the 3 images", "The first: cat/0.jpg: the file is text"),
}


@pytest.mark.parametrize("what", UNUSABLE)
def test_an_input_without_a_usable_image_is_exit_2(what: str, tmp_path: Path) -> None:
    make, cause, way_out = UNUSABLE[what]
    root = make(tmp_path / "in")
    before = sorted(tmp_path.rglob("*"))
    ended = expand(root, tmp_path / "out")
    recipe = tmp_path / "out.yaml"
    grid = tmp_path / "grid.png"
    for again in (
        ended,
        augctl("plan", root, "-r", recipe),
        augctl("preview", root, "-r", recipe, "-o", grid),
        augctl("inspect", root),
        augctl("validate", recipe, "--input", root),
    ):
        assert (again.code, again.out) == (2, "")
        assert cause in again.err
        assert way_out in again.err
        assert str(root) in again.err
    assert sorted(tmp_path.rglob("*")) == sorted([*before, recipe])
