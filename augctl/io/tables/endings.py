"""Tells which files are tables, by their endings."""

from __future__ import annotations

from pathlib import Path

from augctl.io.tables.dialect import sniff

_LINES = (".csv", ".tsv", ".tab")

JSONL = (".jsonl", ".ndjson")
"""Endings of files with an object of JSON in each line."""

TABLE_ENDINGS = frozenset([*_LINES, *JSONL, ".parquet"])
"""Endings of files that are tables whatever is in them."""


def is_table(file: Path) -> bool:
    """Say whether a file is a table: by its ending, and a `.txt` by how it begins."""
    ending = ending_of(file)
    if not file.is_file():
        return False
    if ending in TABLE_ENDINGS:
        return True
    if ending != ".txt" or file.suffix.lower() == ".gz":
        return False
    with file.open("rb") as stream:
        lines = stream.read(1 << 16).decode("utf-8", "replace").splitlines()
    dialect = sniff("\n".join(lines[:-1] or lines) + "\n")
    widths = set(map(len, dialect.records(lines[:20])))
    return len(widths) == 1 and widths.pop() > 1 and len(lines) > 1


def ending_of(file: Path) -> str:
    """Return the ending of a file in lower case, that before `.gz` where it is packed."""
    name = file.name.lower().removesuffix(".gz")
    return Path(name).suffix
