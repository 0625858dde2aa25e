from __future__ import annotations

from pathlib import Path

from folders import augctl, classes, recipe, rows

NOTHING = """
chains:
  - name: views
    copies: 3
    stages: [image.flip_lr]
  - name: hopeless
    copies: 2
    stages: [image.rotate]
    gates: [{quality.ssim: {min: 0.999999}}]
"""


def test_a_chain_that_made_nothing_is_warned_of(tmp_path: Path) -> None:
    classes(tmp_path / "in", {"cat": 2, "dog": 2})
    file = recipe(tmp_path / "r.yaml", NOTHING)
    out = tmp_path / "out"
    run = ("expand", tmp_path / "in", "-r", file, "-o", out, "--workers", "1")
    ended = augctl(*run)
    assert len(rows(out / "errors.jsonl")) == 8
    words = (
        "The chain 'hopeless' made nothing: units rejected by its gates 8, failed 0; "
        f"scores and reasons are in {out / 'errors.jsonl'}."
    )
    assert ended.code == 1
    assert f"Warning: {words}\n" in ended.out
    assert augctl(*run, "--json").json["warnings"] == [words]


def test_a_chain_with_nothing_to_do_is_not(tmp_path: Path) -> None:
    classes(tmp_path / "in", {"cat": 2, "dog": 2})
    body = "chains: [{name: even, balance: max, stages: [image.flip_lr]}]\n"
    file = recipe(tmp_path / "r.yaml", body)
    ended = augctl("expand", tmp_path / "in", "-r", file, "-o", tmp_path / "out", "--json")
    assert ended.json["warnings"] == []
