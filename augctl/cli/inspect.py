"""Parses `augctl inspect`, calls it, prints what is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from augctl.cli import shared
from augctl.cli.shared import Json

_SHOWN = 10


def command(
    input: Annotated[Path, typer.Argument(help="Folder of images or of class folders.")],
    json: Json = False,
) -> None:
    """Show what a folder holds: layout, classes, sizes, oddities."""
    from augctl.commands.inspect import inspect

    with shared.progress_bar("file", quiet=json) as progress:
        found = inspect(input, progress=progress)
    if json:
        shared.print_json(**asdict(found))
        return
    console = shared.console()
    console.print(f"{found.images:,} images, {found.layout}")
    splits = list(next(iter(found.classes.values())))
    rows = shared.table("class", *(f"#{split}" for split in splits))
    for label, counts in found.classes.items():
        rows.add_row(label, *(f"{counts[split]:,}" for split in splits))
    console.print(rows)
    console.print(f"formats  {_listed(found.formats)}")
    console.print(f"pixels   {_listed(found.modes)}")
    console.print(f"width    {_spread(found.widths)}")
    console.print(f"height   {_spread(found.heights)}")
    if found.ignored:
        console.print(f"ignored  {_listed(found.ignored)}")
    if found.duplicates:
        rows = shared.table("files with the same bytes")
        for group in found.duplicates[:_SHOWN]:
            rows.add_row(", ".join(group[:4]) + (", …" if len(group) > 4 else ""))
        console.print(rows)
        _print_more(len(found.duplicates))
    if found.issues:
        rows = shared.table("cannot be used", "reason", "why")
        for issue in found.issues[:_SHOWN]:
            rows.add_row(issue["path"], issue["reason"], issue["message"])
        console.print(rows)
        _print_more(len(found.issues))


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _spread(values: tuple[int, int, int]) -> str:
    return f"{values[0]} to {values[2]} pixels, middle {values[1]}"


def _print_more(count: int) -> None:
    if count > _SHOWN:
        shared.console().print(f"and {count - _SHOWN:,} more (--json lists all)")
