"""A partner that a stage cannot take costs no unit: another takes its place, the same always."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import runs

from augctl import replay

REFUSED = "dog/0003.jpg"

ODD = {"test.odd": {"path": REFUSED, "how": "raise"}}


def recipe(*stages: Any, **quota: Any) -> dict[str, Any]:
    return {"version": 1, "seed": 7, "chains": [{"name": "a", "stages": stages, **quota}]}


@pytest.mark.parametrize("mix", ["image.sample_pairing", "image.mosaic"])
def test_another_partner_takes_its_place(
    mix: str, odd_stages: None, photos: Path, tmp_path: Path
) -> None:
    outs = [tmp_path / "1", tmp_path / "3"]
    for out, workers in zip(outs, (1, 3), strict=True):
        runs.expand(photos, recipe=recipe(ODD, mix, copies=3), output=out, workers=workers)
    assert runs.result(outs[0]) == runs.result(outs[1])
    failed = [row for row in runs.rows(outs[0], "errors.jsonl") if row["chain"]]
    assert [row["path"] for row in failed] == [REFUSED] * 3
    made = [row for row in runs.rows(outs[0]) if row["chain"]]
    assert len(made) > 50
    for row in made:
        partners = [partner["file"] for partner in row["stages"][-1]["partners"]]
        assert REFUSED not in partners
        assert set(row["parents"][1:]) == {*partners} - {row["parents"][0]}
        replay(outs[0], row["file_name"])


def test_the_others_stay_as_they_are(odd_stages: None, photos: Path, tmp_path: Path) -> None:
    """Who replaces one that is refused is drawn apart, so that no other draw changes."""
    found = []
    for how in ("well", "raise"):
        stage = {"test.odd": {"path": REFUSED, "how": how}}
        out = tmp_path / how
        runs.expand(photos, recipe=recipe(stage, "image.sample_pairing", copies=3), output=out)
        found.append({r["file_name"]: r for r in runs.rows(out) if r["chain"]})
    well, other = found
    with_refused = {name for name, row in well.items() if REFUSED in row["parents"]}
    changed = {name for name in other if other[name]["sha256"] != well[name]["sha256"]}
    assert changed
    assert changed <= with_refused


def test_partners_that_are_all_refused_are_named(
    odd_stages: None, photos: Path, tmp_path: Path
) -> None:
    odd = {"test.odd": {"how": "raise"}, "only": ["dog", "owl"]}
    mix = {"image.sample_pairing": {"partner": "other_class"}}
    runs.expand(photos, recipe=recipe(odd, mix, copies={"cat": 1}), output=tmp_path / "out")
    failed = [row for row in runs.rows(tmp_path / "out", "errors.jsonl") if row["chain"]]
    assert failed
    for row in failed:
        assert row["path"].startswith("cat/")
        assert row["stage"] == "test.odd"
        assert row["message"].startswith(("partner 'dog/", "partner 'owl/"))


def test_a_mix_that_fails_names_its_partner(odd_stages: None, photos: Path, tmp_path: Path) -> None:
    mix = {"test.mix": {"how": "apply", "partner": "any"}}
    runs.expand(photos, recipe=recipe(mix, copies=1), output=tmp_path / "out")
    failed = [row for row in runs.rows(tmp_path / "out", "errors.jsonl") if row["chain"]]
    assert failed
    for row in failed:
        assert row["message"].startswith("with '")
        assert row["message"].endswith(
            "' as partner: test.mix failed: ZeroDivisionError: no reason"
        )
