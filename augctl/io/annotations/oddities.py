"""What is wrong with an annotation, kept on disk: there can be as much of it as there are marks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

from augctl.io import atomic
from augctl.io.annotations.model import Oddity


class Oddities:
    """Takes oddities while an annotation is read, and walks them afterwards, in no memory."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __enter__(self) -> Oddities:
        with atomic.writing(self._file):
            self._stream = self._file.open("wb")
        return self

    def __exit__(self, *error: object) -> None:
        with atomic.writing(self._file):
            self._stream.close()

    def add(self, oddity: Oddity) -> None:
        """Keep one more.

        Raises:
            OutputError: It could not be written.
        """
        # In ASCII even names that are no Unicode come back as they are.
        line = json.dumps(astuple(oddity)) + "\n"
        with atomic.writing(self._file):
            self._stream.write(line.encode("ascii"))

    def __iter__(self) -> Iterator[Oddity]:
        with self._file.open("rb") as stream:
            for line in stream:
                yield Oddity(*json.loads(line))
