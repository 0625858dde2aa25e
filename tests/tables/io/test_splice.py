"""A row of text is the row of its source but for what changed, to the byte."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from table_files import Read, read

from augctl.errors import BadInput
from augctl.io.tables.form import Form
from augctl.io.tables.splice import csv_places, json_places
from augctl.tables.block import Block
from augctl.tables.rules import ColumnRule, TableRules

ODD = [
    "plain",
    'say ""hi"", they',
    "a, b; c|d\te",
    "two\nlines",
    "=cmd|' /C calc'!A0",
    "null",
    "NA",
    " spaced ",
    "https://a.b/c?d=e&f=1.50",
    "👍🏽 שלום مرحبا café ｆｕｌｌ",
]


def changed(found: Read, texts: dict[int, str | None]) -> Block:
    """Take all rows, some of them with another text."""
    block = found.table.block(np.arange(found.table.count))
    words = block.words.copy()
    at = [column.name for column in found.table.schema.words].index("text")
    for row, text in texts.items():
        words[row, at] = text
    return replace(block, words=words)


def odd_csv(delimiter: str, quote: str, ending: str, *, every: bool) -> str:
    lines = [delimiter.join(["n", "text", "label"])]
    for i, text in enumerate(ODD):
        # Numbers as no writer of ours would write them, and cells quoted without need.
        number = ["1.50", "+2", "3e0", "0.10"][i % 4]
        text = text.replace('""', quote * 2)
        cells = [number, f"{quote}{text}{quote}", f"{quote}x{quote}" if every and i % 2 else "y"]
        lines.append(delimiter.join(cells))
    return ending.join([*lines, ""])


RULES = TableRules("label", columns={"n": ColumnRule("numeric")}, texts=("text",))


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_cells_of_csv_that_did_not_change_keep_their_bytes(
    delimiter: str, quote: str, ending: str, tmp_path: Path
) -> None:
    content = odd_csv(delimiter, quote, ending, every=True)
    found = read(tmp_path, content, rules=RULES)
    assert found.made() == found.originals()
    new = f"it is{delimiter} {quote}new{quote}\nnow"
    made = found.text.text(changed(found, {3: new, 5: None}))
    for row, (before, after) in enumerate(zip(found.originals(), made, strict=True)):
        if row not in (3, 5):
            assert after == before
    old, line = found.originals()[3].decode(), made[3].decode()
    first, last = old.split(delimiter)[0], old.rsplit(delimiter, 1)[1]
    assert line.startswith(first + delimiter)
    assert line.endswith(delimiter + last)
    reader = csv.reader(io.StringIO(line, newline=""), delimiter=delimiter, quotechar=quote)
    assert next(reader)[1] == new


def test_a_space_behind_delimiters_stays(tmp_path: Path) -> None:
    found = read(
        tmp_path, 'text, label\n"a b", "x"\n"c, d", "y"\n', rules=TableRules(texts=("text",))
    )
    made = found.text.text(changed(found, {1: "e"}))
    assert made == [b'"a b", "x"\n', b'"e", "y"\n']


def test_values_of_json_that_did_not_change_keep_their_bytes(tmp_path: Path) -> None:
    lines = [
        '{"label":"x",  "text" : "caf\\u00e9 \\/ \\ud800", "n": 1.50, "more": {"a":[1, 2]} }',
        '{"text": "two\\nlines", "label": "y", "n": 1e2, "more": null}',
        '{"n": -0.0, "label": "x", "text": "three"}',
    ]
    found = read(tmp_path, "\n".join(lines), "t.jsonl", rules=RULES)
    assert [row.rstrip(b"\n") for row in found.made()] == [line.encode() for line in lines]
    made = found.text.text(changed(found, {0: 'new "é"', 1: None}))
    texts = [row.decode() for row in made]
    assert texts[0].startswith('{"label":"x",  "text" : "new ')
    assert texts[0].endswith(', "n": 1.50, "more": {"a":[1, 2]} }\n')
    assert json.loads(texts[0])["text"] == 'new "é"'
    assert json.loads(texts[1]) == {"text": None, "label": "y", "n": 100.0, "more": None}
    assert texts[2].rstrip("\n") == lines[2]


def test_a_letter_that_the_encoding_has_not_costs_its_row(tmp_path: Path) -> None:
    content = "text,label\ncafé au lait ici,x\nthé à la menthe,y\n".encode("cp1252")
    found = read(tmp_path, content, rules=TableRules(texts=("text",)))
    assert found.text.text(changed(found, {0: "là-bas"}))[0] == "là-bas,x\n".encode("cp1252")
    with pytest.raises(BadInput, match="'中' now, which cp1252"):
        found.text.text(changed(found, {0: "中"}))


cells = st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=8)


@given(st.lists(cells, min_size=2, max_size=5), st.sampled_from(",;\t|"), st.booleans())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_places_of_cells_are_those_of_the_csv_module(
    row: list[str], delimiter: str, every: bool
) -> None:
    quoting = csv.QUOTE_ALL if every else csv.QUOTE_MINIMAL
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator="", quoting=quoting).writerow(row)
    line = stream.getvalue()
    places = csv_places(line, Form("csv", "", "", delimiter=delimiter))
    parts = [line[start:stop] for start, stop in places]
    assert delimiter.join(parts) == line
    unquoted = [p[1:-1].replace('""', '"') if p.startswith('"') else p for p in parts]
    assert unquoted == row


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.text(max_size=4), json_values, max_size=5), st.booleans(), st.booleans())
@settings(deadline=None)
def test_places_of_values_are_those_of_the_json_module(
    row: dict[str, Any], ascii: bool, close: bool
) -> None:
    line = json.dumps(row, ensure_ascii=ascii, separators=(",", ":") if close else (" , ", " : "))
    found = {key: json.loads(line[i:j]) for key, (i, j) in json_places(line).items()}
    assert found == row
