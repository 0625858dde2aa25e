"""Promise 3: a run that was killed goes on where it stopped, and ends as if nothing had been."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
import runs
from children import Child, timing

INSTANTS = 20


def arguments(photos: Path, out: Path, **more: Any) -> dict[str, Any]:
    return {"input": photos, "recipe": runs.RECIPE, "output": out, "workers": 2, **more}


@pytest.fixture(scope="module")
def duration_s(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> float:
    """Measure how long a run takes that nobody kills and that nothing else slows down."""
    found: list[float] = []
    for i in range(5):
        with timing() as seconds:
            child = Child(**arguments(photos, tmp_path_factory.mktemp("timed") / str(i)))
            assert child.wait() == 0
        found += seconds
    return min(found)


def assert_all_whole(out: Path, whole: Path) -> None:
    """Compare what stands under final names with the bytes that belong there."""
    wanted = runs.data_files(whole)
    found = runs.data_files(out) if out.exists() else {}
    assert found.items() <= wanted.items()


@pytest.mark.parametrize("group", [True, False], ids=["group", "parent"])
def test_kill_9_at_any_instant(
    group: bool, duration_s: float, photos: Path, whole: Path, tmp_path: Path
) -> None:
    rng = random.Random(f"kill {group}")
    halfway = 0
    for i in range(INSTANTS):
        out = tmp_path / f"{i}"
        child = Child(**arguments(photos, out))
        # One instant in each part of the run, so that together they cover all of it.
        child.wait(duration_s * (i + rng.random()) / INSTANTS)
        child.kill(group=group)
        assert_all_whole(out, whole)
        halfway += (out / "data").exists() and not (out / "run.json").exists()
        result = runs.expand(**arguments(photos, out))
        assert result.status == "complete"
        assert runs.result(out) == runs.result(whole), f"instant {i}"
        assert runs.leftovers(out) == []
        shutil.rmtree(out)
    assert halfway >= 3, "the instants did not hit the run"


def test_killed_again_and_again_it_still_gets_done(
    duration_s: float, photos: Path, whole: Path, tmp_path: Path
) -> None:
    rng = random.Random("again")
    out = tmp_path / "out"
    kills = 0
    while not (out / "run.json").exists():
        child = Child(**arguments(photos, out))
        # Longer each time, so that it ends also on a machine that is slow by now.
        child.wait(duration_s * rng.uniform(0.2, 0.4) * (1 + kills / 5))
        child.kill(group=bool(kills % 2))
        assert_all_whole(out, whole)
        kills += 1
        assert kills < 40, "no progress"
    runs.expand(**arguments(photos, out))
    assert runs.result(out) == runs.result(whole)
    assert runs.leftovers(out) == []


def after_receipts(whole: Path, out: Path, count: int) -> None:
    """Restore the state after so many commits, while the next shards were in work."""
    shutil.copytree(whole, out)
    for name in ("run.json", "manifest.jsonl", "errors.jsonl"):
        (out / name).unlink()
    receipts = sorted((out / ".augctl" / "receipts").iterdir())
    begun = out / ".augctl" / "begun"
    begun.mkdir()
    for i, file in enumerate(receipts[count:]):
        names = [
            row["file_name"]
            for row in map(json.loads, file.read_text().splitlines()[:-1])
            if "file_name" in row
        ]
        file.unlink()
        # The next two shards were in work: half of their files stand. The others were not begun.
        written = names[: len(names) // 2] if i < 2 else []
        if i < 2:
            lines = [json.dumps(name) + "\n" for name in names[: len(written) + 1]]
            (begun / file.stem).write_text("".join(lines))
        for name in names[len(written) :]:
            (out / "data" / name).unlink()


def test_resume_after_every_number_of_commits(photos: Path, whole: Path, tmp_path: Path) -> None:
    receipts = len(list((whole / ".augctl" / "receipts").iterdir()))
    assert receipts > 10
    for count in range(receipts + 1):
        out = tmp_path / f"{count}"
        after_receipts(whole, out, count)
        result = runs.expand(**arguments(photos, out))
        assert (result.resumed > 0) == (count > 0)
        assert runs.result(out) == runs.result(whole), f"after {count} commits"
        assert runs.leftovers(out) == []
        shutil.rmtree(out)


def test_a_run_that_is_done_makes_nothing_again(photos: Path, whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(whole, out)
    times = {file: file.stat().st_mtime_ns for file in (out / "data").rglob("*")}
    result = runs.expand(**arguments(photos, out))
    assert result.resumed == result.outputs > 0
    assert times == {file: file.stat().st_mtime_ns for file in (out / "data").rglob("*")}
    assert runs.result(out) == runs.result(whole)


def flip(data: bytes) -> bytes:
    return data[: len(data) // 3] + b"#" + data[len(data) // 3 + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: b"\0" * len(data),
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1],
        lambda data: data[:-40],
        lambda data: data.splitlines(keepends=True)[0],
        lambda data: data + b"{}\n",
        lambda data: b"\xff\xfe garbage \n\n",
        lambda data: data.replace(b'"rows":', b'"rows":1'),
        flip,
    ],
)
def test_damaged_receipts_are_no_receipts(
    damage: Any, photos: Path, whole: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(whole, out)
    for file in sorted((out / ".augctl" / "receipts").iterdir())[::3]:
        file.write_bytes(damage(file.read_bytes()))
    result = runs.expand(**arguments(photos, out))
    assert 0 < result.resumed < result.outputs
    assert runs.result(out) == runs.result(whole)
    assert runs.leftovers(out) == []


def test_files_that_went_or_shrank_are_made_again(
    photos: Path, whole: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(whole, out)
    files = sorted(file for file in (out / "data").rglob("*") if file.is_file())
    for i, file in enumerate(files[::9]):
        if i % 2:
            file.unlink()
        else:
            file.write_bytes(file.read_bytes()[:-7])
    runs.expand(**arguments(photos, out))
    assert runs.result(out) == runs.result(whole)


@pytest.mark.parametrize(
    "name",
    [
        "run.json",
        "manifest.jsonl",
        "errors.jsonl",
        "data",
        ".augctl/fit",
        ".augctl/orders",
        ".augctl/receipts",
    ],
)
def test_what_is_missing_is_made_again(
    name: str, photos: Path, whole: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(whole, out)
    if (out / name).is_dir():
        shutil.rmtree(out / name)
    else:
        (out / name).unlink()
    runs.expand(**arguments(photos, out))
    assert runs.result(out) == runs.result(whole)
    assert runs.status(out) == "complete"
    assert runs.leftovers(out) == []


def test_links_to_originals_survive_a_kill(photos: Path, tmp_path: Path) -> None:
    """A rename onto another link of the same file does nothing: what is left must not be written.

    Before this was seen, the next output went into the original itself.
    """
    recipe = {**runs.without_mixes(), "output": {"originals": "link"}}
    before = {file: runs.digest(file) for file in photos.rglob("*.*")}
    out = tmp_path / "out"
    runs.expand(photos, recipe=recipe, output=out, workers=1)
    whole = runs.result(out)
    for file in (out / ".augctl" / "receipts").iterdir():
        file.unlink()
    (out / "run.json").unlink()
    runs.expand(photos, recipe=recipe, output=out, workers=1)
    assert runs.result(out) == whole
    assert before == {file: runs.digest(file) for file in photos.rglob("*.*")}
