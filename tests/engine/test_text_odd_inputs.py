"""Inputs that text runs once got wrong: each promise that was broken, held."""

from __future__ import annotations

import json
import os
import pickle
import shutil
from pathlib import Path
from typing import Any

import pytest
import runs
from letters import ANY, SWAPS, recipe, write_folder, write_letters

import augctl
from augctl.engine.row_sink import row_sink
from augctl.engine.scan import list_input
from augctl.errors import CheckFailed, InputError, RecipeError, UsageError
from augctl.recipe.compile import load

MARKS = {"name": "marks", "copies": 2, "stages": ["text.punctuation"]}


def jsonl(file: Path, rows: list[dict[str, Any]]) -> Path:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return file


def expanded(
    source: Path, out: Path, *chains: dict[str, Any], **known: Any
) -> list[dict[str, Any]]:
    """Expand a table of JSON lines, and read it back with json alone."""
    augctl.expand(source, recipe=recipe(*chains, input=known), output=out, workers=1)
    return [json.loads(line) for line in (out / "data" / source.name).read_bytes().splitlines()]


def test_lists_of_json_are_no_text(tmp_path: Path) -> None:
    words = ["the", "quick", "brown", "fox"]
    rows = [{"tokens": [*words, str(n)], "label": "ab"[n % 2]} for n in range(30)]
    file = jsonl(tmp_path / "t.jsonl", rows)
    with pytest.raises(RecipeError, match=r"input\.text"):
        expanded(file, tmp_path / "out", MARKS)
    with pytest.raises(UsageError, match="no strings"):
        expanded(file, tmp_path / "out", MARKS, text="tokens")


def test_numbers_among_strings_are_no_text(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{"text": f"one two three {n}", "n": n} for n in range(12)]
    rows[7]["text"] = 7
    file = jsonl(tmp_path / "t.jsonl", rows)
    with pytest.raises(UsageError, match="'text' is given as text"):
        expanded(file, tmp_path / "out", MARKS, text="text")


def test_text_that_is_the_target_is_refused(tmp_path: Path) -> None:
    rows = [{"label": "ab"[n % 2], "n": n} for n in range(12)]
    file = jsonl(tmp_path / "t.jsonl", rows)
    with pytest.raises(UsageError, match="or it is the target"):
        expanded(file, tmp_path / "out", MARKS, text="label", target="label")


@pytest.mark.parametrize("name", ["NA", "null", "nan", "None", "?"])
def test_a_class_folder_may_be_called_anything(name: str, tmp_path: Path) -> None:
    for label in (name, "other"):
        (tmp_path / "in" / label).mkdir(parents=True)
        for n in range(3):
            (tmp_path / "in" / label / f"{n}.txt").write_text(f"this is about {n}")
    augctl.expand(tmp_path / "in", recipe=recipe(SWAPS), output=tmp_path / "out")
    found = [(row["label"], row["file_name"].split("/")[0]) for row in runs.rows(tmp_path / "out")]
    assert sorted(found) == sorted([(name, name), ("other", "other")] * 9)


def test_a_link_to_nowhere_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", 12)
    (folder / "late" / "gone.txt").symlink_to("nowhere.txt")
    result = augctl.expand(folder, recipe=recipe(SWAPS), output=tmp_path / "out")
    assert dict(result.reasons) == {"unreadable": 1}


def test_what_a_chain_makes_does_not_hang_on_another(tmp_path: Path) -> None:
    lines = ["text,label,n", *(f"{'one two three' if n % 3 else ''},x,{n}" for n in range(12))]
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n")
    noise = {"name": "noise", "copies": 1, "stages": ["tabular.jitter"]}
    made = {}
    for name, chains in (("alone", [noise]), ("beside", [noise, SWAPS])):
        augctl.expand(tmp_path / "t.csv", recipe=recipe(*chains), output=tmp_path / name)
        rows = runs.rows(tmp_path / name)
        made[name] = [row["sha256"] for row in rows if row["chain"] == "noise"]
    assert len(made["alone"]) == 12
    assert made["alone"] == made["beside"]
    swapped = [row for row in rows if row["chain"] == "swaps"]
    assert {int(row["parents"][0].split("#")[1]) % 3 for row in swapped} == {1, 2}
    assert len(swapped) == 16


def test_balance_uses_only_rows_with_text(tmp_path: Path) -> None:
    lines = [f"one two three four {n},often" for n in range(9)]
    lines += [",seldom", "five six seven eight,seldom", ",seldom"]
    (tmp_path / "t.csv").write_text("\n".join(["text,label", *lines]) + "\n")
    even = {"name": "even", "balance": "max", "stages": [ANY]}
    result = augctl.expand(tmp_path / "t.csv", recipe=recipe(even), output=tmp_path / "out")
    assert dict(result.classes) == {"often": 9, "seldom": 9}
    parents = {row["parents"][0] for row in runs.rows(tmp_path / "out") if row["chain"]}
    assert parents == {"t.csv#10"}


def test_the_first_column_that_is_named_is_the_one_that_is_edited(tmp_path: Path) -> None:
    rows = [{"title": f"one two three {n}", "body": f"four five six {n}"} for n in range(8)]
    file = jsonl(tmp_path / "t.jsonl", rows)
    for row, parent in zip(
        expanded(file, tmp_path / "out", {**SWAPS, "copies": 1}, text=["body", "title"])[8:],
        rows,
        strict=True,
    ):
        assert row["title"] == parent["title"]
        assert row["body"] != parent["body"]


def test_a_row_with_text_in_another_column_is_used(tmp_path: Path) -> None:
    rows = [{"title": "" if n % 2 else f"one two {n}", "body": f"three four {n}"} for n in range(8)]
    file = jsonl(tmp_path / "t.jsonl", rows)
    chain = {"name": "a", "copies": 1, "stages": [{**ANY, "on": "body"}]}
    made = expanded(file, tmp_path / "out", chain, text=["title", "body"])[8:]
    assert [row["body"] != parent["body"] for row, parent in zip(made, rows, strict=True)] == (
        [True] * 8
    )


@pytest.mark.parametrize(("name", "text"), [("cp1251", "Привет, мир"), ("utf-32", "some text")])
def test_text_in_no_encoding_that_can_be_told_is_left_out(
    name: str, text: str, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "in", 6)
    (folder / "late" / "odd.txt").write_bytes(text.encode(name))
    result = augctl.expand(folder, recipe=recipe(SWAPS), output=tmp_path / "out")
    assert set(result.reasons) <= {"bad_encoding", "nul_byte"}
    assert sum(result.reasons.values()) == 1


def test_a_file_that_is_added_changes_nothing_of_what_is_made_of_others(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", 20)
    augctl.expand(folder, recipe=recipe(SWAPS), output=tmp_path / "before")
    (folder / "ask" / "0.txt").write_text("a file that comes before all others")
    augctl.expand(folder, recipe=recipe(SWAPS), output=tmp_path / "after")
    before, after = (runs.data_files(tmp_path / name) for name in ("before", "after"))
    assert before.items() <= after.items()
    assert len(after) == len(before) + 3


def test_half_a_letter_breaks_no_file(tmp_path: Path) -> None:
    lines = ['{"text": "hello \\ud83d there you are"}', '{"text": "é is not ASCII here"}']
    (tmp_path / "t.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    made = expanded(tmp_path / "t.jsonl", tmp_path / "out", SWAPS)
    (tmp_path / "out" / "data" / "t.jsonl").read_text("utf-8")
    assert sum("\ud83d" in row["text"] for row in made) == 3


def test_replay_finds_a_source_that_moved_and_tells_of_one_that_changed(tmp_path: Path) -> None:
    table = write_letters(tmp_path / "letters.csv", 30)
    out = tmp_path / "out"
    augctl.expand(table, recipe=recipe(SWAPS), output=out)
    moved = tmp_path / "moved.csv"
    shutil.move(table, moved)
    with pytest.raises(InputError, match="--input"):
        augctl.replay(out, "letters.csv#40")
    assert augctl.replay(out, "letters.csv#40", input=moved).data
    moved.write_bytes(moved.read_bytes().replace(b"0.", b"9."))
    with pytest.raises(CheckFailed, match=r"moved\.csv is not what it was"):
        augctl.replay(out, "letters.csv#30", input=moved)


def test_names_that_read_alike_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in (b"caf\xe9.txt", b"caf%E9.txt"):
        file = tmp_path / "in" / os.fsdecode(name)
        file.write_text(f"one two three four {len(name)} five six")
    augctl.expand(tmp_path / "in", recipe=recipe(SWAPS), output=tmp_path / "out")
    for row in runs.rows(tmp_path / "out"):
        assert augctl.replay(tmp_path / "out", row["file_name"]).row == row


def test_what_names_files_is_small_to_send(tmp_path: Path) -> None:
    sizes = []
    for count in (20, 400):
        folder = write_folder(tmp_path / str(count), count)
        compiled = load(recipe(SWAPS))
        index, _ = list_input(folder, tmp_path / f"index{count}", compiled)
        sink = row_sink(compiled, index)
        sink.parent(0)
        sizes.append(len(pickle.dumps(sink)))
    assert sizes[1] < sizes[0] + 20


def test_texts_beside_tables_are_not_guessed_at(tmp_path: Path) -> None:
    write_letters(tmp_path / "letters.csv", 20)
    (tmp_path / "LICENSE.txt").write_text("Do what you want.")
    with pytest.raises(InputError, match=r"texts and tables \(\.csv\)"):
        augctl.expand(tmp_path, recipe=recipe(SWAPS), output=tmp_path.parent / "none")


def test_a_pipe_among_texts_is_named(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", 6)
    os.mkfifo(folder / "late" / "pipe.txt")
    result = augctl.expand(folder, recipe=recipe(SWAPS), output=tmp_path / "out")
    assert dict(result.reasons) == {"unreadable": 1}


def test_format_text_reads_texts_beside_pictures(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", 6)
    (folder / "late" / "picture.png").write_bytes(b"no picture")
    with pytest.raises(RecipeError, match="works on 'text'"):
        augctl.expand(folder, recipe=recipe(SWAPS), output=tmp_path / "out")
    given = recipe(SWAPS, input={"format": "text"})
    assert augctl.expand(folder, recipe=given, output=tmp_path / "out").outputs == 18


def test_the_manifest_says_which_column_was_edited(tmp_path: Path) -> None:
    rows = [{"title": f"one two three {n}", "body": f"four five six {n}"} for n in range(8)]
    chain = {"name": "a", "copies": 1, "stages": [ANY, {**ANY, "on": "body"}]}
    expanded(jsonl(tmp_path / "t.jsonl", rows), tmp_path / "out", chain, text=["title", "body"])
    for row in runs.rows(tmp_path / "out")[8:]:
        assert [entry.get("on") for entry in row["stages"]] == [None, "body"]


def test_no_stage_edits_the_text_of_a_dialogue_without_its_turns(tmp_path: Path) -> None:
    model = Path(__file__).parents[2] / "sample_data" / "text" / "helpdesk.yaml"
    chain = {"name": "a", "total": 3, "stages": ["text.dialogue", "text.typo"]}
    with pytest.raises(RecipeError, match="would not follow its text"):
        augctl.expand(model, recipe=recipe(chain), output=tmp_path / "out")


@pytest.mark.parametrize("stage", ["typo", "ocr_error", "char_noise", "synonym", "insert"])
def test_traditional_chinese_gets_no_simplified_characters(stage: str, tmp_path: Path) -> None:
    texts = ["這個房間非常乾淨，服務人員也很親切，下次還會再來，價格也便宜。", "I need help, 謝謝!"]
    file = jsonl(tmp_path / "t.jsonl", [{"text": text} for text in texts])
    chain = {"name": "a", "copies": 5, "stages": [{f"text.{stage}": {"share": 1}}]}
    made = expanded(file, tmp_path / "out", chain)
    assert {row["text"] for row in made} == set(texts)
    left = {row["stages"][0]["drawn"].get("left") for row in runs.rows(tmp_path / "out")[2:]}
    assert left == {"traditional Chinese, of which it knows no characters"}
