"""Names as users have them: whatever they hold, nothing is lost and nothing merged."""

from __future__ import annotations

import shutil
from pathlib import Path

from folders import (
    FLIP,
    augctl,
    check_whole,
    expand,
    labels,
    put,
)


def test_names_that_are_not_utf8(root: Path, tmp_path: Path) -> None:
    (root / "cat" / "cat0.png").rename(root / "cat" / "caf\udce9.png")
    (root / "dog").rename(root / "d\udcf6g")
    body = FLIP + "  - name: mixes\n    total: 12\n    stages: [image.mixup]\n"
    ended = expand(root, tmp_path / "out", body=body)
    assert ended.code == 0
    manifest = check_whole(tmp_path / "out")
    assert set(labels(manifest)) == {"cat", "d%F6g"}
    parents = {parent for row in manifest for parent in row["parents"]}
    assert parents == {"cat/caf%E9.png", "cat/cat1.png", "d%F6g/dog0.png", "d%F6g/dog1.png"}
    assert "d%F6g" in ended.out
    mixed = [row for row in manifest if len(row["parents"]) == 2]
    assert mixed
    for row in mixed:
        assert augctl("replay", tmp_path / "out", row["file_name"]).code == 0
    assert augctl("verify", tmp_path / "out").code == 0


def test_names_that_some_disks_take_for_one(tmp_path: Path) -> None:
    root = tmp_path / "in"
    for name in ("X.png", "x.png", "x.jpg", "e\u0301.png", "\u00e9.png", "%E9.png"):
        put(root / "A" / name)
    put(root / "A" / "\udce9.png")
    put(root / "A" / "b" / "1.png")
    put(root / "A" / "B" / "1.png")
    put(root / "a" / "1.png")
    assert expand(root, tmp_path / "out").code == 0
    manifest = check_whole(tmp_path / "out")
    assert len(manifest) == 20
    names = [row["file_name"] for row in manifest]
    assert len({name.casefold() for name in names}) == len(names)
    # Every output still has the class of its own folder.
    for row in manifest:
        assert row["label"] == row["parents"][0].split("/")[0]
    assert labels(manifest) == {"A": 18, "a": 2}


ODD_NAMES = (
    "with space.png",
    "😀 \U0001f468\u200d\U0001f469\u200d\U0001f467.png",
    "new\nline.png",
    "return\r.png",
    "100%.png",
    "'single' \"double\" `back`.png",
    "back\\slash.png",
    "semi;colon & $HOME.png",
    "<b>tag</b>.png",
    "=1+1.png",
    "--json.png",
    "a+b__c-1.png",
    f"{'x' * 246}.png",
    f"{'猫' * 80}.png",
)


def test_names_with_anything_in_them(tmp_path: Path) -> None:
    root = tmp_path / "in"
    folders = ("a b 😀", "new\nline", "[x] %", "y" * 250)
    for folder in folders:
        for name in ODD_NAMES:
            put(root / folder / name)
    body = FLIP + "  - name: mixes\n    total: 30\n    stages: [image.mixup]\n"
    ended = expand(root, tmp_path / "out", body=body)
    assert (ended.code, ended.err) == (0, "")
    manifest = check_whole(tmp_path / "out")
    assert len(manifest) == len(folders) * len(ODD_NAMES) * 2 + 30
    assert {row["label"] for row in manifest} == set(folders)
    parents = {row["parents"][0] for row in manifest if row["chain"] is None}
    assert parents == {f"{folder}/{name}" for folder in folders for name in ODD_NAMES}
    assert augctl("verify", tmp_path / "out").code == 0
    for command in (["inspect", root], ["plan", root, "-r", tmp_path / "out.yaml"]):
        text = augctl(*command).out
        assert "new\\nline" in text
        assert "[x] %" in text
    grid = tmp_path / "grid.png"
    assert augctl("preview", root, "-r", tmp_path / "out.yaml", "-o", grid).code == 0
    # What was left half done under such names is swept up as well.
    shutil.rmtree(tmp_path / "out" / ".augctl" / "receipts")
    assert expand(root, tmp_path / "out", body=body).code == 0
    check_whole(tmp_path / "out")
