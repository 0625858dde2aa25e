"""Writes an index by streaming a sorted listing to disk: memory does not grow with it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from augctl.io.original import Entry
from augctl.planning.index import RECORD, Index
from augctl.planning.marked import MarkedWriter

_CHUNK = 4096
_RUNS = {sign: re.compile(f"{sign}+") for sign in "_~"}
# Longer runs of a sign do not make our own sign longer: names must fit the disk.
_LONGEST_RUN = 7


class IndexWriter:
    """Streams a sorted listing to the files of an index."""

    def __init__(self, folder: Path, format: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.format = format
        self.labels: dict[str, int] = {}
        self.count = 0
        self._hash = blake2b(digest_size=16)
        self._offset = 0
        self._waiting: list[tuple[Any, ...]] = []
        self._names: list[bytes] = []
        self._longest = {"_": 1, "~": 0}
        self._plain_plus = True
        self._own_split = self._divided = False

    def write(self, entries: Iterable[Entry]) -> Index:
        """Write the files of an index, and open it."""
        with (
            (self.folder / "records.bin").open("wb") as records,
            (self.folder / "paths.bin").open("wb") as paths,
            MarkedWriter(self.folder) as marked,
        ):
            for entry in entries:
                self._add(entry)
                marked.add(entry.marked)
                if len(self._waiting) == _CHUNK:
                    self._flush(records, paths)
                    marked.flush()
            self._flush(records, paths)
            marked.flush()
        meta = {
            "count": self.count,
            "labels": list(self.labels),
            "listing": self._hash.hexdigest(),
            "longest_run": self._longest["_"],
            "longest_tilde": self._longest["~"],
            "plain_plus": self._plain_plus,
            "own_split": self._own_split,
            "divided": self._divided,
            "format": self.format,
            "marked": list(marked.labels) if marked.any else None,
        }
        (self.folder / "index.json").write_text(json.dumps(meta), encoding="utf-8")
        return Index(self.folder)

    def _add(self, entry: Entry) -> None:
        raw = os.fsencode(entry.path)
        label = -1
        if entry.label is not None:
            label = self.labels.setdefault(entry.label, len(self.labels))
        listed = (entry.split, entry.flags, 0, 0, 0, entry.size, entry.mtime_ns, 0, 0)
        self._waiting.append((self._offset, len(raw), label, *listed))
        self._names.append(raw)
        self._note_name(entry)
        self._hash.update(b"%d %d %d " % (len(raw), entry.size, entry.mtime_ns) + raw)
        self._offset += len(raw)
        self.count += 1

    def _note_name(self, entry: Entry) -> None:
        # What stands below the class; names of classes are marked with ~, if with anything.
        above = (entry.split >= 0) + (entry.label is not None)
        below = entry.path.split("/", above)[-1]
        for sign, text in (("_", below), ("~", entry.path)):
            if sign in text:
                longest = max(map(len, _RUNS[sign].findall(text)))
                self._longest[sign] = max(self._longest[sign], min(longest, _LONGEST_RUN))
        self._plain_plus = self._plain_plus and "+" not in below
        self._own_split = self._own_split or entry.split >= 0
        self._divided = self._divided or entry.split > 0

    def _flush(self, records: BinaryIO, paths: BinaryIO) -> None:
        records.write(np.array(self._waiting, dtype=RECORD).tobytes())
        paths.write(b"".join(self._names))
        self._waiting.clear()
        self._names.clear()


def relabelled(index: Index, labels: Sequence[str]) -> Index:
    """Give the classes of an index other names, or another order; returns it opened again."""
    file = index.folder / "index.json"
    meta = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**meta, "labels": list(labels)}), encoding="utf-8")
    return Index(index.folder)


def build(entries: Iterable[Entry], folder: Path, format: str = "folder") -> Index:
    """Stream a sorted listing into an index at `folder`."""
    return IndexWriter(folder, format).write(entries)
