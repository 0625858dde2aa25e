"""The outputs of a run on text files: the originals, and a file for each text that was made.

They are written at the end, from the source and from the receipts, each under a temporary name
first. A run that was killed meanwhile writes them again, with the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

import numpy as np

from augctl.engine import receipts
from augctl.engine.describe import note
from augctl.engine.garbage import no_cycles
from augctl.engine.job import Layout
from augctl.engine.progress import Progress
from augctl.engine.row_outputs import MANIFEST, commit_manifest
from augctl.engine.text_sink import TextSink
from augctl.io import atomic
from augctl.io.original import BROKEN
from augctl.io.tables.write import RowText
from augctl.manifest import Row, dump, output_row
from augctl.planning.index import Index
from augctl.sample import Label


class TextOutputs:
    """Writes text files and their manifest."""

    def __init__(
        self, layout: Layout, index: Index, sink: TextSink, originals: bool, shards: Sequence[str]
    ) -> None:
        """Prepare to write; see `RowOutputs`."""
        self.layout = layout
        self.index = index
        self.sink = sink
        self.shards = shards
        usable = (index.records["flags"] & BROKEN) == 0
        self._originals = np.flatnonzero(usable).tolist() if originals else []
        self._text = RowText(index.folder)

    def assemble(self, issues: Iterable[Row], total: int, progress: Progress) -> int:
        """Write texts, manifest and errors; returns the bytes of all. See `RowOutputs.assemble`.

        Raises:
            OutputError: They could not be written.
        """
        size = 0
        with atomic.writing(self.layout.out), no_cycles():
            # What was made, the receipts name.
            note(self.layout, list(map(self.sink.original, self._originals)))
            with (self.layout.temporary / MANIFEST).open("wb") as manifest:
                for done, (row, text) in enumerate(self._outputs()):
                    progress("collecting", done, total)
                    name = json.loads(row)["file_name"]
                    target = self.layout.data / name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    atomic.write(target, text, self.layout.temporary / "text")
                    manifest.write(row)
                    size += len(text)
            commit_manifest(self.layout, issues, self.shards)
        return size

    def _outputs(self) -> Iterator[tuple[bytes, bytes]]:
        """Walk lines of the manifest, and the bytes of their files."""
        for number in self._originals:
            original = self.index[number]
            text = self._text.original(number)
            row = output_row(
                file_name=self.sink.original(number),
                split=original.split,
                label=Label.of(original.label),
                parents=[self.sink.parent(number)],
                sha256=sha256(text).hexdigest(),
                size=len(text),
            )
            yield dump(row).encode("ascii"), text
        for line, known in receipts.shared_rows(self.layout, self.shards):
            made: str = json.loads(known)["text"]
            yield line, made.encode("latin-1")
