"""Every kind of picture through whole runs: what is written, and what the row says is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from folders import (
    FLIP,
    augctl,
    check_whole,
    expand,
    labels,
    picture,
    put,
    recipe,
    rows,
)
from PIL import Image


def deep_png(file: Path) -> None:
    ramp = np.linspace(0, 65535, 30 * 20).reshape(20, 30).astype(np.uint16)
    Image.fromarray(ramp).save(file)


def animation(file: Path) -> None:
    frames = [picture(str(i)) for i in range(3)]
    frames[0].save(file, save_all=True, append_images=frames[1:])


def turned(file: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    put(file, (40, 30), exif=exif)


# What is written of a file by each codec: mode and size as Pillow sees them, and what was lost.
Written = tuple[str, tuple[int, int], list[str]]


KINDS: dict[str, tuple[Callable[[Path], object], Written, Written]] = {
    "deep.png": (deep_png, ("I;16", (30, 20), []), ("L", (30, 20), ["16-bit depth"])),
    "alpha.png": (
        lambda file: put(file, mode="RGBA"),
        ("RGBA", (24, 18), []),
        ("RGB", (24, 18), ["alpha"]),
    ),
    "cmyk.jpg": (
        lambda file: put(file, mode="CMYK"),
        ("RGB", (24, 18), ["cmyk"]),
        ("RGB", (24, 18), ["cmyk"]),
    ),
    "turned.jpg": (turned, ("RGB", (30, 40), []), ("RGB", (30, 40), [])),
    "moving.gif": (
        animation,
        ("RGB", (24, 18), ["frames 2 to 3"]),
        ("RGB", (24, 18), ["frames 2 to 3"]),
    ),
    "grey.png": (lambda file: put(file, mode="L"), ("L", (24, 18), []), ("L", (24, 18), [])),
    "palette.png": (
        lambda file: put(file, mode="P"),
        ("RGB", (24, 18), []),
        ("RGB", (24, 18), []),
    ),
    "dot.png": (lambda file: put(file, (1, 1)), ("RGB", (1, 1), []), ("RGB", (1, 1), [])),
    "strip.png": (
        lambda file: put(file, (3000, 20)),
        ("RGB", (3000, 20), []),
        ("RGB", (3000, 20), []),
    ),
}


@pytest.mark.parametrize("codec", ["png", "jpeg"])
def test_every_kind_of_picture_and_what_it_lost(codec: str, tmp_path: Path) -> None:
    root = tmp_path / "in"
    (root / "all").mkdir(parents=True)
    for name, (make, *_) in KINDS.items():
        make(root / "all" / name)
    body = f"output: {{image: {{codec: {codec}}}}}\n{FLIP}"
    assert expand(root, tmp_path / "out", body=body).code == 0
    manifest = check_whole(tmp_path / "out")
    assert len(manifest) == 2 * len(KINDS)
    for row in manifest:
        name = row["parents"][0].removeprefix("all/")
        file = tmp_path / "out" / "data" / row["file_name"]
        if row["chain"] is None:
            assert file.read_bytes() == (root / "all" / name).read_bytes()
            assert "lost" not in row
            continue
        mode, size, lost = KINDS[name][1 if codec == "png" else 2]
        with Image.open(file) as image:
            assert (image.mode, image.size, image.format) == (mode, size, codec.upper()), name
        assert row.get("lost", [])[: len(lost)] == lost, name
        assert bool(row.get("lost")) == bool(lost), name


HUE = FLIP.replace("image.flip_lr", "imgaug.AddToHue")


def kinds(root: Path, *names: str) -> Path:
    """Write real files, for the names of `KINDS` that are given."""
    for number, name in enumerate(names):
        file = root / "all" / f"{number}_{name}"
        file.parent.mkdir(parents=True, exist_ok=True)
        KINDS[name][0](file)
    return root


def test_validate_names_what_a_stage_cannot_take_before_a_run(tmp_path: Path) -> None:
    file = recipe(tmp_path / "a.yaml", HUE)
    assert augctl("validate", file).code == 0
    assert augctl("validate", file, "--input", kinds(tmp_path / "good", "alpha.png")).code == 0
    root = kinds(tmp_path / "in", "alpha.png", "deep.png", "grey.png", "cmyk.jpg", "grey.png")
    (root / "all" / "9.png").write_bytes(b"broken")
    ended = augctl("validate", file, "--input", root)
    assert (ended.code, ended.out) == (2, "")
    assert f"{file}:5:14 chains[1].stages[1].imgaug.AddToHue" in ended.err
    found = "3 of 5 images of kinds that it refuses: 2 grey, 1 grey 16-bit; "
    assert f"{found}the first is all/1_deep.png, grey 16-bit: " in ended.err
    assert "convert the files" in ended.err


def test_expand_goes_on_where_some_are_taken_and_names_the_others(tmp_path: Path) -> None:
    root = kinds(tmp_path / "in", "alpha.png", "deep.png", "grey.png")
    assert expand(root, tmp_path / "out", body=HUE).code == 0
    assert len(check_whole(tmp_path / "out")) == 3 + 1
    failed = rows(tmp_path / "out" / "errors.jsonl")
    assert [(row["path"], row["reason"]) for row in failed] == [
        ("all/1_deep.png", "unsupported"),
        ("all/2_grey.png", "unsupported"),
    ]
    assert failed[1]["message"].startswith("imgaug.AddToHue takes no grey images: ")


def test_expand_writes_nothing_where_none_is_taken(tmp_path: Path) -> None:
    root = kinds(tmp_path / "in", "deep.png", "grey.png")
    ended = expand(root, tmp_path / "out", body=HUE)
    assert ended.code == 2
    assert "2 of 2 images of kinds that it refuses" in ended.err
    assert not (tmp_path / "out" / "data").exists()
    assert augctl("plan", root, "-r", tmp_path / "out.yaml").code == 2


def test_animations_are_skipped_on_request(root: Path, tmp_path: Path) -> None:
    animation(root / "cat" / "moving.gif")
    assert expand(root, tmp_path / "out", body=f"input: {{animated: skip}}\n{FLIP}").code == 0
    assert labels(check_whole(tmp_path / "out")) == {"cat": 4, "dog": 4}
    (row,) = rows(tmp_path / "out" / "errors.jsonl")
    assert (row["path"], row["reason"]) == ("cat/moving.gif", "animated")
