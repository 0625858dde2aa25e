"""Texts with marked spans through `expand`: what is marked is still what it was, read with json."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from folders import augctl, rows

from augctl import expand, inspect, replay
from augctl.errors import InputError

NAMES = ["Ann Lee", "Bob", "María-José", "O'Neil", "王小明", "Zoë 😀 Quinn"]
PLACES = ["New York", "北京", "Rio de Janeiro", "Łódź"]
STAGES: dict[str, list[Any]] = {
    "swap": [{"text.swap": {"share": 0.5, "pairs": "any"}}],
    "delete": [{"text.delete": {"share": 0.4}}],
    "typo": [{"text.typo": {"share": 0.4}}],
    "all": [{"text.typo": {"share": 0.3}}, {"text.delete": {}}, {"text.swap": {"pairs": "any"}}],
}

Cell = Callable[[list[tuple[int, int, str]], str], Any]
FORMS: dict[str, Cell] = {
    "lists": lambda spans, text: [list(span) for span in spans],
    "objects": lambda spans, text: [
        {"start": a, "end": b, "label": label, "text": text[a:b], "id": 7} for a, b, label in spans
    ],
}


def sentences(count: int = 30) -> list[tuple[str, list[tuple[int, int, str]]]]:
    """Write sentences, each with a name and a place, and where these are."""
    found = []
    for i in range(count):
        name, place = NAMES[i % len(NAMES)], PLACES[i % len(PLACES)]
        text = f"Yesterday, {name} went from here to {place} and wrote {i} long letters home."
        spans = [
            (text.index(part), text.index(part) + len(part), label)
            for part, label in ((name, "PER"), (place, "LOC"))
        ]
        found.append((text, spans))
    found.append(("Nobody went anywhere on that day.", []))
    return found


def write(file: Path, form: Cell, key: str = "spans", **more: Any) -> Path:
    lines = [
        json.dumps({"text": text, key: form(spans, text), **more}, ensure_ascii=False)
        for text, spans in sentences()
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def recipe(stages: list[Any], **given: Any) -> dict[str, Any]:
    chain = {"name": "edits", "copies": 3, "stages": stages}
    return {"version": 1, "seed": 6, "input": {"text": "text", **given}, "chains": [chain]}


def read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def places(item: Any) -> tuple[int, int, str]:
    return tuple(item) if isinstance(item, list) else (item["start"], item["end"], item["label"])


def expected(
    text: str, spans: list[tuple[int, int, str]], stages: list[dict[str, Any]]
) -> tuple[str, list[tuple[str, str]]]:
    """Do what the manifest says letter by letter, each with the span that it is in, if any."""
    letters: list[tuple[str, int | None]] = [
        (c, next((k for k, (a, b, _) in enumerate(spans) if a <= i < b), None))
        for i, c in enumerate(text)
    ]
    for stage in stages:
        for start, stop, new in reversed(stage["drawn"]["edits"]):
            around = [span for _, span in letters[start:stop]]
            if start == stop:
                sides = [span for _, span in letters[max(start - 1, 0) : start + 1]]
                around = sides[:1] if len(sides) == 2 and sides[0] == sides[1] else []
            inside = next((span for span in around if span is not None), None)
            letters[start:stop] = [(c, inside) for c in new]
    surfaces = ["".join(c for c, span in letters if span == k) for k in range(len(spans))]
    named = [(s, label) for s, (_, _, label) in zip(surfaces, spans, strict=True) if s]
    return "".join(c for c, _ in letters), named


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("stage", STAGES)
def test_marked_words_stay_and_their_places_move(stage: str, form: str, tmp_path: Path) -> None:
    file = write(tmp_path / "ner.jsonl", FORMS[form])
    out = tmp_path / "out"
    expand(file, recipe=recipe(STAGES[stage]), output=out, workers=1)
    manifest = rows(out / "manifest.jsonl")
    made = read(out / "data" / "ner.jsonl")
    assert len(made) == len(manifest) == 4 * len(sentences())
    changed = moved = 0
    for row, about in zip(made, manifest, strict=True):
        text, spans = sentences()[int(about["parents"][0].rpartition("#")[2])]
        wanted, surfaces = expected(text, spans, about["stages"])
        assert row["text"] == wanted
        if stage in ("swap", "delete"):  # others work on letters, those of names, too
            assert surfaces == [(text[a:b], label) for a, b, label in spans]
        found = [places(item) for item in row["spans"]]
        assert [(row["text"][a:b], label) for a, b, label in found] == surfaces
        for item in row["spans"]:
            if isinstance(item, dict):
                assert row["text"][item["start"] : item["end"]] == item["text"]
                assert item["id"] == 7
        changed += row["text"] != text
        moved += found != spans
    assert changed > len(sentences())
    assert moved or stage == "swap"
    last = manifest[-1]
    replay(out, f"ner.jsonl#{last['row']}")


def test_what_doccano_writes_is_spans_and_no_target(tmp_path: Path) -> None:
    file = write(tmp_path / "doccano.jsonl", FORMS["lists"], "label", id=4)
    found = inspect(file)
    assert found.target is None
    roles = {c.name: c.role for c in found.columns}
    assert (roles["text"], roles["label"]) == ("text", "spans")
    out = tmp_path / "out"
    expand(file, recipe=recipe(STAGES["delete"]), output=out, workers=1)
    for row in read(out / "data" / "doccano.jsonl"):
        for start, stop, label in row["label"]:
            assert row["text"][start:stop] in {"PER": NAMES, "LOC": PLACES}[label]


def test_spans_may_stand_beside_a_class(tmp_path: Path) -> None:
    file = write(tmp_path / "both.jsonl", FORMS["objects"], "entities", label="news")
    found = inspect(file)
    assert (found.target, {c.name: c.role for c in found.columns}["entities"]) == ("label", "spans")


def test_points_are_no_spans_unless_it_is_said(tmp_path: Path) -> None:
    file = tmp_path / "points.jsonl"
    lines = [{"text": f"a text of some words {i}", "outline": [[0, 4], [5, 9]]} for i in range(9)]
    file.write_text("\n".join(map(json.dumps, lines)))
    assert "spans" not in {column.role for column in inspect(file).columns}
    out = tmp_path / "out"
    expand(file, recipe=recipe(STAGES["delete"], spans="outline"), output=out, workers=1)
    for row in read(out / "data" / "points.jsonl"):
        assert all(stop <= len(row["text"]) for _, stop in row["outline"])


BAD: Mapping[str, Any] = {
    'the text ends at 20, and a span beyond it: [0, 21, "PER"]': [[0, 21, "PER"]],
    'expected a span that ends behind its start: [5, 3, "PER"]': [[0, 2, "A"], [5, 3, "PER"]],
    "expected a list of spans, found": {"start": 0, "end": 3},
    "expected a list of spans, found '\"oops\"'": "oops",
    'expected [start, stop, label], found ["0", 3]': [["0", 3]],
    'expected [start, stop, label], found {"start": 1}': [{"start": 1}],
    'expected [start, stop, label], found [-1, 2, "X"]': [[-1, 2, "X"]],
    "expected [start, stop, label], found 3": [3],
}


@pytest.mark.parametrize("message", BAD)
@pytest.mark.parametrize("at", [0, 2])
def test_a_bad_span_costs_its_row_and_names_its_line(message: str, at: int, tmp_path: Path) -> None:
    good = [{"text": f"Ann sings song no. {i}", "spans": [[0, 3, "PER"]]} for i in range(5)]
    bad = {"text": "Bob has twenty signs", "spans": BAD[message]}
    assert len(bad["text"]) == 20
    lines = [*good[:at], bad, *good[at:]]
    file = tmp_path / "ner.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n")
    out = tmp_path / "out"
    expand(file, recipe=recipe(STAGES["delete"]), output=out, workers=1)
    (error,) = rows(out / "errors.jsonl")
    assert error["reason"] == "bad_spans"
    assert error["message"].startswith(f"ner.jsonl:{at + 1}: {message}")
    assert error["message"].endswith("in 'spans'; the row is left out")
    made = read(out / "data" / "ner.jsonl")
    assert len(made) == 20
    assert made[:5] == good
    assert all(row["text"][a:b] == "Ann" for row in made for a, b, _ in row["spans"])


def test_a_table_of_bad_spans_alone_has_no_row(tmp_path: Path) -> None:
    file = tmp_path / "ner.jsonl"
    file.write_text('{"text": "short", "spans": [[0, 9, "A"]]}\n' * 3)
    with pytest.raises(InputError, match="a span beyond it"):
        expand(file, recipe=recipe(STAGES["swap"]), output=tmp_path / "out", workers=1)


def test_spans_in_cells_of_csv_are_moved_too(tmp_path: Path) -> None:
    file = tmp_path / "ner.csv"
    cells = [
        (text, json.dumps([list(span) for span in spans], ensure_ascii=False))
        for text, spans in sentences()
    ]
    quoted = ['"' + '","'.join(cell.replace('"', '""') for cell in row) + '"' for row in cells]
    file.write_text("\n".join(["text,spans", *quoted]) + "\n", encoding="utf-8")
    ended = augctl("inspect", file)
    assert re.search(r"^spans +spans", ended.out, re.MULTILINE)
    out = tmp_path / "out"
    expand(file, recipe=recipe(STAGES["delete"]), output=out, workers=1)
    with (out / "data" / "ner.csv").open(newline="", encoding="utf-8") as stream:
        made = list(csv.DictReader(stream))
    assert len(made) == 4 * len(cells)
    for row in made:
        for start, stop, label in json.loads(row["spans"]):
            assert row["text"][start:stop] in {"PER": NAMES, "LOC": PLACES}[label]
