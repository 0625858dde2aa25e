from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import runs
from scipy.stats import chisquare

import augctl
from augctl.errors import RecipeError, UsageError
from augctl.recipe.compile import load
from augctl.text.dialogue.read import read_model

MODEL = """\
dialogue: 1
name: desk
max_turns: 100
outcomes: [good, bad, worse]
start: {hi: 0.6, ask: 0.4}
intents:
  hi: {speaker: guest, templates: ["Hello, I am {name}.", "{name} here."]}
  ask: {speaker: guest, templates: {any: ["Room {room}?"], brief: ["{room}"]}}
  tell: {speaker: host, templates: ["Yes, {name}.", "没有，{name}。"]}
transitions:
  hi: {ask: 0.9, bad: 0.1}
  ask: {tell: 0.98, worse: 0.02}
  tell: {ask: 0.5, good: 0.4, bad: 0.1}
slots: {name: [Ann, Bo], room: {pattern: "##"}}
personas: {short: {style: brief, share: 1}, long: {share: 3}}
"""
ROWS = {
    "hi": {"ask": 0.9, "bad": 0.1},
    "ask": {"tell": 0.98, "worse": 0.02},
    "tell": {"ask": 0.5, "good": 0.4, "bad": 0.1},
}
CONFIGS = Path(__file__).parents[3] / "configs"
OUTCOMES = ("good", "bad", "worse")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / "desk.yaml"
    file.write_text(MODEL, encoding="utf-8")
    return file


def recipe(model: Path | None, *, quota: Any = None, **stage: Any) -> dict[str, Any]:
    given = stage if model is None else {"model": str(model), **stage}
    chain = {"name": "talk", **(quota or {"total": 300}), "stages": [{"text.dialogue": given}]}
    return {"version": 1, "seed": 5, "chains": [chain]}


def expand(out: Path, recipe: dict[str, Any], **how: Any) -> list[dict[str, Any]]:
    augctl.expand(recipe=recipe, output=out, **{"workers": 1, **how})
    lines = (out / "data" / "desk.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def pairs(rows: list[dict[str, Any]]) -> Counter[tuple[str, str]]:
    return Counter(p for row in rows for p in pairwise([*row["path"], row["outcome"]]))


def ends(temperature: float = 1) -> dict[str, float]:
    """Return how likely each outcome is, by the fundamental matrix."""
    states = [*ROWS, *OUTCOMES]
    matrix = np.array([[row.get(name, 0) for name in states] for row in ROWS.values()])
    matrix **= 1 / temperature
    matrix /= matrix.sum(axis=1, keepdims=True)
    begin = np.array([0.6, 0.4, 0]) ** (1 / temperature)
    absorbed = begin / begin.sum() @ np.linalg.inv(np.eye(3) - matrix[:, :3]) @ matrix[:, 3:]
    return dict(zip(OUTCOMES, absorbed.tolist(), strict=True))


def test_a_dialogue_is_whole(model: Path, tmp_path: Path) -> None:
    rows = expand(tmp_path / "out", recipe(model))
    assert len(rows) == 300
    assert [row["id"] for row in rows[:2]] == ["dialogue-000001", "dialogue-000002"]
    manifest = runs.rows(tmp_path / "out")
    for row, known in zip(rows, manifest, strict=True):
        assert list(row) == ["id", "outcome", "persona", "path", "turns", "text"]
        assert [turn["intent"] for turn in row["turns"]] == row["path"]
        lines = [f"{turn['speaker']}: {turn['text']}" for turn in row["turns"]]
        assert row["text"] == "\n".join(lines)
        assert known["label"] == row["outcome"]
        (used,) = known["stages"]
        assert used["drawn"]["path"] == row["path"]
        assert used["drawn"]["persona"] == row["persona"]
        assert known["parents"][0] in ("desk.yaml#0", "desk.yaml#1", "desk.yaml#2")
        brief = {turn["text"] for turn in row["turns"] if turn["intent"] == "ask"}
        assert all(text.isdigit() == (row["persona"] == "short") for text in brief)
    assert "没有" in (tmp_path / "out" / "data" / "desk.jsonl").read_text(encoding="utf-8")


def test_transitions_personas_and_outcomes_are_as_frequent_as_the_model_says(
    model: Path, tmp_path: Path
) -> None:
    rows = expand(tmp_path / "out", recipe(model, quota={"total": 4000}))
    counts = pairs(rows)
    for intent, row in ROWS.items():
        seen = [counts[intent, name] for name in row]
        assert chisquare(seen, [p * sum(seen) for p in row.values()]).pvalue > 0.01
    found = Counter(row["outcome"] for row in rows)
    wanted = ends()
    assert chisquare([found[o] for o in wanted], [4000 * p for p in wanted.values()]).pvalue > 0.01
    personas = Counter(row["persona"] for row in rows)
    assert chisquare([personas["short"], personas["long"]], [1000, 3000]).pvalue > 0.01


def test_rare_transitions_come_as_often_as_the_formula_says(model: Path, tmp_path: Path) -> None:
    rare = recipe(model, quota={"total": 4000}, coverage="rare", temperature=4)
    rows = expand(tmp_path / "out", rare)
    found, wanted = Counter(row["outcome"] for row in rows), ends(4)
    assert chisquare([found[o] for o in wanted], [4000 * p for p in wanted.values()]).pvalue > 0.01
    counts = pairs(rows)
    asked = counts["ask", "tell"] + counts["ask", "worse"]
    p = 0.02**0.25 / (0.02**0.25 + 0.98**0.25)
    assert abs(counts["ask", "worse"] - asked * p) < 3 * (asked * p * (1 - p)) ** 0.5
    assert p > 10 * 0.02


def test_outcomes_that_are_asked_for_are_what_comes(model: Path, tmp_path: Path) -> None:
    quota = {"balance": {"worse": 500, "good": 30}}
    rows = expand(tmp_path / "out", recipe(model, quota=quota))
    assert Counter(row["outcome"] for row in rows) == {"worse": 500, "good": 30}
    # By hand: what ends so comes from `ask`, and came back there each time with the chance p.
    p = 0.98 * 0.5
    once = sum(row["path"].count("ask") == 1 for row in rows if row["outcome"] == "worse")
    assert abs(once - 500 * (1 - p)) < 3 * (500 * p * (1 - p)) ** 0.5
    copies = recipe(model, quota={"copies": 7})
    assert Counter(row["outcome"] for row in expand(tmp_path / "copies", copies)) == dict.fromkeys(
        OUTCOMES, 7
    )


def test_workers_and_a_stop_change_no_byte(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = recipe(model)
    two["chains"].append({**recipe(model, coverage="rare")["chains"][0], "name": "even"})
    two["chains"][1] = {**two["chains"][1], "balance": "max"}
    del two["chains"][1]["total"]
    monkeypatch.setattr("augctl.planning.plan._ROWS", 2)
    for workers in (1, 2, 3):
        expand(tmp_path / f"out{workers}", two, workers=workers)

    class Stopped(Exception):
        pass

    def stop(what: str, done: int, total: int) -> None:
        if what == "expanding" and done > 150:
            raise Stopped

    with pytest.raises(Stopped):
        expand(tmp_path / "stopped", two, progress=stop)
    assert any((tmp_path / "stopped" / ".augctl" / "receipts").iterdir())
    resumed = augctl.expand(recipe=two, output=tmp_path / "stopped", workers=2)
    assert resumed.resumed > 50
    whole = runs.result(tmp_path / "out1")
    assert {n: runs.result(tmp_path / n) for n in ("out2", "out3", "stopped")} == dict.fromkeys(
        ("out2", "out3", "stopped"), whole
    )


def test_each_row_is_made_again_without_the_model(model: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    rows = expand(out, {**recipe(None, quota={"total": 12}), "input": {"path": str(model)}})
    model.unlink()
    lines = (out / "data" / "desk.jsonl").read_bytes().splitlines(keepends=True)
    for number in range(len(rows)):
        assert augctl.replay(out, f"desk.jsonl#{number}").data == lines[number]
    assert augctl.verify(out).files == 12


def test_a_changed_model_is_another_run(model: Path, tmp_path: Path) -> None:
    expand(tmp_path / "out", recipe(model))
    model.write_text(MODEL.replace("0.98", "0.97").replace("0.02", "0.03"), encoding="utf-8")
    with pytest.raises(UsageError, match=r"chains\[1\]\.stages\[1\] text\.dialogue: 'desk\.yaml' "):
        expand(tmp_path / "out", recipe(model))


def test_a_plan_counts_what_is_to_be_expected(model: Path) -> None:
    found = augctl.plan(recipe=recipe(model, quota={"total": 1000}))
    assert found.originals == {}
    for outcome, p in ends().items():
        assert abs(found.added["talk"][outcome] - 1000 * p) < 1
    assert sum(found.added["talk"].values()) == 1000


def test_a_preview_of_a_model_is_drawn(model: Path, tmp_path: Path) -> None:
    drawn = augctl.preview(recipe=recipe(model), output=tmp_path / "p.png")
    assert drawn.file.stat().st_size > 1000


def test_a_table_of_dialogues_is_filled_anew(model: Path, tmp_path: Path) -> None:
    made = expand(tmp_path / "out", recipe(model, quota={"total": 40}))
    file = tmp_path / "own.jsonl"
    kept = [{**row, "source": f"call {i}"} for i, row in enumerate(made)]
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept), "utf-8")
    columns = dict.fromkeys(("persona", "path", "turns", "text", "source"), "text")
    own = recipe(model, quota={"copies": 1})
    own["input"] = {"path": str(file), "target": "outcome", "columns": columns, "text": "text"}
    augctl.expand(recipe=own, output=tmp_path / "own")
    lines = (tmp_path / "own" / "data" / "own.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert rows[:40] == kept
    assert len(rows) == 80
    for row in rows[40:]:
        assert set(row) == set(kept[0])
        assert [turn["intent"] for turn in row["turns"]] == row["path"]
    assert Counter(r["outcome"] for r in rows[40:]) == Counter(r["outcome"] for r in kept)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"stages": ["text.swap"]}, "expected a generator as the first stage"),
        ({"stages": ["text.dialogue", "text.dialogue"]}, "first in its chain, and without p"),
        ({"stages": [{"text.dialogue": {"p": 0.5}}]}, "first in its chain, and without p"),
        ({"stages": [{"text.dialogue": {"only": ["good"]}}]}, "first in its chain, and without p"),
        ({"total": None, "balance": {"goood": 3}}, "expected a class of the data"),
    ],
)
def test_what_does_not_go_with_a_model_is_told(
    change: dict[str, Any], said: str, model: Path, tmp_path: Path
) -> None:
    wrong = recipe(None)
    wrong["chains"][0] |= change
    wrong["chains"][0] = {k: v for k, v in wrong["chains"][0].items() if v is not None}
    with pytest.raises(UsageError, match=said):
        augctl.expand(model, recipe=wrong, output=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_options_of_tables_mean_nothing(model: Path, tmp_path: Path) -> None:
    wrong = {**recipe(None), "input": {"split": {"train": 0.5, "val": 0.5}, "text": "text"}}
    with pytest.raises(RecipeError, match="no such option where the input is a model") as found:
        augctl.expand(model, recipe=wrong, output=tmp_path / "out")
    assert len(found.value.problems) == 2


def test_two_models_are_one_too_many(model: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(MODEL, encoding="utf-8")
    with pytest.raises(UsageError, match=r"One run draws from one model, .*desk.* and .*other"):
        augctl.expand(model, recipe=recipe(other), output=tmp_path / "out")


def test_a_table_without_a_model_or_its_columns_is_refused(tmp_path: Path, model: Path) -> None:
    file = tmp_path / "plain.csv"
    file.write_text("text,label\n" + "some words here,a\nother words there,b\n" * 9)
    with pytest.raises(RecipeError, match="and persona is missing: use a model as the input"):
        augctl.expand(file, recipe=recipe(model), output=tmp_path / "out")
    with pytest.raises(RecipeError, match=r"a model for text\.dialogue, or one as the input"):
        augctl.expand(file, recipe=recipe(None), output=tmp_path / "out")


def test_what_is_wrong_with_a_model_is_found_with_the_recipe(model: Path, tmp_path: Path) -> None:
    model.write_text(MODEL.replace("0.98", "0.9"), encoding="utf-8")
    file = tmp_path / "recipe.yaml"
    file.write_text(runs.dump(recipe(model) | {"nmae": "x"}))
    with pytest.raises(RecipeError) as found:
        augctl.validate(file)
    told = [(Path(p.file).name, p.where) for p in found.value.problems]
    assert told == [("desk.yaml", "transitions.ask"), ("recipe.yaml", "nmae")]
    with pytest.raises(RecipeError, match=r"desk\.yaml:12:3: transitions\.ask: .* found 0\.92"):
        augctl.inspect(model)


def test_a_dialogue_has_at_most_so_many_turns(model: Path, tmp_path: Path) -> None:
    model.write_text(MODEL.replace("max_turns: 100", "max_turns: 3"), encoding="utf-8")
    rows = expand(tmp_path / "out", recipe(model, quota={"total": 500}))
    assert max(len(row["path"]) for row in rows) == 3
    assert read_model(model).max_turns == 3


def test_our_recipe_makes_what_it_says(tmp_path: Path) -> None:
    made = augctl.expand(recipe=CONFIGS / "dialogue.yaml", output=tmp_path / "out").made
    assert made["originals"] == {}
    assert sum(made["usual"].values()) == 200
    assert {k: made["usual"][k] + n for k, n in made["seldom"].items()} == {
        "handed_over": 80,
        "abandoned": 60,
    }


def test_a_temperature_needs_the_coverage_that_has_one(model: Path) -> None:
    with pytest.raises(RecipeError, match="coverage: rare beside temperature"):
        load(recipe(model, temperature=2))
