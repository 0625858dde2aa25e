from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from folders import classes, put, rows
from PIL import Image

from augctl import expand, preview
from augctl.errors import OutputError, UsageError
from augctl.show import grid
from augctl.show.cells import Section

CHAINS = [
    {
        "name": "views",
        "copies": 2,
        "stages": [
            {"image.flip_lr": {}, "p": 0.5},
            {"image.rotate": {}},
            {"one_of": [{"image.gaussian_noise": {}}, {"image.gaussian_blur": {}}]},
        ],
        "gates": [{"quality.ssim": {"min": -0.5}}],
    },
    {"name": "mixes", "total": 5, "stages": [{"image.hue": {}}, {"image.mixup": {}}]},
    {"name": "near", "balance": {"dog": 20}, "stages": [{"image.smote": {}}]},
]
RECIPE = {"version": 1, "seed": 5, "output": {"image": {"codec": "png"}}, "chains": CHAINS}


@pytest.fixture
def sections(monkeypatch: pytest.MonkeyPatch) -> list[Section]:
    """What was drawn last, as data."""
    drawn: list[Section] = []
    real = grid.draw_grid

    def draw(given: Sequence[Section], *rest: Any) -> Image.Image:
        drawn[:] = given
        return real(given, *rest)

    monkeypatch.setattr(grid, "draw_grid", draw)
    return drawn


def pixels(file: Path) -> np.ndarray:
    with Image.open(file) as image:
        return np.asarray(image)


@pytest.mark.parametrize("source_format", ["png", "jpg"])
def test_variants_are_the_pixels_that_expand_writes(
    source_format: str, tmp_path: Path, sections: list[Section]
) -> None:
    root = classes(tmp_path / "in", {"cat": 4, "dog": 3}, source_format)
    preview(root, recipe=RECIPE, output=tmp_path / "grid.png", originals=7, variants=3)
    out = tmp_path / "out"
    expand(root, recipe=RECIPE, output=out, workers=1)
    written = {
        (row["parents"][0], f"{row['chain']}-{row['copy']}"): out / "data" / row["file_name"]
        for row in rows(out / "manifest.jsonl")
        if row["chain"]
    }
    same = 0
    for section in sections:
        for row in section.rows:
            anchor, *variants = row.cells
            for cell in variants:
                file = written.get((anchor.title, cell.title))
                if file is not None:
                    np.testing.assert_array_equal(cell.image, pixels(file))
                    same += 1
            # The first variant is never one that no run would make.
            assert (anchor.title, f"{section.title}-1") in written
    assert [section.title for section in sections] == ["views", "mixes", "near"]
    # All originals are shown, with three variants of each: all that the run made, but for more.
    assert same == sum(int(title.rpartition("-")[2]) <= 3 for _, title in written) > 20


def test_originals_are_shown_as_they_are(tmp_path: Path, sections: list[Section]) -> None:
    root = classes(tmp_path / "in", {"cat": 2})
    preview(root, recipe=RECIPE | {"chains": CHAINS[:1]}, output=tmp_path / "grid.png")
    anchors = [row.cells[0] for row in sections[0].rows]
    for anchor in anchors:
        assert anchor.accent
        np.testing.assert_array_equal(anchor.image, pixels(root / anchor.title))


def test_every_class_has_a_row_by_default_and_classes_are_spread(
    tmp_path: Path, sections: list[Section]
) -> None:
    root = classes(tmp_path / "in", {f"c{i}": 3 for i in range(9)})
    recipe = RECIPE | {"chains": CHAINS[:1]}

    def shown(**options: Any) -> list[str]:
        preview(root, recipe=recipe, output=tmp_path / "grid.png", variants=1, **options)
        return [row.cells[0].title.split("/")[0] for row in sections[0].rows]

    assert shown() == ["c0", "c2", "c4", "c6"]
    assert sorted(shown(originals=9)) == [f"c{i}" for i in range(9)]
    assert len(shown(originals=40)) == 27


def test_only_the_training_split_is_shown(tmp_path: Path, sections: list[Section]) -> None:
    for split in ("train", "val", "test"):
        classes(tmp_path / "in" / split, {"cat": 3, "dog": 3})
    preview(tmp_path / "in", recipe=RECIPE, output=tmp_path / "grid.png", originals=50)
    cells = [cell for section in sections for row in section.rows for cell in row.cells]
    assert {cell.title.split("/")[0] for cell in cells if cell.accent} == {"train"}
    partners = {
        name for cell in cells for line in cell.lines for name in getattr(line, "partners", ())
    }
    assert partners
    assert {name.split("/")[0] for name in partners} == {"train"}


def test_a_split_of_the_recipe_is_kept_to(tmp_path: Path, sections: list[Section]) -> None:
    root = classes(tmp_path / "in", {"cat": 10})
    split = {"train": 0.5, "val": 0.5}
    recipe = RECIPE | {"input": {"split": split}, "chains": CHAINS[:1]}
    preview(root, recipe=recipe, output=tmp_path / "grid.png", originals=50, variants=1)
    expand(root, recipe=recipe, output=tmp_path / "out", workers=1)
    train = {
        row["parents"][0]
        for row in rows(tmp_path / "out" / "manifest.jsonl")
        if row["split"] == "train"
    }
    assert {row.cells[0].title for row in sections[0].rows} == train


def test_what_fails_is_shown_with_its_reason(tmp_path: Path, sections: list[Section]) -> None:
    root = classes(tmp_path / "in", {"cat": 2})
    data = bytearray((root / "cat" / "cat0.png").read_bytes())
    data[-30] ^= 1  # the checksum of the pixels, which only decoding sees
    (root / "cat" / "broken.png").write_bytes(data)
    gates = [{"quality.ssim": {"min": 0.9999}}]
    recipe = RECIPE | {"chains": [CHAINS[0] | {"gates": gates}]}
    result = preview(root, recipe=recipe, output=tmp_path / "grid.png", variants=1)
    problems = {row.cells[0].title: row.cells[1].problem for row in sections[0].rows}
    assert "rejected in 5 attempts: quality.ssim" in problems["cat/cat0.png"]
    assert problems["cat/broken.png"]
    assert result.variants == 3


def test_a_chain_that_adds_nothing_has_no_rows(tmp_path: Path, sections: list[Section]) -> None:
    root = classes(tmp_path / "in", {"cat": 2, "dog": 2})
    chains = [{"name": "even", "balance": "max", "stages": ["image.flip_lr"]}]
    result = preview(root, recipe=RECIPE | {"chains": chains}, output=tmp_path / "grid.png")
    assert [len(section.rows) for section in sections] == [0]
    assert sections[0].subtitle.endswith("adds nothing to this data")
    assert (result.originals, result.variants) == (0, 0)


def test_the_picture_is_a_png_of_the_size_that_is_told(tmp_path: Path) -> None:
    root = classes(tmp_path / "in", {"cat": 3, "dog": 3})
    put(root / "cat" / "wide.png", (3000, 20))
    put(root / "cat" / "dot.png", (1, 1))
    file, other = tmp_path / "grid.png", tmp_path / "other.png"
    small: dict[str, Any] = {"originals": 8, "variants": 2, "cell_px": 64}
    result = preview(root, recipe=RECIPE, output=file, **small)
    with Image.open(file) as image:
        image.load()
        assert (image.format, image.size) == ("PNG", (result.width, result.height))
    assert result.file == file
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []
    preview(root, recipe=RECIPE, output=other, **small)
    assert other.read_bytes() == file.read_bytes()


def test_a_file_that_cannot_be_a_preview_is_refused_before_any_work(tmp_path: Path) -> None:
    nothing = tmp_path / "nothing"
    (tmp_path / "folder.png").mkdir()
    for name, message in (
        ("grid.jpg", "is a PNG"),
        ("folder.png", "is a folder"),
        ("missing/grid.png", "no folder"),
    ):
        with pytest.raises(UsageError, match=message) as caught:
            preview(nothing, recipe=RECIPE, output=tmp_path / name)
        assert caught.value.hint
    for bad in ({"cell_px": 10}, {"originals": 0}, {"variants": 0}):
        with pytest.raises(UsageError):
            preview(nothing, recipe=RECIPE, output=tmp_path / "grid.png", **bad)


def test_the_input_is_never_written_to(tmp_path: Path) -> None:
    root = classes(tmp_path / "in", {"cat": 2})
    before = {file: file.read_bytes() for file in root.rglob("*.png")}
    for file in (root / "grid.png", root / "cat" / "cat0.png"):
        with pytest.raises(UsageError, match="inside the input"):
            preview(root, recipe=RECIPE | {"chains": CHAINS[:1]}, output=file)
    assert {file: file.read_bytes() for file in root.rglob("*.png")} == before


def test_a_disk_that_takes_no_file_is_an_output_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = classes(tmp_path / "in", {"cat": 2})
    monkeypatch.chdir("/proc")
    with pytest.raises(OutputError, match="Cannot write"):
        preview(root, recipe=RECIPE | {"chains": CHAINS[:1]}, output="grid.png", variants=1)
