"""Promise 2: a row of the manifest is enough to make its output again, and to notice a change."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import runs

from augctl import replay, verify
from augctl.errors import CheckFailed, InputError, UsageError


@pytest.fixture
def own(photos: Path, tmp_path: Path) -> Path:
    """Copy the originals, with their times."""
    shutil.copytree(photos, tmp_path / "own")
    return tmp_path / "own"


@pytest.fixture
def out(whole: Path, tmp_path: Path) -> Path:
    """Copy an output, to change it."""
    shutil.copytree(whole, tmp_path / "out")
    return tmp_path / "out"


def mixed(out: Path) -> dict[str, Any]:
    """Return the row of a mix whose partner was itself a mix."""
    for row in runs.rows(out):
        for stage in row["stages"]:
            for partner in stage.get("partners", ()):
                if any("partners" in inner for inner in partner["stages"]):
                    return row
    raise AssertionError("no nested mix")


def test_every_row_without_a_generator(
    out: Path, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_generator(*arguments: object, **more: object) -> None:
        raise AssertionError("a generator was asked for")

    for name in ("augctl.seeds.Streams.at", "augctl.seeds.Generator", "augctl.seeds.Philox"):
        monkeypatch.setattr(name, no_generator)
    monkeypatch.setattr(np.random, "default_rng", no_generator)
    for row in runs.rows(out):
        found = replay(out, row["file_name"])
        assert found.data == (out / "data" / row["file_name"]).read_bytes()
    assert mixed(out)


def test_a_file_may_be_named_in_many_ways(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = mixed(out)["file_name"]
    monkeypatch.chdir(tmp_path)
    for file in (name, f"data/{name}", f"out/data/{name}", str(out / "data" / name)):
        assert replay("out", file).row["file_name"] == name


def test_originals_that_moved(out: Path, photos: Path, tmp_path: Path) -> None:
    shutil.copytree(photos, tmp_path / "moved")
    run = json.loads((out / "run.json").read_text())
    run["input"]["path"] = str(tmp_path / "nowhere")
    (out / "run.json").write_text(json.dumps(run))
    name = mixed(out)["file_name"]
    with pytest.raises(InputError, match="nowhere"):
        replay(out, name)
    assert replay(out, name, input=tmp_path / "moved").row["file_name"] == name


def test_save(out: Path, tmp_path: Path) -> None:
    row = mixed(out)
    for target in (tmp_path / "again.jpg", tmp_path / "a" / "new" / "folder.jpg"):
        replay(out, row["file_name"], save=target)
        assert runs.digest(target) == row["sha256"]


@pytest.mark.parametrize("which", [0, 1, -1])
def test_a_parent_that_changed(which: int, out: Path, own: Path) -> None:
    row = mixed(out)
    parent = row["parents"][which]
    shutil.copyfile(own / "cat" / "0003.jpg", own / parent)
    with pytest.raises(CheckFailed) as error:
        replay(out, row["file_name"], input=own)
    assert f"{row['file_name']} comes out differently" in error.value.message
    assert f"{parent} is not what it was" in error.value.message


@pytest.mark.parametrize("row_of", ["mix", "original"])
def test_a_parent_that_is_gone_or_broken(row_of: str, out: Path, own: Path) -> None:
    row = mixed(out) if row_of == "mix" else runs.rows(out)[0]
    parent = row["parents"][0]
    if row_of == "mix":
        (own / parent).write_bytes((own / parent).read_bytes()[:100])
        with pytest.raises(CheckFailed, match=r"cannot be made again .*is not what it was"):
            replay(out, row["file_name"], input=own)
    (own / parent).unlink()
    with pytest.raises(CheckFailed, match=r"cannot be made again .*is gone"):
        replay(out, row["file_name"], input=own)


def test_other_versions_are_named(out: Path, own: Path) -> None:
    row = mixed(out)
    run = json.loads((out / "run.json").read_text())
    run["versions"]["numpy"] = "0.1"
    (out / "run.json").write_text(json.dumps(run))
    os.utime(own / row["parents"][0], (1, 1))
    assert replay(out, row["file_name"], input=own), "same bytes are good enough"
    shutil.copyfile(own / "cat" / "0003.jpg", own / row["parents"][0])
    with pytest.raises(CheckFailed, match=r"numpy was 0\.1, is "):
        replay(out, row["file_name"], input=own)


def test_an_output_that_changed(out: Path) -> None:
    row = mixed(out)
    file = out / "data" / row["file_name"]
    file.write_bytes(file.read_bytes() + b"!")
    with pytest.raises(CheckFailed, match="is missing or was changed"):
        replay(out, row["file_name"])
    file.unlink()
    with pytest.raises(CheckFailed, match="is missing or was changed"):
        replay(out, row["file_name"])


def test_what_there_is_not(out: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"has no cat/none\.jpg"):
        replay(out, "cat/none.jpg")
    name = mixed(out)["file_name"]
    for typo in (name.replace("__", "_"), f"x{name}", name.replace(".jpg", ".jpeg"), name.upper()):
        with pytest.raises(UsageError, match=f"Did you mean {re.escape(name)}\\?"):
            replay(out, typo)
    with pytest.raises(UsageError, match="Name a file below its data folder"):
        replay(out, "qqq")
    with pytest.raises(UsageError, match=r"has no run\.json"):
        replay(tmp_path, "cat/none.jpg")
    name = runs.rows(out)[0]["file_name"]
    shutil.rmtree(out / ".augctl")
    with pytest.raises(UsageError, match="is missing or damaged"):
        replay(out, name)


@pytest.mark.parametrize(
    ("old", "new"),
    [('"chain":"mixes"', '"chain":"none"'), ('"stage":"image.mixup"', '"stage":"image.no"')],
)
def test_a_row_that_was_changed(old: str, new: str, out: Path) -> None:
    text = (out / "manifest.jsonl").read_text()
    (out / "manifest.jsonl").write_text(
        text.replace(old, new).replace('"id":"image.mixup', '"x":"')
    )
    with pytest.raises(CheckFailed, match=r"names a chain or a stage that run\.json does not have"):
        replay(out, mixed(out)["file_name"])


def test_verify_a_whole_output(whole: Path) -> None:
    found = verify(whole)
    assert found.files == len(runs.rows(whole)) > 90
    assert found.size == sum(row["bytes"] for row in runs.rows(whole))
    assert found.strangers == []


def test_verify_finds_what_is_wrong(out: Path) -> None:
    names = [row["file_name"] for row in runs.rows(out)]
    files = [out / "data" / name for name in names]
    data = files[10].read_bytes()
    files[10].write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    files[20].write_bytes(files[20].read_bytes()[:-3])
    files[30].unlink()
    with pytest.raises(CheckFailed) as error:
        verify(out)
    assert error.value.message.splitlines()[1:] == [
        f"  {names[10]} has changed",
        f"  {names[20]} has {files[20].stat().st_size} bytes instead of "
        f"{files[20].stat().st_size + 3}",
        f"  {names[30]} is missing",
    ]


def test_verify_shows_no_endless_list(out: Path) -> None:
    shutil.rmtree(out / "data")
    count = len(runs.rows(out))
    with pytest.raises(CheckFailed, match=f"and {count - 10} more"):
        verify(out)


def test_verify_names_strangers(out: Path) -> None:
    for name in ("mine.txt", "cat/0000__views-9.jpg", "new/caf\udce9.jpg"):
        (out / "data" / name).parent.mkdir(exist_ok=True)
        (out / "data" / name).write_text("mine")
    found = verify(out)
    assert found.strangers == ["cat/0000__views-9.jpg", "mine.txt", "new/caf\udce9.jpg"]


def test_verify_what_is_not_whole(out: Path, tmp_path: Path) -> None:
    lines = (out / "manifest.jsonl").read_text().splitlines(keepends=True)
    (out / "manifest.jsonl").write_text("".join(lines[:-1]))
    with pytest.raises(CheckFailed, match=f"has {len(lines) - 1} rows where run.json counts"):
        verify(out)
    (out / "manifest.jsonl").write_text("".join(lines[:-1]) + lines[-1][:50])
    with pytest.raises(CheckFailed, match=f"manifest.jsonl:{len(lines)} is not a row"):
        verify(out)
    text = (out / "run.json").read_text()
    (out / "run.json").write_text(text.replace('"status": "complete"', '"status": "interrupted"'))
    with pytest.raises(CheckFailed, match="was interrupted"):
        verify(out)
    for damaged in ("", "{}", "[]", '{"status": "complete"}'):
        (out / "run.json").write_text(damaged)
        with pytest.raises(UsageError, match=r"has no run\.json that can be read"):
            verify(out)


def test_a_manifest_cannot_lead_outside(out: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    row = {**runs.rows(out)[0], "file_name": "../../secret"}
    with (out / "manifest.jsonl").open("a") as stream:
        stream.write(json.dumps(row, separators=(",", ":")) + "\n")
    with pytest.raises(CheckFailed, match="is not a row of a manifest"):
        verify(out)
    with pytest.raises(CheckFailed, match="is not a row of a manifest"):
        replay(out, "../../secret")
