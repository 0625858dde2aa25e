"""Receipts: what a shard made. A receipt is written last, and is the only mark of a commit.

The first line counts what follows: rows of the manifest, then rows of the errors. So a manifest is
put together by copying lines, without parsing them. The last line is a hash of all others: a
receipt that a disk damaged is none.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from augctl.engine.job import Layout
from augctl.engine.losses import Losses
from augctl.engine.progress import Progress
from augctl.io import atomic
from augctl.manifest import Row, dump


@dataclass(slots=True)
class Receipt:
    """What one shard made, in plan order.

    Attributes:
        rows: Rows of the manifest.
        errors: Rows of the errors.
        pictures: What is known of each output, where the output's format tells.
        broken: Numbers of originals that turned out broken.
        lost: What outputs lost, because their format has no place for it.
        marks: How many marks there are, by chain (None for originals) and class.
        shared: Whether outputs are no files, but rows of one that is written last.
    """

    rows: list[Row] = field(default_factory=list)
    errors: list[Row] = field(default_factory=list)
    pictures: list[Row] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    lost: Losses = field(default_factory=Losses)
    marks: Counter[tuple[str | None, str]] = field(default_factory=Counter)
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The first line of a receipt.

    Attributes:
        mark: What the shard is a shard of: run and phase.
        rows: How many rows follow.
        errors: How many errors follow them.
        pictures: How many pictures follow those.
        size: Bytes of the outputs together.
        classes: How many outputs each chain has in each class: `[chain, label, count]`.
        broken: Numbers of originals that turned out broken.
        lost: How many outputs lost what, and names of it; see `Losses`.
        marks: How many marks each chain has of each class: `[chain, class, count]`.
        shared: Whether outputs are rows of a file that is written last.
    """

    mark: str
    rows: int
    errors: int
    pictures: int
    size: int
    classes: list[list[Any]]
    broken: list[int]
    lost: dict[str, list[Any]]
    marks: list[list[Any]]
    shared: bool


def write(layout: Layout, name: str, mark: str, receipt: Receipt) -> Head:
    """Commit a shard whose files are on disk.

    Raises:
        OutputError: The receipt could not be written.
    """
    classes = Counter((row["chain"], row["label"]) for row in receipt.rows)
    head = Head(
        mark,
        len(receipt.rows),
        len(receipt.errors),
        len(receipt.pictures),
        sum(row["bytes"] for row in receipt.rows),
        [[chain, label, n] for (chain, label), n in classes.items()],
        receipt.broken,
        receipt.lost.plain(),
        [[chain, label, n] for (chain, label), n in receipt.marks.items()],
        receipt.shared,
    )
    rows = (*receipt.rows, *receipt.errors, *receipt.pictures)
    lines = [dump(asdict(head)), *map(dump, rows)]
    body = "".join(lines).encode("ascii")
    temporary = layout.temporary / f"{name}.receipt"
    atomic.write(path(layout, name), body + _seal(body), temporary, sync=True)
    return head


def path(layout: Layout, name: str) -> Path:
    """Return where the receipt of a shard lies."""
    return layout.receipts / f"{name}.jsonl"


def committed(layout: Layout, name: str, mark: str) -> Head | None:
    """Return the head of a shard's receipt, if the shard is whole.

    It is not if there is no receipt, if it is damaged or of another run, or if a file that it
    names is missing or has another size.
    """
    try:
        data = path(layout, name).read_bytes()
    except OSError:
        return None
    body = data[: data.rfind(b"\n", 0, -1) + 1]
    if not body or data[len(body) :] != _seal(body):
        return None
    lines = body.splitlines()
    head = json.loads(lines[0])
    if head["mark"] != mark:
        return None
    if head["shared"]:
        return Head(**head)
    try:
        for line in lines[1 : 1 + head["rows"]]:
            row = json.loads(line)
            for file in (row, *row.get("beside", ())):
                if (layout.data / file["file_name"]).stat().st_size != file["bytes"]:
                    return None
    except OSError:
        return None
    return Head(**head)


def _seal(body: bytes) -> bytes:
    return blake2b(body, digest_size=16).hexdigest().encode("ascii") + b"\n"


def assemble(
    layout: Layout, names: Iterable[str], issues: Iterable[Row], total: int, progress: Progress
) -> None:
    """Put `manifest.jsonl` and `errors.jsonl` together from receipts in plan order.

    Args:
        layout: Where things lie.
        names: The shards, in plan order.
        issues: Rows of inputs that were found bad before the plan was made.
        total: How many rows the manifest will have.
        progress: Called as rows are copied.

    Raises:
        OutputError: They could not be written.
    """
    files = ("manifest.jsonl", "errors.jsonl")
    parts = [layout.temporary / name for name in files]
    done = 0
    with atomic.writing(layout.out):
        with parts[0].open("wb") as manifest, parts[1].open("wb") as errors:
            for issue in issues:
                errors.write(dump(issue).encode("ascii"))
            for name in names:
                lines = path(layout, name).read_bytes().splitlines(keepends=True)
                head = json.loads(lines[0])
                end = 1 + head["rows"]
                manifest.writelines(lines[1:end])
                errors.writelines(lines[end : end + head["errors"]])
                done += head["rows"]
                progress("collecting", done, total)
        atomic.sync_disk(layout.out)
        for part, name in zip(parts, files, strict=True):
            part.replace(layout.out / name)


def pictures(layout: Layout, names: Iterable[str]) -> Iterator[Row]:
    """Walk what is known of the outputs of shards."""
    for name in names:
        lines = path(layout, name).read_bytes().splitlines()
        head = json.loads(lines[0])
        start = 1 + head["rows"] + head["errors"]
        yield from map(json.loads, lines[start : start + head["pictures"]])


def shared_rows(layout: Layout, names: Iterable[str]) -> Iterator[tuple[bytes, bytes]]:
    """Walk the outputs of shards that share a file: line of the manifest, and what it describes."""
    for name in names:
        lines = path(layout, name).read_bytes().splitlines(keepends=True)
        head = json.loads(lines[0])
        after = 1 + head["rows"] + head["errors"]
        yield from zip(lines[1 : 1 + head["rows"]], lines[after:-1], strict=True)


def error_lines(layout: Layout, names: Iterable[str]) -> Iterator[bytes]:
    """Walk the lines of what failed in shards."""
    for name in names:
        lines = path(layout, name).read_bytes().splitlines(keepends=True)
        head = json.loads(lines[0])
        yield from lines[1 + head["rows"] : 1 + head["rows"] + head["errors"]]


def told(layout: Layout, names: Iterable[str], picture: Row) -> bool:
    """Say whether one of the receipts of shards has exactly this picture."""
    line = ("\n" + dump(picture)).encode("ascii")
    return any(line in path(layout, name).read_bytes() for name in names)


def first_error(layout: Layout, name: str) -> Row:
    """Return the first error in a receipt that has one."""
    lines = path(layout, name).read_bytes().splitlines()
    row: Row = json.loads(lines[1 + json.loads(lines[0])["rows"]])
    return row


def count_errors(file: Path) -> Counter[tuple[str | None, str, str]]:
    """Count the rows of an errors.jsonl by chain, outcome and reason.

    The chain is None for what befell an original; the outcome is `skipped` or `mended`.
    """
    with file.open(encoding="ascii") as stream:
        rows = map(json.loads, stream)
        return Counter((row["chain"], row["outcome"], row["reason"]) for row in rows)
