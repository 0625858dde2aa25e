"""Parses `augctl inspect`, calls it, prints what is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from augctl.cli import shared
from augctl.cli.counts import print_by_split
from augctl.cli.inspect_model import print_model
from augctl.cli.inspect_table import print_inspected
from augctl.cli.oddities import print_oddities, print_some
from augctl.cli.printing import count, listed, print_json, say
from augctl.cli.shared import Json

if TYPE_CHECKING:
    from augctl.commands.inspect import Inspected

_SHOWN_OF_A_GROUP = 4


def command(
    input: Annotated[
        Path, typer.Argument(help="Folder of images or of class folders, a table, or a model.")
    ],
    format: Annotated[
        str, typer.Option(help="How the data is annotated; as input.format of a recipe.")
    ] = "auto",
    target: Annotated[
        str | None, typer.Option(help="The column to predict; as input.target of a recipe.")
    ] = None,
    json: Json = False,
) -> None:
    """Show what an input holds: layout, classes, sizes, columns, oddities."""
    from augctl.commands.inspect import Inspected, inspect
    from augctl.commands.inspect_model import InspectedModel

    with shared.progress_bar("file") as progress:
        found = inspect(input, format=format, target=target, progress=progress)
    if json:
        print_json(**asdict(found))
    elif isinstance(found, Inspected):
        _print(found)
    elif isinstance(found, InspectedModel):
        print_model(found)
    else:
        print_inspected(found)


def _print(found: Inspected) -> None:
    from augctl.io.original import NO_CLASS

    say(f"{count(found.images, 'image')} {found.layout}")
    if not found.marks or set(found.classes) != {NO_CLASS}:
        print_by_split(found.classes, "images")
    if found.marks:
        print_by_split(found.marks, "marks")
    say(f"formats  {listed(found.formats)}")
    say(f"pixels   {listed(found.modes)}")
    say(f"width    {_spread(found.widths)}")
    say(f"height   {_spread(found.heights)}")
    if found.ignored:
        say(f"ignored  {listed(found.ignored)}")
    print_some(f"{count(len(found.empty), 'class folder')} without an image", found.empty)
    print_some(
        f"{count(len(found.duplicates), 'group')} of files with the same bytes",
        [_group(files) for files in found.duplicates],
    )
    print_oddities(found.issues, files=not found.annotated)


def _spread(values: tuple[int, int, int]) -> str:
    least, middle, greatest = values
    if least == greatest:
        return f"{least} pixels"
    return f"{least} to {greatest} pixels, median {middle}"


def _group(files: Sequence[str]) -> str:
    more = len(files) - _SHOWN_OF_A_GROUP
    return ", ".join(files[:_SHOWN_OF_A_GROUP]) + (f" and {more:,} more" if more > 0 else "")
