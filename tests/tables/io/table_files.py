"""Tables in files for tests: written, read, and put together again."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from augctl.io.annotations.model import Oddity
from augctl.io.tables.read import read_table
from augctl.io.tables.write import RowText
from augctl.tables.rules import TableRules
from augctl.tables.schema import Column
from augctl.tables.table import Table


class Read:
    """A table that was read: `table`, its `text`, and what was `odd`."""

    def __init__(self, file: Path, folder: Path, rules: TableRules | None = None) -> None:
        folder.mkdir()
        self.odd: list[Oddity] = []
        read_table(file, folder, rules or TableRules(), self.odd.append, lambda: None)
        self.table, self.text = Table(folder), RowText(folder)

    def column(self, name: str) -> Column:
        return next(c for c in self.table.schema.columns if c.name == name)

    def roles(self) -> dict[str, str]:
        return {c.name: c.role for c in self.table.schema.columns}

    def originals(self) -> list[bytes]:
        return list(self.text.originals(slice(None)))

    def made(self) -> list[bytes]:
        """Write every row as if it had been made."""
        return self.text.text(self.table.block(np.arange(self.table.count)))

    def assembled(self, out: Path, rows: list[bytes]) -> bytes:
        self.text.assemble(out, rows)
        return out.read_bytes()

    @property
    def reasons(self) -> list[str]:
        return [oddity.reason for oddity in self.odd]


def read(
    tmp_path: Path, content: str | bytes, name: str = "t.csv", rules: TableRules | None = None
) -> Read:
    file = tmp_path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return Read(file, tmp_path / f"{name}.store", rules)
