"""Tables of text: what a run changes, what it never changes, and what it says of it."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import runs
from letters import ANY, EVEN, SWAPS, letters, recipe, write_letters

import augctl
from augctl.errors import RecipeError
from augctl.text.edits import applied

RECIPE = recipe(SWAPS, EVEN, output={"table": {"ids": "fresh"}})


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_letters(tmp_path_factory.mktemp("letters") / "letters.csv")


@pytest.fixture(scope="module")
def whole(table: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole") / "out"
    augctl.expand(table, recipe=RECIPE, output=out, workers=1)
    return out


def read(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8"), newline="")))


def _row_starts(data: bytes) -> list[int]:
    """Return where each row of a CSV begins, and the end, by counting quotes."""
    starts, inside = [], False
    for at, byte in enumerate(data):
        inside ^= byte == ord('"')
        if byte == ord("\n") and not inside:
            starts.append(at + 1)
    return starts


def test_only_the_text_and_the_id_of_made_rows_are_new(table: Path, whole: Path) -> None:
    before, after = read(table), read(whole / "data" / "letters.csv")
    assert after[: len(before)] == before
    rows = runs.rows(whole)
    assert len(rows) == len(after)
    changed = 0
    for row, made in zip(rows[len(before) :], after[len(before) :], strict=True):
        parent = before[int(row["parents"][0].rpartition("#")[2])]
        assert made["weight"] == parent["weight"]  # 0.140, not 0.14
        assert made["label"] == parent["label"] == row["label"]
        text = parent["text"]
        for entry in row["stages"]:
            text = applied(text, entry["drawn"]["edits"])
        assert made["text"] == text
        changed += text != parent["text"]
    assert changed > 200
    assert len({made["id"] for made in after}) == len(after)


def test_nothing_is_made_of_rows_without_text(whole: Path) -> None:
    empty = {n for n, row in enumerate(letters(300)) if not row["text"]}
    made = [row for row in runs.rows(whole) if row["chain"]]
    assert empty
    assert empty.isdisjoint(int(row["parents"][0].rpartition("#")[2]) for row in made)


def test_rows_without_text_are_told(table: Path, tmp_path: Path) -> None:
    result = augctl.expand(table, recipe=recipe(SWAPS), output=tmp_path / "out")
    assert any("17 rows have no text" in note for note in result.notes)


@pytest.mark.parametrize("workers", [2, 3])
def test_same_bytes_for_any_number_of_workers(
    workers: int, table: Path, whole: Path, tmp_path: Path
) -> None:
    augctl.expand(table, recipe=RECIPE, output=tmp_path / "out", workers=workers)
    assert runs.result(tmp_path / "out") == runs.result(whole)


def test_rows_are_made_again(whole: Path) -> None:
    data = (whole / "data" / "letters.csv").read_bytes()
    starts = _row_starts(data)
    for row in runs.rows(whole)[5::97]:
        again = augctl.replay(whole, f"{row['file_name']}#{row['row']}")
        assert again.data == data[starts[row["row"]] : starts[row["row"] + 1]]


def test_a_stage_that_never_applies_gives_the_bytes_of_the_source(tmp_path: Path) -> None:
    lines = ["text,label,n\r\n", '"a ""b"", c",x,1.50\r\n', "\"=cmd|' /C calc'!A0\",y,2\r\n"]
    lines += ['"null",x,0.10\r\n', "see http://a.b/c 👍🏽 now,y,3\r\n"]
    (tmp_path / "t.csv").write_bytes("".join(lines).encode())
    never = {"name": "never", "copies": 2, "stages": [{"text.swap": {}, "p": 0}]}
    columns = {"columns": {"n": "numeric"}}
    augctl.expand(tmp_path / "t.csv", recipe=recipe(never, input=columns), output=tmp_path / "out")
    made = (tmp_path / "out" / "data" / "t.csv").read_bytes().decode().splitlines(keepends=True)
    assert made[:5] == lines
    assert sorted(made[5:]) == sorted(lines[1:] * 2)


def test_on_names_the_column_that_a_stage_works_on(tmp_path: Path) -> None:
    rows = [
        {"question": f"where is the parcel {n} of mine", "answer": f"it is on its way {n} now"}
        for n in range(20)
    ]
    file = tmp_path / "pairs.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    chains = [
        {"name": "both", "copies": 1, "stages": [ANY, {**ANY, "on": "answer"}]},
        {"name": "answers", "copies": 1, "stages": [{**ANY, "on": "answer"}]},
    ]
    known: dict[str, Any] = {"text": ["question", "answer"]}
    augctl.expand(file, recipe=recipe(*chains, input=known), output=tmp_path / "out")
    made = [
        json.loads(row) for row in (tmp_path / "out/data/pairs.jsonl").read_text().splitlines()
    ][20:]
    for row, parent in zip(made[:20], rows, strict=True):
        assert row["question"] != parent["question"]
        assert row["answer"] != parent["answer"]
    for row, parent in zip(made[20:], rows, strict=True):
        assert row["question"] == parent["question"]
        assert row["answer"] != parent["answer"]
    again = augctl.replay(tmp_path / "out", "pairs.jsonl#25")
    assert json.loads(again.data) == made[5]
    wrong = recipe({"name": "a", "copies": 1, "stages": [{"text.swap": {}, "on": "anser"}]})
    with pytest.raises(RecipeError) as raised:
        augctl.expand(file, recipe={**wrong, "input": known}, output=tmp_path / "none")
    (problem,) = raised.value.problems
    assert (problem.nearest, problem.found) == ("answer", "'anser'")


def test_on_takes_the_slot_or_a_column_of_its_name(tmp_path: Path) -> None:
    rows = [{"title": f"one two three four {n}", "text": f"five six seven {n}"} for n in range(8)]
    file = tmp_path / "pages.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    chain = {"name": "a", "copies": 1, "stages": [{**ANY, "on": "text"}]}
    for names, edited in ((["title", "text"], "text"), (["title"], "title")):
        out = tmp_path / edited
        augctl.expand(file, recipe=recipe(chain, input={"text": names}), output=out)
        lines = (out / "data" / "pages.jsonl").read_text().splitlines()
        for line, parent in zip(lines[8:], rows, strict=True):
            made = json.loads(line)
            assert {name for name in parent if made[name] != parent[name]} == {edited}


def test_a_table_without_text_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,x\n2,y\n3,x\n")
    with pytest.raises(RecipeError) as raised:
        augctl.expand(tmp_path / "t.csv", recipe=recipe(SWAPS), output=tmp_path / "out")
    assert "input.text" in str(raised.value)


def test_a_text_column_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    write_letters(tmp_path / "t.csv", 30)
    known = {"text": "txt"}
    with pytest.raises(RecipeError) as raised:
        augctl.expand(
            tmp_path / "t.csv", recipe=recipe(SWAPS, input=known), output=tmp_path / "out"
        )
    (problem,) = raised.value.problems
    assert (problem.nearest, problem.where) == ("text", "input.text")


def test_a_megabyte_without_a_line_end_is_a_text(tmp_path: Path) -> None:
    long = "word and " * 120_000
    (tmp_path / "t.csv").write_text(f"text,label\n{long},a\nshort text here,b\n")
    result = augctl.expand(tmp_path / "t.csv", recipe=recipe(SWAPS), output=tmp_path / "out")
    assert result.outputs == 6
    made = (tmp_path / "out/data/t.csv").read_text().splitlines()
    assert sorted(made[3].split()) == sorted(f"{long},a".split())
    shutil.rmtree(tmp_path / "out")


def test_quotes_that_never_end_cost_their_line(tmp_path: Path) -> None:
    body = 'text,label\none two three,a\n"four five,b\nsix seven eight,a\n'
    (tmp_path / "t.csv").write_text(body)
    augctl.expand(tmp_path / "t.csv", recipe=recipe(SWAPS), output=tmp_path / "out")
    (error,) = runs.rows(tmp_path / "out", "errors.jsonl")
    assert error["reason"] == "broken_quotes"
    assert "t.csv:3" in error["message"]
    assert len(runs.rows(tmp_path / "out")) == 6
