"""Receipts: what a shard made. A receipt is written last, and is the only mark of a commit.

The first line counts what follows: rows of the manifest, then rows of the errors. So a manifest is
put together by copying lines, without parsing them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from augctl.engine.job import Layout
from augctl.io import atomic
from augctl.manifest import Row, dump
from augctl.planning.plan import Shard


@dataclass(slots=True)
class Receipt:
    """What one shard made, in plan order.

    Attributes:
        rows: Rows of the manifest.
        errors: Rows of the errors.
        broken: Numbers of originals that turned out broken.
    """

    rows: list[Row] = field(default_factory=list)
    errors: list[Row] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Head:
    """The first line of a receipt.

    Attributes:
        rows: How many rows follow.
        errors: How many errors follow them.
        size: Bytes of the outputs together.
        classes: How many outputs each chain has in each class: `[chain, label, count]`.
        broken: Numbers of originals that turned out broken.
    """

    rows: int
    errors: int
    size: int
    classes: list[list[Any]]
    broken: list[int]


def write(layout: Layout, shard: Shard, receipt: Receipt) -> Head:
    """Commit a shard whose files are on disk.

    Raises:
        OutputError: The receipt could not be written.
    """
    classes = Counter((row["chain"], row["label"]) for row in receipt.rows)
    head = Head(
        len(receipt.rows),
        len(receipt.errors),
        sum(row["bytes"] for row in receipt.rows),
        [[chain, label, n] for (chain, label), n in classes.items()],
        receipt.broken,
    )
    lines = [dump(asdict(head)), *map(dump, receipt.rows), *map(dump, receipt.errors)]
    file = path(layout, shard)
    atomic.write(
        file, "".join(lines).encode("ascii"), layout.temporary / f"{shard.name}.receipt", sync=True
    )
    return head


def path(layout: Layout, shard: Shard) -> Path:
    """Return where the receipt of a shard lies."""
    return layout.receipts / f"{shard.name}.jsonl"


def head(file: Path) -> Head:
    """Read the first line of a receipt."""
    with file.open(encoding="ascii") as stream:
        return Head(**json.loads(stream.readline()))


def sound(layout: Layout, file: Path) -> bool:
    """Say whether a receipt can be read and all its files are there in the right size."""
    try:
        with file.open(encoding="ascii") as stream:
            count = json.loads(stream.readline())["rows"]
            for _ in range(count):
                row = json.loads(stream.readline())
                if (layout.data / row["file_name"]).stat().st_size != row["bytes"]:
                    return False
    except (OSError, ValueError, KeyError):
        return False
    return True


def assemble(layout: Layout, files: Iterable[Path], issues: Iterable[Row]) -> None:
    """Put `manifest.jsonl` and `errors.jsonl` together from receipts in plan order.

    Args:
        layout: Where things lie.
        files: The receipts, in plan order.
        issues: Rows of inputs that were found bad before the plan was made.

    Raises:
        OutputError: They could not be written.
    """
    names = ("manifest.jsonl", "errors.jsonl")
    parts = [layout.temporary / name for name in names]
    with atomic.writing(layout.out):
        with parts[0].open("wb") as manifest, parts[1].open("wb") as errors:
            for issue in issues:
                errors.write(dump(issue).encode("ascii"))
            for file in files:
                with file.open("rb") as stream:
                    count = json.loads(stream.readline())["rows"]
                    for _ in range(count):
                        manifest.write(stream.readline())
                    errors.writelines(stream)
        atomic.sync_disk(layout.out)
        for part, name in zip(parts, names, strict=True):
            part.replace(layout.out / name)


def committed_files(layout: Layout) -> Iterator[str]:
    """Walk the outputs that receipts name, relative to OUT/data."""
    for file in sorted(layout.receipts.glob("*.jsonl")):
        with file.open(encoding="ascii") as stream:
            try:
                for _ in range(json.loads(stream.readline())["rows"]):
                    yield json.loads(stream.readline())["file_name"]
            except (ValueError, KeyError):
                continue


def first_error(file: Path) -> Row:
    """Return the first error in a receipt that has one."""
    with file.open(encoding="ascii") as stream:
        for _ in range(json.loads(stream.readline())["rows"]):
            stream.readline()
        row: Row = json.loads(stream.readline())
        return row


def count_reasons(file: Path) -> dict[str, int]:
    """Count the rows of an errors.jsonl by reason."""
    with file.open(encoding="ascii") as stream:
        return dict(Counter(json.loads(line)["reason"] for line in stream).most_common())
