"""Whole runs on a table: what is written, and that nothing but the plan decides it."""

from __future__ import annotations

import json
import random
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import runs
from children import Child, timing
from people import HEADER, made, table, write_people

import augctl
from augctl.errors import AugctlError, RecipeError, UsageError

RECIPE: dict[str, Any] = {
    "version": 1,
    "seed": 5,
    "input": {"target": "kind"},
    "chains": [
        {
            "name": "even",
            "balance": "max",
            "stages": [{"tabular.smote_nc": {"neighbors": 3}}, {"tabular.jitter": {}, "p": 0.5}],
            "gates": [{"quality.duplicate": {}}],
        },
        {
            "name": "views",
            "copies": {"low": 1, "high": 2},
            "stages": [
                {"one_of": ["tabular.jitter", "tabular.swap_noise"]},
                {"tabular.swap_noise": {"p_cell": 0.2}, "only": ["high"], "id": "more"},
            ],
        },
        {
            "name": "mixes",
            "total": 300,
            "stages": [{"tabular.mixup": {}}],
        },
    ],
}


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_people(tmp_path_factory.mktemp("people") / "people.csv")


@pytest.fixture(scope="module")
def whole(people: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole") / "out"
    augctl.expand(people, recipe=RECIPE, output=out, workers=1)
    return out


def test_originals_come_first_and_stay_as_they_are(people: Path, whole: Path) -> None:
    source = people.read_bytes()
    assert (whole / "data" / "people.csv").read_bytes().startswith(source)
    rows = runs.rows(whole)
    assert [row["row"] for row in rows] == list(range(len(rows)))
    assert len(table(whole)) == len(rows)
    assert all(row["parents"] == [f"people.csv#{row['row']}"] for row in rows[:900])


def test_quotas_are_exact(whole: Path) -> None:
    rows = runs.rows(whole)
    made = Counter((row["chain"], row["label"]) for row in rows)
    assert not runs.rows(whole, "errors.jsonl")
    counts = {"low": 630, "middle": 180, "high": 90}
    for label, count in counts.items():
        assert made[None, label] == count
        assert made["even", label] == 630 - count
    assert made["views", "low"] == 630
    assert made["views", "high"] == 180
    assert made["views", "middle"] == 0
    assert sum(n for (chain, _), n in made.items() if chain == "mixes") == 300
    # And the table says the same as the manifest.
    assert [row["kind"] for row in table(whole)] == [row["label"] for row in rows]


def test_made_cells_are_such_as_the_table_has(whole: Path) -> None:
    rows = table(whole)
    old, new = rows[:900], rows[900:]
    seen = {name: {row[name] for row in old} for name in HEADER}
    for name in ("city", "hired", "kind"):
        assert {row[name] for row in new} <= seen[name]
    ages = [int(age) for age in seen["age"] if age]
    assert all(min(ages) <= int(row["age"]) <= max(ages) for row in new if row["age"])
    incomes = [float(income) for income in seen["income"] if income]
    for row in new:
        if row["income"]:
            assert min(incomes) <= float(row["income"]) <= max(incomes)
            assert len(row["income"].partition(".")[2]) <= 2
    fresh = [int(row["id"]) for row in new]
    assert len(set(fresh)) == len(fresh)
    assert min(fresh) == 10_900


def test_missing_cells_keep_their_rate(whole: Path) -> None:
    rows, manifest = table(whole), runs.rows(whole)
    for name in ("age", "income", "city"):
        pairs = [
            (rows[made["row"]][name] == "", rows[int(made["parents"][0][11:])][name] == "")
            for made in manifest
            if made["chain"] == "even"
        ]
        assert [now for now, _ in pairs] == [before for _, before in pairs], name


def test_anchors_are_used_evenly(whole: Path) -> None:
    used = Counter(row["parents"][0] for row in runs.rows(whole) if row["chain"] == "even")
    for label, count in (("middle", 180), ("high", 90)):
        mine = [used[row["parents"][0]] for row in runs.rows(whole)[:900] if row["label"] == label]
        assert len(mine) == count
        assert max(mine) - min(mine) <= 1


@pytest.mark.parametrize("workers", [2, 3])
def test_any_number_of_workers_and_any_order_give_the_same(
    workers: int, people: Path, whole: Path, tmp_path: Path
) -> None:
    shuffle = random.Random(workers).shuffle
    augctl.expand(people, recipe=RECIPE, output=tmp_path / "out", workers=workers, shuffle=shuffle)
    assert runs.result(tmp_path / "out") == runs.result(whole)


def test_other_seeds_give_other_rows(people: Path, whole: Path, tmp_path: Path) -> None:
    augctl.expand(people, recipe=RECIPE, output=tmp_path / "out", seed=6)
    mine, other = table(whole)[900:], table(tmp_path / "out")[900:]
    assert len(mine) == len(other)
    assert sum(a == b for a, b in zip(mine, other, strict=True)) < len(mine) / 10


def test_added_rows_leave_copies_of_others_as_they_are(people: Path, tmp_path: Path) -> None:
    recipe = RECIPE | {"chains": [{"name": "a", "copies": 2, "stages": ["tabular.jitter"]}]}
    longer = tmp_path / "people.csv"
    longer.write_text(people.read_text() + "10900,30,2000.00,Rome,no,low\n")
    found = []
    for i, file in enumerate((people, longer)):
        augctl.expand(file, recipe=recipe, output=tmp_path / f"{i}")
        rows = made(tmp_path / f"{i}")
        found.append({(row["parents"][0], row["copy"]): row["stages"] for row in rows})
    assert len(found[0]) == 1800
    assert len(found[1]) == 1802
    assert found[0].items() <= found[1].items()


def test_a_killed_run_goes_on_with_as_many_rows(people: Path, whole: Path, tmp_path: Path) -> None:
    arguments: dict[str, Any] = {"input": people, "recipe": RECIPE, "workers": 2}
    with timing() as seconds:
        assert Child(**arguments, output=tmp_path / "timed").wait() == 0
    halfway = 0
    for i in range(8):
        out = tmp_path / f"{i}"
        child = Child(**arguments, output=out)
        child.wait(min(seconds) * (i + 0.5) / 8)
        child.kill(group=bool(i % 2))
        halfway += (out / ".augctl" / "state.json").exists() and not (out / "run.json").exists()
        augctl.expand(people, recipe=RECIPE, output=out, workers=2)
        assert runs.result(out) == runs.result(whole), f"instant {i}"
    assert halfway >= 2, "the instants did not hit the run"


def test_every_row_can_be_made_again(whole: Path) -> None:
    rows = runs.rows(whole)
    lines = (whole / "data" / "people.csv").read_bytes().splitlines(keepends=True)
    for row in rows[::37]:
        found = augctl.replay(whole, f"people.csv#{row['row']}")
        assert found.data == lines[1 + row["row"]]


def test_a_changed_table_does_not_verify(people: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    recipe = RECIPE | {"chains": RECIPE["chains"][:1]}
    augctl.expand(people, recipe=recipe, output=out)
    assert augctl.verify(out).files == len(table(out))
    file = out / "data" / "people.csv"
    file.write_bytes(file.read_bytes().replace(b"Oslo", b"Olso", 1))
    with pytest.raises(AugctlError, match="has changed"):
        augctl.verify(out)


def test_only_the_training_rows_are_used(people: Path, tmp_path: Path) -> None:
    recipe = json.loads(json.dumps(RECIPE))
    recipe["input"]["split"] = {"train": 0.7, "test": 0.3}
    out = tmp_path / "out"
    augctl.expand(people, recipe=recipe, output=out)
    rows = runs.rows(out)
    held_out = {row["parents"][0] for row in rows if row["split"] == "test"}
    assert len(held_out) == 270
    assert len(table(out, "test/people.csv")) == 270
    assert len(table(out, "train/people.csv")) == len(rows) - 270
    for row in rows:
        if row["chain"]:
            assert row["split"] == "train"
            assert held_out.isdisjoint(row["parents"])


def test_gates_draw_again_and_report(people: Path, tmp_path: Path) -> None:
    chain = {
        "name": "same",
        "balance": "max",
        "stages": ["tabular.random_oversample"],
        "gates": ["quality.duplicate"],
        "attempts": 3,
    }
    out = tmp_path / "out"
    done = augctl.expand(people, recipe=RECIPE | {"chains": [chain]}, output=out)
    wanted = 630 * 3 - 900
    assert done.reasons == {"rejected": wanted}
    assert done.outputs == 900
    rows = runs.rows(out, "errors.jsonl")
    assert Counter(row["path"].partition("#")[0] for row in rows) == {"people.csv": wanted}
    assert "rejected in 3 attempts, last with quality.duplicate 1" in rows[0]["message"]


def test_a_balance_that_gates_keep_from_its_goal_is_noted(people: Path, tmp_path: Path) -> None:
    chain = {
        "name": "even",
        "balance": "max",
        "attempts": 1,
        "stages": ["tabular.smote_nc"],
        "gates": [{"quality.enn": {"min": 1}}],
    }
    recipe = RECIPE | {"chains": [chain]}
    assert augctl.plan(people, recipe=recipe).gated == ["even"]
    result = augctl.expand(people, recipe=recipe, output=tmp_path / "out", workers=1)
    middle, high = (result.made["even"].get(name, 0) for name in ("middle", "high"))
    assert 0 < result.reasons["rejected"] == 990 - middle - high
    assert list(result.notes) == [
        "chain even: balance not reached, because units were rejected or failed: "
        f"high {90 + high} of 630, middle {180 + middle} of 630"
    ]


def test_versions_have_what_reads_parquet(people: Path, whole: Path, tmp_path: Path) -> None:
    parquet, out = pytest.importorskip("pyarrow.parquet"), tmp_path / "out"
    from pyarrow import csv as reader

    parquet.write_table(reader.read_csv(people), tmp_path / "people.parquet")
    recipe = RECIPE | {"chains": [{"name": "a", "total": 5, "stages": ["tabular.jitter"]}]}
    augctl.expand(tmp_path / "people.parquet", recipe=recipe, output=out, workers=1)
    run = json.loads((out / "run.json").read_text())
    assert run["versions"]["pyarrow"] == version("pyarrow")
    assert "pyarrow" not in json.loads((whole / "run.json").read_text())["versions"]
    assert augctl.replay(out, "people.parquet#901").row["row"] == 901


def test_plan_says_what_expand_makes(people: Path, whole: Path) -> None:
    plan = augctl.plan(people, recipe=RECIPE)
    made = Counter(row["chain"] for row in runs.rows(whole))
    assert plan.outputs == len(table(whole))
    assert {name: sum(each.values()) for name, each in plan.added.items()} == {
        name: made[name] for name in ("even", "views", "mixes")
    }
    size = (whole / "data" / "people.csv").stat().st_size
    assert plan.size == pytest.approx(size, rel=0.1)


@pytest.mark.parametrize(
    ("chain", "said"),
    [
        ({"balance": "max", "stages": ["image.rotate"]}, "image.rotate, which works on 'image'"),
        ({"balance": "max", "stages": ["tabular.smote"]}, "use tabular.smote_nc"),
        ({"balance": "max", "stages": ["tabular.mixup"]}, "partner: same_class"),
        ({"copies": {"hihg": 2}, "stages": ["tabular.jitter"]}, "did you mean 'high'"),
        ({"copies": 1, "stages": [{"tabular.jitter": {}, "only": ["hi"]}]}, "did you mean 'high'"),
    ],
)
def test_what_does_not_fit_is_an_error_before_the_run(
    chain: dict[str, Any], said: str, people: Path, tmp_path: Path
) -> None:
    with pytest.raises(RecipeError, match=said):
        augctl.expand(
            people, recipe=RECIPE | {"chains": [{"name": "a", **chain}]}, output=tmp_path / "out"
        )
    assert not (tmp_path / "out").exists()


def test_a_class_with_one_row_is_named(people: Path, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(people.read_text() + "10900,30,2000.00,Rome,no,lonely\n")
    with pytest.raises(UsageError, match="'lonely' has 1 row"):
        augctl.expand(file, recipe=RECIPE, output=tmp_path / "out")
