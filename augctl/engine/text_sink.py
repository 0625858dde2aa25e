"""Names the files of expanded text files."""

from __future__ import annotations

from dataclasses import dataclass

from augctl.io.paths import readable
from augctl.io.sinks.folder import FolderSink
from augctl.planning.index import Index

_SUFFIX = ".txt"


@dataclass(frozen=True, slots=True)
class TextSink:
    """Names text files as those of images are named, in class folders.

    Attributes:
        folders: Names them.
        index: The originals.
    """

    folders: FolderSink
    index: Index

    def original(self, number: int) -> str:
        """Return where an original goes, relative to OUT/data."""
        return self.folders.original(self.index[number])

    def made(self, number: int, label: str | None, chain: str, copy: int) -> str:
        """Return where a text goes that was made of an original; see `FolderSink.derived`."""
        return self.folders.derived(self.index[number], label, chain, copy, _SUFFIX)

    def parent(self, number: int) -> str:
        """Return what the manifest calls an original."""
        return readable(self.index.path(number))
