"""The outputs of a run on a table: its rows, then those that were made, in one file per split.

The table and the manifest are written at the end, in the same order, from the source and from the
receipts. So a run that was killed and goes on has as many rows as one that was not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from augctl.engine import receipts
from augctl.engine.describe import note
from augctl.engine.garbage import no_cycles
from augctl.engine.job import Layout
from augctl.engine.progress import Progress
from augctl.io import atomic
from augctl.io.original import SPLITS
from augctl.io.sinks.table import TableSink
from augctl.io.tables.write import RowText
from augctl.manifest import Row, dump, output_row
from augctl.planning.index import Index
from augctl.sample import Label
from augctl.tables.block import Ints

MANIFEST, _ERRORS = "manifest.jsonl", "errors.jsonl"
_PART = 1 << 14


class RowOutputs:
    """Writes the files of a table and its manifest."""

    def __init__(
        self, layout: Layout, index: Index, sink: TableSink, originals: bool, shards: Sequence[str]
    ) -> None:
        """Prepare to write.

        Args:
            layout: Where things lie.
            index: The rows of the source.
            sink: Names the files.
            originals: Whether they are among the outputs.
            shards: The shards, in plan order.
        """
        self.layout = layout
        self.index = index
        self.sink = sink
        self.shards = shards
        self.text = RowText(index.folder)
        splits = np.maximum(index.records["split"], 0)
        self._places = {
            split: np.flatnonzero(splits == number) if originals else np.zeros(0, np.int64)
            for number, split in enumerate(SPLITS)
        }

    def assemble(self, issues: Iterable[Row], total: int, progress: Progress) -> dict[str, Any]:
        """Write tables, manifest and errors.

        Args:
            issues: What was found odd before the plan was made.
            total: How many rows the manifest will have.
            progress: Called as rows are written.

        Returns:
            Hash and bytes of each table, by path relative to OUT/data.

        Raises:
            OutputError: They could not be written.
        """
        manifest = self.layout.temporary / MANIFEST
        files: dict[str, Any] = {}
        with atomic.writing(self.layout.out), no_cycles():
            with manifest.open("wb") as rows:
                for split in SPLITS:
                    if len(self._places[split]) or split == "train":
                        name = self.sink.placed(split)
                        texts = self._rows(split, name, rows, total, progress)
                        note(self.layout, [*files, name])
                        files[name] = self._table(name, texts)
            commit_manifest(self.layout, issues, self.shards)
        return files

    def _rows(
        self, split: str, name: str, manifest: BinaryIO, total: int, progress: Progress
    ) -> Iterator[bytes]:
        """Walk the rows of one file, many at a time, and write their lines of the manifest."""
        number = 0
        places = self._places[split]
        lines = _OriginalLines(self.index, name, split)
        for start in range(0, len(places), _PART):
            part = places[start : start + _PART]
            texts = list(self.text.originals(part))
            manifest.write(lines.of(number, part, texts))
            number += len(texts)
            progress("collecting", number, total)
            yield b"".join(texts)
        if split != "train":
            return
        opening = f'{{"file_name":{json.dumps(name)},'.encode("ascii")
        for line, known in receipts.shared_rows(self.layout, self.shards):
            manifest.write(b'%s"row":%d,%s' % (opening, number, line[len(opening) :]))
            number += 1
            text: str = json.loads(known)["text"]
            yield text.encode("latin-1")

    def _table(self, name: str, rows: Iterable[bytes]) -> dict[str, Any]:
        """Write one file of the table; returns its hash and bytes."""
        temporary = self.layout.temporary / "table"
        target = self.layout.data / name
        self.text.assemble(temporary, rows)
        digest, size = _hashed(temporary)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.replace(target)
        return {"sha256": digest, "bytes": size}


def commit_manifest(layout: Layout, issues: Iterable[Row], shards: Sequence[str]) -> None:
    """Write errors, and put them and the manifest that was written into their places.

    Args:
        layout: Where things lie.
        issues: What was found odd before the plan was made.
        shards: The shards, in plan order.
    """
    errors = layout.temporary / _ERRORS
    with errors.open("wb") as stream:
        stream.writelines(dump(issue).encode("ascii") for issue in issues)
        stream.writelines(receipts.error_lines(layout, shards))
    atomic.sync_disk(layout.out)
    (layout.temporary / MANIFEST).replace(layout.out / MANIFEST)
    errors.replace(layout.out / _ERRORS)


class _OriginalLines:
    """Writes the manifest's lines of originals: as `dump` would, but there may be millions."""

    def __init__(self, index: Index, name: str, split: str) -> None:
        self._labels = index.records["label"]
        self._source = json.dumps(f"{index.rows_of}#")[:-1]
        # By number of class; of rows without one, last.
        self._parts = [self._split_up(name, split, label) for label in [*index.labels, None]]

    def _split_up(self, name: str, split: str, label: str | None) -> tuple[str, str, str]:
        """Write a line, and take out what is a row's own."""
        empty = Label.of(label)
        row = output_row(
            file_name=name, split=split, label=empty, parents=["\0"], sha256="\1", size=0
        )
        first, _, rest = dump(row).partition(",")
        before, _, after = rest.partition('"\\u0000"')
        middle, _, _ = after.partition('"\\u0001"')
        return f'{first},"row":', f",{before}{self._source}", f'"{middle}"'

    def of(self, number: int, places: Ints, texts: Sequence[bytes]) -> bytes:
        """Write the lines of rows.

        Args:
            number: Of the first of them in its file, from 0.
            places: Shape (m,): their numbers in the source.
            texts: Their bytes.
        """
        parts = self._parts
        labels = self._labels[places].tolist()
        known = zip(labels, count(number), places.tolist(), texts, strict=False)
        lines = []
        for label, row, place, text in known:
            first, before, middle = parts[label]
            lines.append(
                f"{first}{row}{before}{place}{middle}{sha256(text).hexdigest()}"
                f'","bytes":{len(text)}}}\n'
            )
        return "".join(lines).encode("ascii")


def _hashed(file: Path) -> tuple[str, int]:
    digest, size = sha256(), 0
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size
