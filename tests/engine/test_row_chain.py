"""Which stages of a chain a row goes through: by chance, by class, by group."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from people import made, recipe, table, write_people
from scipy.stats import binomtest

import augctl

COUNT = 400
NOISE: dict[str, Any] = {"tabular.jitter": {"std": 0.5}}
MEMBERS = [{**NOISE, "id": name} for name in "abc"]

CHAINS = {
    "chance": {**NOISE, "p": 0.3},
    "only": {**NOISE, "only": ["high", "middle"]},
    "some": {"some_of": MEMBERS, "count": [1, 2]},
    "two": {"some_of": MEMBERS, "count": 2},
    "one": {"one_of": MEMBERS},
    "sequence": {"sequence": MEMBERS, "p": 0.4},
}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chain")
    chains = [{"name": name, "copies": 1, "stages": [node]} for name, node in CHAINS.items()]
    file = write_people(folder / "people.csv", COUNT)
    augctl.expand(file, recipe=recipe(*chains), output=folder / "out", workers=1)
    return folder / "out"


def ids(out: Path, chain: str) -> list[str]:
    """Return for each row the ids of the stages it went through, in order."""
    rows = made(out, chain)
    assert len(rows) == COUNT
    return ["".join(step.get("id", "x") for step in row["stages"]) for row in rows]


def likely(count: int, of: int, share: float) -> bool:
    return bool(binomtest(count, of, share).pvalue > 1e-4)


def test_p_is_the_chance_of_a_stage(out: Path) -> None:
    found = Counter(ids(out, "chance"))
    assert set(found) == {"", "x"}
    assert likely(found["x"], COUNT, 0.3)


def test_rows_without_a_stage_are_their_anchors(out: Path) -> None:
    rows = table(out)
    for row in made(out, "chance"):
        anchor = rows[int(row["parents"][0].rpartition("#")[2])]
        now = rows[row["row"]]
        same = {**now, "id": ""} == {**anchor, "id": ""}
        assert same == (not row["stages"] or not (anchor["age"] or anchor["income"]))


def test_only_says_which_classes(out: Path) -> None:
    for row in made(out, "only"):
        assert bool(row["stages"]) == (row["label"] in ("high", "middle"))


def test_some_of_takes_as_many_members_as_it_says(out: Path) -> None:
    found = ids(out, "some")
    assert set(found) == {"a", "b", "c", "ab", "ac", "bc"}
    assert likely(sum(len(each) == 1 for each in found), COUNT, 1 / 2)
    assert set(ids(out, "two")) == {"ab", "ac", "bc"}
    for member in "abc":
        assert likely(sum(member in each for each in ids(out, "two")), COUNT, 2 / 3)


def test_one_of_takes_one_member(out: Path) -> None:
    found = Counter(ids(out, "one"))
    assert set(found) == {"a", "b", "c"}
    assert all(likely(count, COUNT, 1 / 3) for count in found.values())


def test_a_sequence_is_applied_as_a_whole(out: Path) -> None:
    found = Counter(ids(out, "sequence"))
    assert set(found) == {"", "abc"}
    assert likely(found["abc"], COUNT, 0.4)
