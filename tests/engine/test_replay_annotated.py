"""Promise 2 with annotations: what belongs to an output is made again too, and compared."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import runs
from typer.testing import CliRunner

from augctl import replay
from augctl.cli.main import app
from augctl.engine import remake
from augctl.errors import CheckFailed, UsageError

SAMPLES = Path(__file__).parents[2] / "sample_data"

# Name: the originals, and the format of the output.
MADE = {
    "yolo": ("scenes_yolo", "same"),
    "coco": ("scenes_keypoints", "same"),
    "masks": ("scenes_masks", "same"),
    "voc": ("scenes_keypoints", "voc"),
    "csv": ("scenes_yolo", "csv"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Expand each of them: transforms, and a mix of several originals."""
    folder = tmp_path_factory.mktemp("made")
    for name, (source, target) in MADE.items():
        recipe = {
            "version": 1,
            "seed": 3,
            "output": {"format": target},
            "chains": [
                {
                    "name": "views",
                    "total": 3,
                    "stages": [
                        {"image.rotate": {"angle_deg": [-20, 20], "fill": 0}},
                        {"image.random_crop": {"width_px": 90, "height_px": 80}},
                    ],
                },
                {"name": "four", "total": 2, "stages": ["image.mosaic"]},
            ],
        }
        runs.expand(SAMPLES / source, recipe=recipe, output=folder / name, workers=1)
    return folder


def copied(made: Path, name: str, tmp_path: Path) -> Path:
    shutil.copytree(made / name, tmp_path / name)
    return tmp_path / name


def mixed(out: Path) -> dict[str, Any]:
    """Return the row of a mosaic."""
    return next(row for row in runs.rows(out) if row["chain"] == "four")


@pytest.mark.parametrize("name", MADE)
def test_every_row_and_what_stands_beside_it(made: Path, name: str) -> None:
    out = made / name
    rows = runs.rows(out)
    for row in rows[:3] + [row for row in rows if row["chain"]]:
        found = replay(out, row["file_name"])
        assert [*found.beside] == [file["file_name"] for file in row.get("beside", ())]
        for file, data in found.beside.items():
            assert (out / "data" / file).read_bytes() == data
    assert {row["chain"] for row in rows} == {None, "views", "four"}
    assert ("beside" in rows[-1]) == (name in ("yolo", "masks", "voc"))


@pytest.mark.parametrize("name", ["yolo", "voc", "masks"])
def test_what_stands_beside_was_changed(made: Path, name: str, tmp_path: Path) -> None:
    out = copied(made, name, tmp_path)
    row = mixed(out)
    for beside in row["beside"]:
        file = out / "data" / beside["file_name"]
        data = file.read_bytes()
        file.write_bytes(data + b"\n")
        with pytest.raises(CheckFailed, match=f"{re.escape(file.name)} is missing or was changed"):
            replay(out, row["file_name"])
        file.write_bytes(data)
    assert replay(out, row["file_name"])
    text = (out / "manifest.jsonl").read_text()
    (out / "manifest.jsonl").write_text(text.replace(row["beside"][0]["sha256"], "0" * 64))
    with pytest.raises(CheckFailed, match=f"{row['beside'][0]['file_name']} comes out differently"):
        replay(out, row["file_name"])


@pytest.mark.parametrize("name", ["coco", "csv"])
def test_the_file_that_describes_all_outputs_was_changed(
    made: Path, name: str, tmp_path: Path
) -> None:
    out = copied(made, name, tmp_path)
    row = mixed(out)
    (described,) = json.loads((out / "run.json").read_text())["described"]
    file = out / "data" / described
    data = file.read_bytes()
    file.write_bytes(data.replace(b"4", b"5", 1))
    with pytest.raises(CheckFailed, match=rf"{file.name}, which tells .*, has changed"):
        replay(out, row["file_name"])
    file.unlink()
    with pytest.raises(CheckFailed, match=rf"{file.name}, which tells .*, is missing"):
        replay(out, row["file_name"])


def test_what_was_told_of_an_output_was_changed(made: Path, tmp_path: Path) -> None:
    out = copied(made, "coco", tmp_path)
    name = mixed(out)["file_name"]
    for receipt in (out / ".augctl" / "receipts").iterdir():
        text = receipt.read_text()
        receipt.write_text(text.replace('"keypoints":[[', '"keypoints":[[1.5,1.5,2],['))
    with pytest.raises(CheckFailed, match=r"What is marked in .* is not what .* told of it"):
        replay(out, name)


def test_marks_that_the_manifest_counts_otherwise(made: Path, tmp_path: Path) -> None:
    out = copied(made, "coco", tmp_path)
    text = (out / "manifest.jsonl").read_text()
    (out / "manifest.jsonl").write_text(re.sub('"kept":[0-9]+', '"kept":99', text))
    with pytest.raises(CheckFailed, match=r"The marks of .* are others than the manifest says"):
        replay(out, mixed(out)["file_name"])


def test_lists_of_classes_may_be_adapted(made: Path, tmp_path: Path) -> None:
    out = copied(made, "yolo", tmp_path)
    file = out / "data" / "data.yaml"
    file.write_text("path: /my/data\n" + file.read_text())
    assert replay(out, mixed(out)["file_name"]).beside


@pytest.mark.parametrize(
    ("name", "endings"),
    [
        ("yolo", {".txt"}),
        ("masks", {".masks.png"}),
        ("voc", {".xml", ".SegmentationClass.png", ".SegmentationObject.png"}),
        ("coco", set()),
    ],
)
def test_labels_are_saved_too(made: Path, name: str, endings: set[str], tmp_path: Path) -> None:
    row = mixed(made / name)
    target = tmp_path / "again.png"
    given = ["replay", str(made / name), row["file_name"], "--save", str(target)]
    told = CliRunner().invoke(app, given, catch_exceptions=False)
    assert told.exit_code == 0
    assert all(file["file_name"] in told.output for file in row.get("beside", ()))
    saved = {file.name.removeprefix("again"): runs.digest(file) for file in tmp_path.iterdir()}
    assert saved.keys() == {".png", *endings}
    hashes = [file["sha256"] for file in (row, *row.get("beside", ()))]
    assert sorted(saved.values()) == sorted(hashes)


@pytest.mark.parametrize("name", ["again.txt", "again.TXT"])
def test_labels_never_take_the_place_of_the_picture(made: Path, name: str, tmp_path: Path) -> None:
    row = mixed(made / "yolo")
    with pytest.raises(UsageError, match="stands beside the output") as found:
        replay(made / "yolo", row["file_name"], save=tmp_path / name)
    assert "again.jpg" in found.value.hint
    assert not list(tmp_path.iterdir())


def test_labels_never_take_the_place_of_another_file(made: Path, tmp_path: Path) -> None:
    row = mixed(made / "yolo")
    (tmp_path / "mine.txt").write_text("notes of mine")
    with pytest.raises(UsageError, match=r"mine\.txt is there already"):
        replay(made / "yolo", row["file_name"], save=tmp_path / "mine.png")
    assert [file.read_text() for file in tmp_path.iterdir()] == ["notes of mine"]
    for _ in range(2):
        replay(made / "yolo", row["file_name"], save=tmp_path / "other.png")


def test_a_fault_of_a_stage_is_not_blamed_on_the_row(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise KeyError("no such colour")

    monkeypatch.setattr(remake, "replay_stages", fails)
    with pytest.raises(KeyError, match="no such colour"):
        replay(made / "yolo", mixed(made / "yolo")["file_name"])
