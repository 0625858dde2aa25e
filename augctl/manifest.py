"""Rows of `manifest.jsonl` and `errors.jsonl`: plain dictionaries with keys in a fixed order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from os.path import commonprefix
from pathlib import Path
from typing import Any, Literal

from augctl.documents.near import nearest
from augctl.errors import CheckFailed, UsageError
from augctl.sample import Label

Row = dict[str, Any]

Outcome = Literal["skipped", "mended", "kept"]
"""What became of something odd: it is left out, or stays changed, or stays as it is."""

# A manifest may be damaged: what matches here is text to a JSON parser, too.
_NAME = re.compile(
    r'\{"file_name":("(?:[^"\\\x00-\x1f]|\\(?:u[0-9a-f]{4}|["\\bfnrt]))*"),(?:"row":(\d+),)?'
)


def output_row(
    *,
    file_name: str,
    split: str,
    label: Label,
    parents: Sequence[str],
    sha256: str,
    size: int,
    chain: str | None = None,
    unit: int | None = None,
    copy: int | None = None,
    attempt: int | None = None,
    stages: Sequence[Row] = (),
    gates: dict[str, float] | None = None,
    lost: Sequence[str] = (),
    marks: Row | None = None,
    beside: Sequence[Row] = (),
) -> Row:
    """Make the row of one output. `file_name` is relative to OUT/data, `size` is in bytes."""
    row: Row = {"file_name": file_name, "split": split, "label": label.heaviest}
    if label.soft:
        row["labels"] = dict(label.weights)
    row |= {"chain": chain, "unit": unit, "copy": copy, "attempt": attempt}
    row |= {"parents": list(parents), "stages": list(stages)}
    if gates:
        row["gates"] = gates
    if lost:
        row["lost"] = list(lost)
    if marks is not None:
        row["marks"] = marks
    if beside:
        row["beside"] = list(beside)
    return row | {"sha256": sha256, "bytes": size}


def error_row(
    path: str,
    reason: str,
    message: str,
    *,
    stage: str | None = None,
    chain: str | None = None,
    unit: int | None = None,
    copy: int | None = None,
    outcome: Outcome = "skipped",
) -> Row:
    """Make the row of one input or unit that failed, was rejected, or had to be mended."""
    return {
        "path": path,
        "chain": chain,
        "unit": unit,
        "copy": copy,
        "stage": stage,
        "outcome": outcome,
        "reason": reason,
        "message": message,
    }


def dump(row: Row) -> str:
    """Write a row as one line; pure ASCII, so that no reader can misread it."""
    return json.dumps(row, separators=(",", ":"), allow_nan=False) + "\n"


def rows(out: Path) -> Iterator[Row]:
    """Walk the manifest of an output folder.

    Raises:
        UsageError: There is no manifest.
        CheckFailed: A line of it is not a row.
    """
    for number, line in _lines(out):
        yield _parse(out, number, line)


def find(out: Path, file_name: str) -> Row:
    """Return the row of one output.

    Args:
        out: The output folder.
        file_name: The output, relative to OUT/data; a row of a table as `table.csv#17`.

    Raises:
        UsageError: There is no manifest, or no such output.
        CheckFailed: The row cannot be read.
    """
    wanted = [f'{{"file_name":{json.dumps(file_name)},']
    name, _, row = file_name.rpartition("#")
    if name and row.isdecimal():  # a row of a table
        wanted.append(f'{{"file_name":{json.dumps(name)},"row":{int(row)},')
    for number, line in _lines(out):
        # A whole table is no output that has a row.
        if line.startswith(tuple(wanted)) and not line.startswith(wanted[0] + '"row":'):
            return _parse(out, number, line)
    tables = _tables(out)
    if tables:
        hint = _nearest_row(tables, name or file_name, row if name else "")
    else:
        near = _nearest(out, file_name)
        hint = f"Did you mean {near}?" if near else "Name a file below its data folder."
    raise UsageError(f"The manifest of {out} has no {file_name}.", hint)


def _nearest(out: Path, file_name: str) -> str:
    """Return the output whose name is most like a wrong one, or an empty string.

    A mistake leaves most of a name's beginning and end as they are. To compare those is quick
    enough for a manifest of millions, and the one best is then looked at closely.
    """
    wanted = file_name.lower()

    def alike(name: str) -> int:
        ends = (name.lower(), wanted), (name.lower()[::-1], wanted[::-1])
        return sum(len(commonprefix(pair)) for pair in ends)  # noqa: RUF071 - letters are meant

    found = (_NAME.match(line) for _, line in _lines(out))
    names = (json.loads(match[1]) for match in found if match)
    return nearest(file_name, [max(names, key=alike, default="")])


def _tables(out: Path) -> dict[str, tuple[int, int]]:
    """Return the first and the last row of each table; none where outputs are files."""
    found: dict[str, tuple[int, int]] = {}
    for _, line in _lines(out):
        match = _NAME.match(line)
        if match and match[2]:
            row = int(match[2])
            first, last = found.get(match[1], (row, row))
            found[match[1]] = min(first, row), max(last, row)
    return {json.loads(name): span for name, span in found.items()}


def _nearest_row(tables: Mapping[str, tuple[int, int]], name: str, row: str) -> str:
    """Say which row of which table may be meant, and which rows there are."""
    below = [table for table in tables if table.endswith(f"/{name}")]
    table = name if name in tables else next(iter(below), "") or nearest(name, list(tables))
    table = table or next(iter(tables))
    first, last = tables[table]
    if row.isdecimal() and first <= int(row) <= last:
        return f"Did you mean {table}#{int(row)}?"
    return f"The rows of {table} are {table}#{first} to #{last}."


def _lines(out: Path) -> Iterator[tuple[int, str]]:
    try:
        with (out / "manifest.jsonl").open(encoding="utf-8", errors="replace") as stream:
            yield from enumerate(stream, 1)
    except FileNotFoundError:
        raise UsageError(
            f"{out} has no manifest.jsonl.",
            "Name a folder that `augctl expand` has finished; run expand again to finish it.",
        ) from None


def inside(name: str) -> bool:
    """Say whether a name from a file can only mean something below the folder that it is for.

    >>> inside("cat/0012__views-3.jpg"), inside("../cat"), inside("/etc/passwd")
    (True, False, False)
    """
    path = Path(name)
    return not path.anchor and ".." not in path.parts


def _parse(out: Path, number: int, line: str) -> Row:
    try:
        row: Row = json.loads(line)
        whole = inside(row["file_name"]) and len(row["sha256"]) == 64 and row["bytes"] >= 0
        if not (whole and row["parents"] and {"chain", "stages"} <= row.keys()):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CheckFailed(
            f"{out / 'manifest.jsonl'}:{number} is not a row of a manifest.",
            "The file was changed or damaged; run expand again to write it anew.",
        ) from None
    return row
