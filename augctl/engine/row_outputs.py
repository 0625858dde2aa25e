"""The outputs of a run on a table: its rows, then those that were made, in one file per split.

The table and the manifest are written at the end, in the same order, from the source and from the
receipts. So a run that was killed and goes on has as many rows as one that was not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from augctl.engine import receipts
from augctl.engine.describe import note
from augctl.engine.job import Layout
from augctl.engine.progress import Progress
from augctl.io import atomic
from augctl.io.original import SPLITS
from augctl.io.sinks.table import TableSink
from augctl.io.tables.write import RowText
from augctl.manifest import Row, dump, output_row
from augctl.planning.index import Index
from augctl.sample import Label

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
        self._heads: dict[tuple[str, str | None], tuple[str, str, str]] = {}

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
        manifest = self.layout.temporary / "manifest.jsonl"
        files: dict[str, Any] = {}
        with atomic.writing(self.layout.out):
            with manifest.open("wb") as rows:
                for split in SPLITS:
                    if len(self._places[split]) or split == "train":
                        name = self.sink.placed(self.text.file_name, split)
                        texts = self._rows(split, name, rows, total, progress)
                        note(self.layout, [*files, name])
                        files[name] = self._table(name, texts)
            errors = self.layout.temporary / "errors.jsonl"
            with errors.open("wb") as stream:
                stream.writelines(dump(issue).encode("ascii") for issue in issues)
                stream.writelines(receipts.error_lines(self.layout, self.shards))
            atomic.sync_disk(self.layout.out)
            manifest.replace(self.layout.out / "manifest.jsonl")
            errors.replace(self.layout.out / "errors.jsonl")
        return files

    def _rows(
        self, split: str, name: str, manifest: BinaryIO, total: int, progress: Progress
    ) -> Iterator[bytes]:
        """Walk the rows of one file, and write the manifest's line of each on the way."""
        number = 1  # as people count, and as parents are named
        labels = self.index.records["label"]
        for text, place in self._originals(split):
            label = int(labels[place])
            class_ = None if label < 0 else self.index.labels[label]
            manifest.write(self._original_line(name, number, split, class_, place, text))
            number += 1
            if number % _PART == 0:
                progress("collecting", number, total)
            yield text
        if split != "train":
            return
        opening = f'{{"file_name":{json.dumps(name)},'.encode("ascii")
        for line, known in receipts.shared_rows(self.layout, self.shards):
            text = json.loads(known)["text"].encode("latin-1")
            manifest.write(b'%s"row":%d,%s' % (opening, number, line[len(opening) :]))
            number += 1
            yield text

    def _originals(self, split: str) -> Iterator[tuple[bytes, int]]:
        places = self._places[split]
        for start in range(0, len(places), _PART):
            part = places[start : start + _PART]
            yield from zip(self.text.originals(part), part.tolist(), strict=True)

    def _original_line(
        self, name: str, number: int, split: str, label: str | None, place: int, text: bytes
    ) -> bytes:
        """Write the manifest's line of an original; not by `dump`, for there may be millions."""
        head = self._heads.get((name, label))
        if head is None:
            row = output_row(
                file_name=name,
                split=split,
                label=Label.of(label),
                parents=["\0"],
                sha256="\1",
                size=0,
            )
            line = dump(row)
            first, _, rest = line.partition(",")
            before, _, after = rest.partition('"\\u0000"')
            middle, _, _ = after.partition('"\\u0001"')
            head = first, before, middle
            self._heads[name, label] = head
        first, before, middle = head
        parent = json.dumps(self.index.path(place))
        digest = sha256(text).hexdigest()
        return (
            f'{first},"row":{number},{before}{parent}{middle}"{digest}","bytes":{len(text)}}}\n'
        ).encode("ascii")

    def _table(self, name: str, rows: Iterable[bytes]) -> dict[str, Any]:
        """Write one file of the table; returns its hash and bytes."""
        temporary = self.layout.temporary / "table"
        target = self.layout.data / name
        self.text.assemble(temporary, rows)
        digest, size = _hashed(temporary)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.replace(target)
        return {"sha256": digest, "bytes": size}


def _hashed(file: Path) -> tuple[str, int]:
    digest, size = sha256(), 0
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size
