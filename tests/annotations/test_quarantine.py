"""What is odd about originals: `inspect` lists it, and `input.quarantine` says what it does."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from folders import augctl, classes, expand, put, rows
from PIL import Image

from augctl.commands.schema import schema
from augctl.engine import quarantine
from augctl.recipe.schema import Quarantine

SIZE = (40, 30)
SOURCES = Path(quarantine.__file__).parents[1] / "io"

FINE, OUTSIDE, EMPTY = (4, 6, 14, 14), (30, 6, 60, 14), (4, 6, 4, 14)
BOXES = {"fine": FINE, "outside": OUTSIDE, "empty": EMPTY, "none": None}
"""Pictures by what is odd about their box: left, upper, right and lower edge in pixels."""


def pictures(folder: Path, *names: str) -> None:
    """Write pictures, a copy of the first, and one that is none."""
    for name in names:
        put(folder / f"{name}.png", SIZE)
    (folder / "same.png").write_bytes((folder / f"{names[0]}.png").read_bytes())


def yolo(root: Path) -> Path:
    pictures(root / "images", *BOXES)
    (root / "images" / "broken.png").write_text("no picture")
    (root / "labels").mkdir()
    for name, box in {**BOXES, "same": FINE, "ghost": FINE, "broken": FINE}.items():
        if box is not None:
            x0, y0, x1, y1 = box
            shares = (x0 + x1) / 80, (y0 + y1) / 60, (x1 - x0) / 40, (y1 - y0) / 30
            (root / "labels" / f"{name}.txt").write_text(" ".join(map(str, (0, *shares))))
    (root / "data.yaml").write_text("train: images\nnames: [cat, dog]\n")
    return root


def coco(root: Path) -> Path:
    pictures(root / "images", *BOXES)
    (root / "images" / "broken.png").write_text("no picture")
    put(root / "images" / "alone.png", SIZE)
    named = {**BOXES, "same": FINE, "ghost": FINE, "broken": FINE}
    about: dict[str, Any] = {"images": [], "annotations": []}
    about["categories"] = [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}]
    for number, (name, box) in enumerate(named.items()):
        size = {"width": SIZE[0], "height": SIZE[1]}
        about["images"].append({"id": number, "file_name": f"{name}.png", **size})
        if box is not None:
            x0, y0, x1, y1 = box
            mark = {"id": number, "image_id": number, "category_id": 1}
            about["annotations"].append({**mark, "bbox": [x0, y0, x1 - x0, y1 - y0]})
    (root / "instances.json").write_text(json.dumps(about))
    return root


def voc(root: Path) -> Path:
    pictures(root / "JPEGImages", *BOXES)
    (root / "JPEGImages" / "broken.png").write_text("no picture")
    put(root / "JPEGImages" / "alone.png", SIZE)
    (root / "Annotations").mkdir()
    for name, box in {**BOXES, "same": FINE, "ghost": FINE, "broken": FINE}.items():
        thing = ""
        if box is not None:
            # VOC counts pixels from 1, and the last is inside.
            places = zip(("xmin", "ymin", "xmax", "ymax"), box, (1, 1, 0, 0), strict=True)
            sides = "".join(f"<{side}>{at + add}</{side}>" for side, at, add in places)
            thing = f"<object><name>cat</name><bndbox>{sides}</bndbox></object>"
        size = f"<size><width>{SIZE[0]}</width><height>{SIZE[1]}</height></size>"
        text = f"<annotation><filename>{name}.png</filename>{size}{thing}</annotation>"
        (root / "Annotations" / f"{name}.xml").write_text(text)
    (root / "classes.txt").write_text("cat\ndog\n")
    return root


def masks(root: Path) -> Path:
    pictures(root / "images", "fine", "none")
    (root / "images" / "broken.png").write_text("no picture")
    (root / "masks").mkdir()
    cat = np.eye(*SIZE[::-1], dtype=np.uint8)
    maps = {"fine": cat, "same": cat, "ghost": cat, "broken": cat, "blank": cat * 0}
    maps |= {"nameless": cat * 3, "small": cat[1:]}
    for name, pixels in maps.items():
        Image.fromarray(pixels).save(root / "masks" / f"{name}.png")
    for name in ("blank", "nameless", "small"):
        Image.fromarray(np.full(SIZE[::-1], len(name), np.uint8)).save(
            root / "images" / f"{name}.png"
        )
    (root / "classes.txt").write_text("background\ncat\ndog\n")
    return root


def csv(root: Path) -> Path:
    pictures(root, "fine", "none")
    put(root / "alone.png", SIZE)
    (root / "broken.png").write_text("no picture")
    lines = [f"{name}.png,1,0" for name in ("fine", "same", "ghost", "broken")]
    (root / "labels.csv").write_text("\n".join(["file_name,cat,dog", *lines, "none.png,0,0"]))
    return root


def folder(root: Path) -> Path:
    pictures(root / "cat", "fine", "outside")
    (root / "cat" / "broken.png").write_text("no picture")
    put(root / "none.png", SIZE)
    (root / "dog").mkdir()
    return root


Maker = Callable[[Path], Path]

FOUND: dict[Maker, dict[str, str]] = {
    yolo: {
        "box_outside": "mended",
        "box_empty": "skipped",
        "image_without_label": "kept",
        "label_without_image": "skipped",
        "class_unused": "kept",
    },
    coco: {
        "box_outside": "mended",
        "box_empty": "skipped",
        "image_without_label": "kept",
        "image_missing": "skipped",
        "image_without_annotation": "skipped",
        "class_unused": "kept",
    },
    voc: {
        "box_cut": "mended",
        "box_inverted": "skipped",
        "image_without_label": "kept",
        "image_without_annotation": "skipped",
        "annotation_without_image": "skipped",
        "class_unused": "kept",
    },
    masks: {
        "image_without_mask": "skipped",
        "image_without_label": "kept",
        "mask_without_image": "skipped",
        "mask_size": "skipped",
        "class_without_name": "mended",
        "class_unused": "kept",
    },
    csv: {
        "image_without_label": "kept",
        "image_without_annotation": "skipped",
        "image_missing": "skipped",
        "class_unused": "kept",
    },
    folder: {"no_class": "skipped"},
}


@pytest.mark.parametrize("make", FOUND)
def test_inspect_lists_what_is_odd(make: Maker, tmp_path: Path) -> None:
    root = make(tmp_path / "in")
    found = augctl("inspect", root, "--json").json
    told = {row["reason"]: row["outcome"] for row in found["issues"]}
    assert told.items() >= FOUND[make].items()
    (group,) = found["duplicates"]
    assert [Path(path).name for path in group] == ["fine.png", "same.png"]
    assert any(Path(row["path"]).name == "broken.png" for row in found["issues"])
    (unused,) = [row["message"] for row in found["issues"] if row["reason"] == "class_unused"] or [
        found["empty"]
    ]
    assert "dog" in unused
    shown = augctl("inspect", root)
    assert shown.code == 0
    assert "dog" in shown.out


@pytest.mark.parametrize("make", FOUND)
def test_expand_says_what_it_leaves_out_and_mends(make: Maker, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert expand(make(tmp_path / "in"), out).code == 0
    told = {row["reason"]: row["outcome"] for row in rows(out / "errors.jsonl")}
    expected = {reason: how for reason, how in FOUND[make].items() if how != "kept"}
    assert told.items() >= expected.items()
    assert "kept" not in told.values()


def names(out: Path) -> set[str]:
    return {Path(row["file_name"]).stem for row in rows(out / "manifest.jsonl")}


# Of a picture whose only mark is left out, nothing is known any more.
GONE = {
    "box_outside": {"outside"},
    "box_empty": {"empty"},
    "image_without_label": {"none", "empty"},
    "duplicate": {"same"},
}


@pytest.mark.parametrize("key", GONE)
@pytest.mark.parametrize("make", [yolo, coco, voc])
def test_skip_leaves_out_the_pictures_that_are_odd_so(
    make: Maker, key: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert expand(make(tmp_path / "in"), out, body=body(key, "skip")).code == 0
    left = {"fine", "same", "outside", "none", "empty"} - GONE[key]
    assert names(out) == left | {f"{name}__views-1" for name in left}
    said = [
        row for row in rows(out / "errors.jsonl") if f"input.quarantine.{key}" in row["message"]
    ]
    assert {row["outcome"] for row in said} == {"skipped"}
    assert {Path(row["message"].split(" is left out")[0]).stem for row in said} <= GONE[key]


@pytest.mark.parametrize(
    ("key", "gone"), [("mark_malformed", {"nameless"}), ("image_without_label", {"blank"})]
)
def test_skip_leaves_out_the_masks_that_are_odd_so(
    key: str, gone: set[str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert expand(masks(tmp_path / "in"), out, body=body(key, "skip")).code == 0
    left = {"fine", "same", "blank", "nameless"} - gone
    assert names(out) == left | {f"{name}__views-1" for name in left}


STOPS: list[tuple[Maker, str, str]] = [
    *[
        (make, key, key)
        for make in (yolo, coco)
        for key in ("box_outside", "box_empty", "image_without_label", "class_unused", "duplicate")
    ],
    (yolo, "label_without_image", "label_without_image"),
    (coco, "label_without_image", "image_missing"),
    (voc, "label_without_image", "annotation_without_image"),
    (voc, "image_without_annotation", "image_without_annotation"),
    (voc, "box_outside", "box_cut"),
    (masks, "label_without_image", "mask_without_image"),
    (masks, "image_without_annotation", "image_without_mask"),
    (masks, "image_without_label", "image_without_label"),
    (masks, "mark_malformed", "class_without_name"),
    (masks, "class_unused", "class_unused"),
    (csv, "label_without_image", "image_missing"),
    (csv, "image_without_annotation", "image_without_annotation"),
    (csv, "class_unused", "class_unused"),
    (folder, "image_without_annotation", "no_class"),
    (folder, "duplicate", "duplicate"),
]


@pytest.mark.parametrize(("make", "key", "reason"), STOPS)
def test_stop_ends_before_anything_is_written(
    make: Maker, key: str, reason: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    ended = expand(make(tmp_path / "in"), out, body=body(key, "stop"))
    assert ended.code == 2
    assert f"({reason})" in ended.err
    assert f"input.quarantine.{key}" in ended.err
    assert not (out / "data").exists()


def body(key: str, rule: str) -> str:
    chains = "chains:\n  - name: views\n    copies: 1\n    stages: [image.flip_lr]\n"
    return f"input: {{quarantine: {{{key}: {rule}}}}}\n{chains}"


def test_several_of_a_kind_are_counted(tmp_path: Path) -> None:
    root = classes(tmp_path / "in", {"cat": 2})
    for number in range(3):
        put(root / f"{number}.png")
    ended = expand(root, tmp_path / "out", body=body("image_without_annotation", "stop"))
    assert "0.png: lies beside class folders (no_class), and 2 more" in ended.err


@pytest.mark.parametrize(
    ("key", "rule", "said"),
    [
        ("duplicates", "skip", "nearest  duplicate"),
        ("box_outside", "skp", "nearest  skip"),
        ("class_unused", "skip", "expected 'keep' or 'stop'"),
    ],
)
def test_a_wrong_rule_is_an_error_with_the_nearest_name(
    key: str, rule: str, said: str, tmp_path: Path
) -> None:
    root = classes(tmp_path / "in", {"cat": 1})
    ended = expand(root, tmp_path / "out", body=body(key, rule))
    assert ended.code == 2
    assert said in ended.err
    assert ":2:" in ended.err


def test_every_word_of_a_format_is_one_that_formats_use() -> None:
    source = "".join(file.read_text() for file in SOURCES.rglob("*.py"))
    source += (SOURCES.parent / "engine" / "scan.py").read_text()
    used = {
        key: [f'"{word}"' in source for word in words] for key, words in quarantine.REASONS.items()
    }
    assert all(all(found) for found in used.values()), used


def left_out_words() -> set[str]:
    """Collect from the source of formats the reasons that something is left out for."""
    places = {"Oddity": 1, "at": 1, "say": 0}
    found = set()
    for file in (SOURCES / "annotations").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.Call) or any(key.arg == "mended" for key in node.keywords):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            words = node.args[places[name] :][:1] if name in places else []
            found |= {word.value for word in words if isinstance(word, ast.Constant)}
    return found


def test_every_reason_has_a_rule_or_no_choice() -> None:
    ruled = {*quarantine.REASONS, *Quarantine.model_fields}.union(*quarantine.REASONS.values())
    words = left_out_words()
    assert {"segments_malformed", "box_missing", "not_text"} <= words
    assert words - ruled == quarantine.NO_CHOICE
    assert not ruled & quarantine.NO_CHOICE


def test_editors_know_the_rules() -> None:
    rules = schema()["$defs"]["Quarantine"]["properties"]
    assert rules.keys() >= quarantine.REASONS.keys()
    assert all(rule["description"] for rule in rules.values())
