"""What a run is a run of: nothing is mixed, nobody's files are touched, nobody comes between."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import runs
import shapely
from children import Child

from augctl.commands import expand as expand_module
from augctl.engine import state
from augctl.errors import ConflictError, InputError, OutputError, RunError, UsageError

SMALL: Mapping[str, Any] = {
    "version": 1,
    "seed": 7,
    "chains": [
        {"name": "a", "copies": 1, "stages": [{"image.rotate": {"angle_deg": [-20, 20]}}]},
        {"name": "b", "total": 4, "stages": ["image.cutmix"]},
    ],
}


@pytest.fixture
def own(photos: Path, tmp_path: Path) -> Path:
    """Copy the originals, to change them."""
    shutil.copytree(photos, tmp_path / "own")
    return tmp_path / "own"


@pytest.fixture
def out(own: Path, tmp_path: Path) -> Path:
    """Run `SMALL` on `own`."""
    runs.expand(own, recipe=SMALL, output=tmp_path / "out", workers=2)
    return tmp_path / "out"


def changed(change: Callable[[Any], object]) -> Any:
    recipe = json.loads(json.dumps(SMALL))
    change(recipe)
    return recipe


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda r: r["chains"][0]["stages"][0]["image.rotate"].update(angle_deg=[-20, 21]),
            "recipe.chains[1].stages[1].image.rotate.angle_deg",
        ),
        (lambda r: r["chains"][0].update(copies=2), "recipe.chains[1].copies: was 1, now 2"),
        (lambda r: r["chains"][1].update(name="c"), 'recipe.chains[2].name: was "b", now "c"'),
        (lambda r: r["chains"].pop(), "recipe.chains: "),
        (
            lambda r: r.update(output={"image": {"quality": 80}}),
            "recipe.output.image.quality: was 92, now 80",
        ),
        (lambda r: r.update(seed=8), "recipe.seed: was 7, now 8"),
    ],
)
def test_another_recipe_is_refused(
    change: Callable[[Any], object], words: str, out: Path, own: Path
) -> None:
    before = runs.result(out)
    with pytest.raises(ConflictError) as error:
        runs.expand(own, recipe=changed(change), output=out)
    assert words in error.value.message
    assert "--overwrite" in error.value.hint
    assert runs.result(out) == before
    assert runs.status(out) == "complete"


def test_another_seed_or_limit_is_refused(out: Path, own: Path) -> None:
    with pytest.raises(ConflictError, match=r"recipe\.seed: was 7, now 9"):
        runs.expand(own, recipe=SMALL, output=out, seed=9)
    with pytest.raises(ConflictError, match="limit: was not there, now 3"):
        runs.expand(own, recipe=SMALL, output=out, limit=3)


def test_other_versions_are_refused(out: Path, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "__version__", "9.9")
    with pytest.raises(ConflictError, match=r'versions\.augctl: was "[^"]+", now "9\.9"'):
        runs.expand(own, recipe=SMALL, output=out)


def test_another_library_that_cuts_outlines_is_refused(
    out: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = state.read_run(out)["versions"]
    geos = ".".join(map(str, shapely.geos_version))
    assert (written["shapely"], written["geos"]) == (shapely.__version__, geos)
    monkeypatch.setattr(shapely, "geos_version_string", "9.9")
    with pytest.raises(ConflictError, match=r'versions\.geos: was "[^"]+", now "9\.9"'):
        runs.expand(own, recipe=SMALL, output=out)


def remove(own: Path) -> None:
    (own / "dog" / "0001.jpg").unlink()


def add(own: Path) -> None:
    shutil.copyfile(own / "dog" / "0000.jpg", own / "dog" / "new.jpg")


def grow(own: Path) -> None:
    with (own / "dog" / "0000.jpg").open("ab") as stream:
        stream.write(b"x")


def touch(own: Path) -> None:
    os.utime(own / "dog" / "0000.jpg", (1, 1))


def rename(own: Path) -> None:
    (own / "dog").rename(own / "wolf")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (remove, "input: 'dog/0001.jpg' is gone"),
        (add, "input: 'dog/new.jpg' is new"),
        (grow, "input: 'dog/0000.jpg' changed (size or time)"),
        (touch, "input: 'dog/0000.jpg' changed (size or time)"),
        (rename, "input: 'wolf/0000.jpg' is new"),
    ],
)
def test_another_input_is_refused(
    change: Callable[[Path], None], words: str, out: Path, own: Path
) -> None:
    change(own)
    with pytest.raises(ConflictError) as error:
        runs.expand(own, recipe=SMALL, output=out)
    assert words in error.value.message


def test_quite_another_input_is_told_in_one_line(out: Path, own: Path, tmp_path: Path) -> None:
    other = runs.make_photos(tmp_path / "other", times=2)
    with pytest.raises(ConflictError) as error:
        runs.expand(other, recipe=SMALL, output=out)
    files = sum(1 for file in own.rglob("*") if file.is_file())
    assert error.value.message.splitlines()[1:] == [
        f"  input: not one of the {files} files is as it was: this is another folder, "
        "or a copy without the times of change"
    ]


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"recipe"', "\0\0\0"])
def test_a_damaged_state_is_not_taken_for_none(text: str, out: Path, own: Path) -> None:
    (out / ".augctl" / "state.json").write_text(text)
    before = runs.result(out)
    with pytest.raises(ConflictError):
        runs.expand(own, recipe=SMALL, output=out)
    assert runs.result(out) == before
    runs.expand(own, recipe=SMALL, output=out, overwrite=True)
    assert runs.result(out) == before


def test_a_lost_state_is_not_taken_for_none(out: Path, own: Path, tmp_path: Path) -> None:
    other = changed(lambda r: r.update(seed=8))
    runs.expand(own, recipe=other, output=tmp_path / "other")
    before = runs.result(out)
    (out / ".augctl" / "state.json").unlink()
    with pytest.raises(ConflictError):
        runs.expand(own, recipe=other, output=out)
    assert runs.result(out) == before
    result = runs.expand(own, recipe=other, output=out, overwrite=True)
    assert result.resumed == 0
    assert runs.result(out) == runs.result(tmp_path / "other")
    assert runs.leftovers(out) == []


MINE = ("mine.txt", "data/mine.txt", "data/cat/mine.jpg", "data/mine/0000.jpg", "data/cat/.hid")


def put_mine(out: Path) -> None:
    for name in MINE:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("mine")


def assert_overwrites(own: Path, out: Path, tmp_path: Path) -> None:
    """Check that --overwrite gives what a new folder gets, and mine."""
    other = changed(lambda r: r["chains"].pop(0))
    runs.expand(own, recipe=other, output=tmp_path / "new")
    result = runs.expand(own, recipe=other, output=out, overwrite=True)
    assert result.resumed == 0
    found = runs.result(out)
    for name in MINE:
        assert (out / name).read_text() == "mine"
        found.pop(name, None)
    assert found == runs.result(tmp_path / "new")


def test_overwrite_replaces_only_ours(out: Path, own: Path, tmp_path: Path) -> None:
    put_mine(out)
    assert_overwrites(own, out, tmp_path)


@pytest.mark.parametrize("seconds", [0.05, 0.1, 0.2, 0.3])
def test_overwrite_after_a_kill_replaces_only_ours(
    seconds: float, own: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    child = Child(input=own, recipe=runs.RECIPE, output=out, workers=2)
    child.wait_until((out / ".augctl" / "state.json").exists)
    child.wait(seconds / 3)
    child.kill(group=True)
    put_mine(out)
    assert_overwrites(own, out, tmp_path)


def test_overwrite_takes_back_names_that_look_like_two(photos: Path, tmp_path: Path) -> None:
    """Names may have line ends in them, of any kind that Unicode knows."""
    own, out = tmp_path / "own", tmp_path / "out"
    for name in ("a\nb", "c\u2028d", "e\x85f", "g\rh", 'i"j\\'):
        (own / name).mkdir(parents=True)
        shutil.copyfile(photos / "cat" / "0000.jpg", own / name / f"{name}.jpg")
    recipe = changed(lambda r: r["chains"].pop())
    runs.expand(own, recipe=recipe, output=out)
    names = [row["file_name"] for row in runs.rows(out)]
    assert len(names) == 10
    for file in (out / ".augctl" / "receipts").iterdir():
        lines = [json.dumps(row["file_name"]) for row in runs.rows(out)]
        (out / ".augctl" / "begun").mkdir(exist_ok=True)
        (out / ".augctl" / "begun" / file.stem).write_text("\n".join(lines) + '\n"torn')
        file.unlink()
    with pytest.raises(UsageError):
        runs.expand(tmp_path / "none", recipe=recipe, output=out, overwrite=True)
    shutil.rmtree(own / "a\nb")
    runs.expand(own, recipe=recipe, output=out, overwrite=True)
    assert len(runs.data_files(out)) == 8


def test_overwrite_removes_nothing_outside(out: Path, own: Path, tmp_path: Path) -> None:
    """An output folder may come from anywhere; what its state says is not trusted."""
    victim = tmp_path / "victim.txt"
    victim.write_text("precious")
    lines = [json.dumps("../../victim.txt"), json.dumps(str(victim)), "[]", "3", "null"]
    begun = out / ".augctl" / "begun"
    begun.mkdir()
    (begun / "0000-000000000000").write_text("\n".join(lines))
    (out / ".augctl" / "receipts" / "9.jsonl").write_text(
        json.dumps({"file_name": "../../victim.txt"})
    )
    runs.expand(own, recipe=SMALL, output=out, overwrite=True)
    assert victim.read_text() == "precious"


@pytest.mark.parametrize(
    "bad",
    [
        lambda r: r["chains"][0].update(copies={"cow": 2}),
        lambda r: r["chains"][1].update(stages=["image.nothing"]),
        lambda r: r["chains"][1]["stages"].__setitem__(0, {"image.smote": {}, "only": ["nobody"]}),
    ],
)
def test_a_mistake_with_overwrite_loses_nothing(
    bad: Callable[[Any], object], out: Path, own: Path
) -> None:
    before = runs.result(out)
    with pytest.raises(UsageError):
        runs.expand(own, recipe=changed(bad), output=out, overwrite=True)
    assert runs.result(out) == before
    assert runs.status(out) == "complete"


def test_an_input_that_does_not_fit_loses_nothing(out: Path, own: Path, tmp_path: Path) -> None:
    before = runs.result(out)
    one = tmp_path / "one"
    (one / "cat").mkdir(parents=True)
    with pytest.raises(InputError, match="holds no images"):
        runs.expand(one, recipe=SMALL, output=out, overwrite=True)
    shutil.copyfile(own / "cat" / "0000.jpg", one / "cat" / "0000.jpg")
    with pytest.raises(UsageError, match="needs at least two originals"):
        runs.expand(one, recipe=SMALL, output=out, overwrite=True)
    assert runs.result(out) == before


def test_a_mistake_leaves_no_trace(photos: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for source in (tmp_path / "empty", tmp_path / "none"):
        with pytest.raises(InputError):
            runs.expand(source, recipe=SMALL, output=tmp_path / "out")
    with pytest.raises(UsageError):
        runs.expand(
            photos,
            recipe=changed(lambda r: r["chains"][0].update(copies={"cow": 2})),
            output=tmp_path / "out",
        )
    assert not (tmp_path / "out").exists()


def test_foreign_folders_are_refused(photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.doc").write_text("all of it")
    for overwrite in (False, True):
        with pytest.raises(ConflictError, match="has files that augctl did not write"):
            runs.expand(photos, recipe=SMALL, output=out, overwrite=overwrite)
    assert [file.name for file in out.iterdir()] == ["thesis.doc"]


def test_an_output_that_is_a_file_is_refused(photos: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(ConflictError, match="is a file"):
        runs.expand(photos, recipe=SMALL, output=tmp_path / "out")
    assert (tmp_path / "out").read_text() == "a file"


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("own", "is the input folder itself"),
        ("own/out", "lies inside the input folder"),
        ("own/cat/deep/out", "lies inside the input folder"),
        (".", "holds the input folder"),
        ("to-own", "is the input folder itself"),
        ("to-own/out", "lies inside the input folder"),
        ("to-cat/out", "lies inside the input folder"),
        ("to-parent", "holds the input folder"),
        ("other/../own/out", "lies inside the input folder"),
    ],
)
@pytest.mark.parametrize("source", ["own", "to-own"])
def test_input_and_output_lie_apart(
    source: str, out: str, words: str, own: Path, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "to-own").symlink_to(own)
    (tmp_path / "to-cat").symlink_to(own / "cat")
    (tmp_path / "to-parent").symlink_to(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageError, match=words):
        runs.expand(tmp_path / source, recipe=SMALL, output=tmp_path / out)
    assert sorted(tmp_path.rglob("*")) == before


def test_one_run_at_a_time(photos: Path, whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    refused = 0

    def second(what: str, done: int, total: int) -> None:
        nonlocal refused
        with pytest.raises(ConflictError, match=f"Another run is writing to {out}"):
            runs.expand(photos, recipe=runs.RECIPE, output=out, overwrite=bool(refused % 2))
        refused += 1

    runs.expand(photos, recipe=runs.RECIPE, output=out, workers=2, progress=second)
    assert refused > 20
    assert runs.result(out) == runs.result(whole)


def test_a_kill_frees_the_lock(photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    child = Child(input=photos, recipe=runs.without_mixes(100), output=out, workers=2)
    child.wait_until(lambda: any((out / ".augctl" / "receipts").glob("*")))
    with pytest.raises(ConflictError, match="Another run"):
        runs.expand(photos, recipe=SMALL, output=out)
    os.kill(child.pid, 9)
    child.wait()
    runs.expand(photos, recipe=SMALL, output=out, overwrite=True)


def test_a_disk_without_locks_says_so(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from augctl.engine import lock

    def none(descriptor: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(lock, "_try_lock", none)
    with pytest.raises(OutputError, match="No locks available"):
        runs.expand(photos, recipe=SMALL, output=tmp_path / "out")


def test_an_input_that_vanishes(own: Path, tmp_path: Path) -> None:
    out, away = tmp_path / "out", tmp_path / "away"
    runs.expand(own, recipe=runs.RECIPE, output=tmp_path / "whole")

    def vanish(what: str, done: int, total: int) -> None:
        if what == "expanding" and done > 20 and own.exists():
            own.rename(away)

    with pytest.raises(RunError, match="own is gone") as error:
        runs.expand(own, recipe=runs.RECIPE, output=out, workers=2, progress=vanish)
    assert "run the same command again to resume" in error.value.hint
    assert runs.status(out) == "interrupted"
    away.rename(own)
    runs.expand(own, recipe=runs.RECIPE, output=out, workers=2)
    assert runs.result(out) == runs.result(tmp_path / "whole")


def test_on_error_stop(photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(RunError, match=r"cat/damaged\.jpg: the JPEG is cut short"):
        runs.expand(photos, recipe=runs.RECIPE, output=out, on_error="stop")
    clean = shutil.copytree(photos, tmp_path / "clean")
    for name in ("dog/text.jpg", "cat/damaged.jpg"):
        (clean / name).unlink()
    out = tmp_path / "late"
    for _ in range(2):  # also where the error was committed before
        with pytest.raises(RunError, match="--on-error skip"):
            runs.expand(clean, recipe=runs.RECIPE, output=out, on_error="stop")
        assert runs.status(out) == "interrupted"
    runs.expand(clean, recipe=runs.RECIPE, output=out)
    runs.expand(clean, recipe=runs.RECIPE, output=tmp_path / "skip")
    assert runs.result(out) == runs.result(tmp_path / "skip")


def test_a_plan_that_changed_since_leaves_no_strangers(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An original that could not be read then, and can be now, changes all later phases."""
    from augctl.errors import BadInput
    from augctl.io.sources.images import ImageReader

    raw = ImageReader.raw

    def sometimes(reader: ImageReader, path: str) -> bytes:
        if path in ("owl/0001.jpg", "cat/0002.png"):
            raise BadInput("unreadable", "today not")
        return raw(reader, path)

    out = tmp_path / "out"
    monkeypatch.setenv("AUGCTL_START_METHOD", "fork")
    with monkeypatch.context() as patch:
        patch.setattr(ImageReader, "raw", sometimes)
        runs.expand(own, recipe=runs.RECIPE, output=out)
    for file in (out / ".augctl" / "receipts").glob("000[01]-*"):
        file.unlink()
    shutil.rmtree(out / ".augctl" / "fit")
    runs.expand(own, recipe=runs.RECIPE, output=out)
    runs.expand(own, recipe=runs.RECIPE, output=tmp_path / "whole")
    assert runs.result(out) == runs.result(tmp_path / "whole")
    assert runs.leftovers(out) == []


def test_run_json_says_what_was_run(out: Path, own: Path) -> None:
    run = json.loads((out / "run.json").read_text())
    assert run["status"] == "complete"
    assert run["seed"] == 7
    assert run["input"]["path"] == str(own)
    assert run["counts"]["outputs"] == len(runs.rows(out)) == len(runs.data_files(out))
    assert run["counts"]["errors"] == len(runs.rows(out, "errors.jsonl"))
    assert run["counts"]["bytes"] == sum(row["bytes"] for row in runs.rows(out))
    assert {"augctl", "numpy", "opencv", "pillow", "machine"} <= run["versions"].keys()
    assert expand_module.load(run["recipe"]).resolved() == run["recipe"]
