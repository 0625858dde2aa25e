from __future__ import annotations

import hashlib
import os
from collections import Counter
from pathlib import Path
from statistics import median_low

import numpy as np
import pytest
from folders import classes, put
from PIL import Image

from augctl import inspect
from augctl.errors import InputError

KINDS = {"L": "grey", "RGB": "RGB", "RGBA": "RGBA", "I;16": "grey 16-bit"}


@pytest.fixture
def varied(tmp_path: Path) -> Path:
    root = tmp_path / "in"
    put(root / "cat" / "a.jpg", (40, 30))
    put(root / "cat" / "b.png", (21, 50), "L")
    put(root / "cat" / "c.png", (9, 8), "RGBA")
    put(root / "dog" / "d.webp", (33, 22))
    put(root / "dog" / "e.bmp", (10, 60))
    put(root / "dog" / "f.tif", (24, 24))
    put(root / "dog" / "g.gif", (16, 16))
    deep = np.arange(30 * 20, dtype=np.uint16).reshape(20, 30) * 100
    Image.fromarray(deep).save(root / "dog" / "h.png")
    return root


def test_counts_and_sizes_are_those_that_pillow_finds(varied: Path) -> None:
    found = inspect(varied)
    sizes, formats, modes = [], Counter[str](), Counter[str]()
    for file in varied.rglob("*.*"):
        with Image.open(file) as image:
            sizes.append(image.size)
            formats[str(image.format).lower()] += 1
            modes[KINDS.get(image.mode, "RGB")] += 1
    widths, heights = ([size[i] for size in sizes] for i in (0, 1))
    assert found.images == len(sizes) == 8
    assert found.formats == formats
    assert found.modes == modes
    for values, spread in ((widths, found.widths), (heights, found.heights)):
        assert (spread[0], spread[2]) == (min(values), max(values))
        assert median_low(values) <= spread[1] <= sorted(values)[len(values) // 2]
    assert found.classes == {"cat": {"train": 3}, "dog": {"train": 5}}
    assert found.layout == "in class folders"
    assert (found.issues, found.duplicates, found.empty, found.ignored) == ([], [], [], {})


def test_sizes_are_those_of_the_upright_picture(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    put(tmp_path / "a.jpg", (40, 30), exif=exif)
    found = inspect(tmp_path)
    assert (found.widths, found.heights) == ((30, 30, 30), (40, 40, 40))
    assert found.layout == "without classes"
    assert found.classes == {"(no class)": {"train": 1}}


def test_a_split_is_counted_apart_and_unknown_classes_too(tmp_path: Path) -> None:
    classes(tmp_path / "train", {"cat": 3, "dog": 2})
    classes(tmp_path / "val", {"dog": 1, "owl": 1})
    put(tmp_path / "test" / "a.png")
    assert inspect(tmp_path).classes == {
        "(no class)": {"train": 0, "val": 0, "test": 1},
        "cat": {"train": 3, "val": 0, "test": 0},
        "dog": {"train": 2, "val": 1, "test": 0},
        "owl": {"train": 0, "val": 1, "test": 0},
    }
    assert inspect(tmp_path).layout == "in class folders, by split"


def test_equal_files_are_found_by_their_bytes(tmp_path: Path) -> None:
    classes(tmp_path, {"cat": 4, "dog": 3})
    data = (tmp_path / "cat" / "cat0.png").read_bytes()
    (tmp_path / "dog" / "same.png").write_bytes(data)
    (tmp_path / "cat" / "same.png").write_bytes(data)
    other = bytearray(data)
    other[-20] ^= 1  # as long, but another file, and a broken one
    (tmp_path / "dog" / "broken.png").write_bytes(other)
    by_hash: dict[str, list[str]] = {}
    for file in sorted(tmp_path.rglob("*.png")):
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        by_hash.setdefault(digest, []).append(file.relative_to(tmp_path).as_posix())
    groups = [group for group in by_hash.values() if len(group) > 1]
    assert (
        inspect(tmp_path).duplicates == groups == [["cat/cat0.png", "cat/same.png", "dog/same.png"]]
    )


def test_what_is_odd_is_named(tmp_path: Path) -> None:
    classes(tmp_path, {"cat": 2})
    (tmp_path / "bird").mkdir()
    (tmp_path / "cat" / "fake.jpg").write_text("no image")
    (tmp_path / "cat" / "zero.jpg").write_bytes(b"")
    (tmp_path / "cat" / "Thumbs.db").write_bytes(b"x")
    put(tmp_path / "loose.png")
    found = inspect(tmp_path)
    assert found.images == 2
    assert found.empty == ["bird"]
    assert found.ignored == {".db": 1}
    assert [(row["path"], row["reason"]) for row in found.issues] == [
        ("loose.png", "no_class"),
        ("cat/fake.jpg", "not_an_image"),
        ("cat/zero.jpg", "empty"),
    ]


def test_names_that_are_not_utf8_are_readable(tmp_path: Path) -> None:
    folder = tmp_path / "d\udce9g"
    data = put(folder / "caf\udce9.png").read_bytes()
    (folder / "copy.png").write_bytes(data)
    found = inspect(tmp_path)
    assert found.classes == {"d%E9g": {"train": 2}}
    assert found.duplicates == [["d%E9g/caf%E9.png", "d%E9g/copy.png"]]


def test_nothing_usable_is_an_error_that_names_the_first(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_text("no image")
    with pytest.raises(InputError, match="None of the 1 image") as caught:
        inspect(tmp_path)
    assert "a.jpg" in caught.value.hint


def test_pipes_are_named_and_never_opened(tmp_path: Path) -> None:
    put(tmp_path / "a" / "1.png")
    for name in ("2.jpg", "3.jpg"):
        os.mkfifo(tmp_path / "a" / name)  # reading one would wait for ever
    found = inspect(tmp_path)
    assert found.images == 1
    assert [issue["reason"] for issue in found.issues] == ["unreadable", "unreadable"]
