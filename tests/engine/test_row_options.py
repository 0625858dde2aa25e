"""What a table, or a run on one that lost a part, cannot do is said, and where in the recipe."""

from __future__ import annotations

import json
import shutil
import zlib
from pathlib import Path
from typing import Any

import pytest
from people import made, recipe, write_people

import augctl
from augctl.errors import CheckFailed, RecipeError

JITTER = {"name": "more", "copies": 1, "stages": ["tabular.jitter"]}


def refused(file: Path, given: dict[str, Any], out: Path) -> str:
    with pytest.raises(RecipeError) as caught:
        augctl.expand(file, recipe=given, output=out)
    assert not out.exists()
    return str(caught.value)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"input": {"format": "coco"}}, "input.format: expected auto or csv, found coco"),
        ({"input": {"format": "jsonl"}}, "input.format: expected auto or csv, found jsonl"),
        (
            {"input": {"quarantine": {"duplicate": "skip"}}},
            "input.quarantine.duplicate: expected keep; the gate quality.duplicate",
        ),
        ({"output": {"format": "coco"}}, "output.format: expected same, found coco"),
        ({"output": {"originals": "link"}}, "output.originals: expected copy or skip, found link"),
        ({"output": {"image": {"quality": 92}}}, "output.image.quality: expected no such option"),
        ({"output": {"marks": {"min_visible": 1}}}, "output.marks.min_visible: expected no such"),
    ],
)
def test_options_that_tables_cannot_follow(
    options: dict[str, Any], said: str, tmp_path: Path
) -> None:
    file = write_people(tmp_path / "p.csv", 50)
    assert said in refused(file, recipe(JITTER) | options, tmp_path / "out")


def test_options_that_say_what_happens_anyway(tmp_path: Path) -> None:
    file = write_people(tmp_path / "p.csv", 50)
    given = recipe(JITTER) | {
        "input": {"target": "kind", "format": "csv", "quarantine": {"duplicate": "keep"}},
        "output": {"format": "csv", "originals": "copy"},
    }
    assert augctl.expand(file, recipe=given, output=tmp_path / "out").outputs == 100


@pytest.mark.parametrize(
    "stages",
    [
        ["tabular.jitter", "tabular.copula"],
        ["tabular.smote_nc", {"one_of": ["tabular.swap_noise", "tabular.copula"]}],
    ],
)
def test_a_copula_stands_first(stages: list[Any], tmp_path: Path) -> None:
    file = write_people(tmp_path / "p.csv", 50)
    chain = {"name": "even", "balance": "max", "stages": stages}
    said = refused(file, recipe(chain), tmp_path / "out")
    assert "tabular.copula first in its chain: it throws away what is done before it" in said
    chain["stages"] = [{"one_of": ["tabular.swap_noise", "tabular.copula"]}, "tabular.jitter"]
    augctl.expand(file, recipe=recipe(chain), output=tmp_path / "out")


def test_what_a_stage_learned_is_gone(tmp_path: Path) -> None:
    file, out = write_people(tmp_path / "p.csv", 50), tmp_path / "out"
    augctl.expand(file, recipe=recipe(JITTER), output=out)
    row = made(out)[3]["row"]
    (folder,) = (file.parent for file in (out / ".augctl").rglob("*.npy") if "fit" in str(file))
    shutil.rmtree(folder)
    with pytest.raises(CheckFailed, match=r"What the stage 'tabular\.jitter' learned is gone"):
        augctl.replay(out, f"p.csv#{row}")


def test_what_packs_is_a_version_of_packed_tables_alone(tmp_path: Path) -> None:
    found = []
    for name in ("p.csv", "p.csv.gz"):
        file, out = write_people(tmp_path / name, 50), tmp_path / f"out {name}"
        augctl.expand(file, recipe=recipe(JITTER), output=out)
        found.append(json.loads((out / "run.json").read_text())["versions"].get("zlib"))
        augctl.replay(out, f"{name}#70")
    assert found == [None, zlib.ZLIB_RUNTIME_VERSION]
