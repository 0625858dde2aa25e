"""How a table's file is written, kept for whoever writes rows of the same kind."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["csv", "jsonl", "parquet", "folder"]

_FILE = "form.json"

PLACES = "rows.npy"
"""Where each row stands in the source: shape (count, 2), uint64: start and stop in bytes. For
parquet and folders, the row's number and the next."""

COPY = "source.bin"
"""The source unpacked and in UTF-8, where places in the file itself would be of no use."""


@dataclass(frozen=True, slots=True)
class Form:
    r"""What a file looks like. Text is kept as characters; see `encoding` for their bytes.

    Attributes:
        kind: Its format.
        file_name: Without its folder.
        source: The file that `rows.npy` tells places in, or the folder of text files: absolute, or
            a name in the table's own folder, which may move.
        packed: Whether it is a gzip file.
        encoding: What rows are encoded in.
        outer: What the file is encoded in, where rows are carried in another encoding; or empty.
        header: All before the first row, a byte order mark too; bytes as latin-1.
        ending: What ends a row: `\n`, `\r\n` or `\r`.
        delimiter: What stands between cells.
        quote: What stands around cells.
        quoting: Which cells are quoted: those that need it, all, or all but numbers.
        spaced: Whether a space follows each delimiter.
        comma: Whether numbers have a decimal comma.
        separators: What stands between the items of a JSON object, and behind its keys.
        ascii: Whether JSON strings are written in ASCII.
    """

    kind: Kind
    file_name: str
    source: str
    packed: bool = False
    encoding: str = "utf-8"
    outer: str = ""
    header: str = ""
    ending: str = "\n"
    delimiter: str = ","
    quote: str = '"'
    quoting: Literal["minimal", "all", "text"] = "minimal"
    spaced: bool = False
    comma: bool = False
    separators: tuple[str, str] = (", ", ": ")
    ascii: bool = False

    def save(self, folder: Path) -> None:
        """Write it into the folder of a table."""
        (folder / _FILE).write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Form:
        """Read it back."""
        data = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return cls(**{**data, "separators": tuple(data["separators"])})
