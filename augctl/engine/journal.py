"""Journals: which files a shard is making, so that what was not committed can be taken back.

A journal names each file before it is written, and goes when the shard's receipt stands. So every
file of ours in OUT/data is named by a receipt or by a journal, at any moment of a run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from augctl.engine import receipts
from augctl.engine.job import Layout
from augctl.io import atomic
from augctl.manifest import inside


class Journal:
    """The journal of a shard in work; closed on leaving, removed by `commit`."""

    def __init__(self, layout: Layout, name: str) -> None:
        self._file = layout.begun / name
        with atomic.writing(self._file):
            # Not buffered: the kernel has a name before the file is written, whatever happens.
            self._stream = self._file.open("wb", buffering=0)

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with atomic.writing(self._file):
            self._stream.close()

    def note(self, name: str) -> None:
        """Name a file that will be written, relative to OUT/data.

        Raises:
            OutputError: It could not be noted.
        """
        line = json.dumps(name).encode("ascii") + b"\n"
        with atomic.writing(self._file):
            while line:
                line = line[os.write(self._stream.fileno(), line) :]

    def commit(self) -> None:
        """Remove the journal of a shard whose receipt stands.

        Raises:
            OutputError: It could not be removed.
        """
        with atomic.writing(self._file):
            self._file.unlink()


def undo(layout: Layout, name: str) -> None:
    """Remove all that is known of a shard: its files, its receipt, its journal, in that order.

    Raises:
        OutputError: Something could not be removed.
    """
    with atomic.writing(layout.data):
        for file in files_of(layout, name):
            file.unlink(missing_ok=True)
        receipts.path(layout, name).unlink(missing_ok=True)
        (layout.begun / name).unlink(missing_ok=True)


def shards(layout: Layout) -> set[str]:
    """Name all shards that have a receipt or a journal."""
    committed = {file.stem for file in layout.receipts.glob("*.jsonl")}
    return committed | {file.name for file in layout.begun.glob("*")}


def lane_of(name: str) -> int | None:
    """Return the lane of a shard by its name; None if it is no such name.

    >>> lane_of("0002-000000000064"), lane_of("notes")
    (2, None)
    """
    lane, _, _ = name.partition("-")
    return int(lane) if lane.isdecimal() else None


def files_of(layout: Layout, name: str) -> Iterator[Path]:
    """Walk the files in OUT/data that a shard's receipt and journal name."""
    for file in (receipts.path(layout, name), layout.begun / name):
        for line in file.read_bytes().splitlines() if file.exists() else ():
            try:
                found = json.loads(line)
            except (ValueError, RecursionError):  # a kill or a disk damaged it
                continue
            # A row of a receipt, or a line of a journal; else a receipt's head or an error.
            beside = found.get("beside", ()) if isinstance(found, dict) else ()
            for each in (found, *(beside if isinstance(beside, list) else ())):
                file_name = each.get("file_name") if isinstance(each, dict) else each
                if isinstance(file_name, str) and inside(file_name):
                    yield layout.data / file_name
