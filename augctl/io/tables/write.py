"""PLACEHOLDER so that the tree imports: to be replaced by whoever writes writing."""

from __future__ import annotations

from typing import Any


class RowText:
    """Rows as text."""

    def __init__(self, folder: Any) -> None:
        self.file_name = ""

    text: Any = None
    originals: Any = None
    assemble: Any = None
