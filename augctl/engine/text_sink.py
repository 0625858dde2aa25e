"""Names the files of expanded text files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from augctl.io.paths import readable
from augctl.io.sinks.folder import FolderSink
from augctl.planning.index import Index
from augctl.tables.block import Ints

_SUFFIX = ".txt"

# Below 2**63: numbers of rows are int64.
_BITS = (1 << 63) - 1


@dataclass(frozen=True)
class TextSink:
    """Names text files as those of images are named, in class folders.

    Attributes:
        folders: Names them.
        index_folder: Where the index of the originals is.
    """

    folders: FolderSink
    index_folder: Path

    @cached_property
    def index(self) -> Index:
        """The originals. Opened by each process: it may be large to send."""
        return Index(self.index_folder)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what each process opens for itself."""
        return {"folders": self.folders, "index_folder": self.index_folder}

    def original(self, number: int) -> str:
        """Return where an original goes, relative to OUT/data."""
        return self.folders.original(self.index[number])

    def made(self, number: int, label: str | None, chain: str, copy: int) -> str:
        """Return where a text goes that was made of an original; see `FolderSink.derived`."""
        return self.folders.derived(self.index[number], label, chain, copy, _SUFFIX)

    def keys(self, numbers: Ints) -> Ints:
        """Return what draws know originals by: a hash of their path. Shape (m,).

        So a file that is added changes nothing of what is made of others.
        """
        paths = (os.fsencode(self.index.path(number)) for number in numbers.tolist())
        hashes = (blake2b(path, digest_size=8).digest() for path in paths)
        found = [int.from_bytes(each, "little") & _BITS for each in hashes]
        return np.array(found, dtype=np.int64)

    def parent(self, number: int) -> str:
        """Return what the manifest calls an original."""
        return readable(self.index.path(number))
