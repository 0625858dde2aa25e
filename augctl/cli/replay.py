"""Parses `augctl replay`, calls it, prints what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from augctl.cli.printing import print_json, say
from augctl.cli.shared import Json


def command(
    output: Annotated[Path, typer.Argument(help="What expand wrote.")],
    file: Annotated[
        str,
        typer.Argument(help="One output, such as cat/0012__views-3.jpg, or a row: table.csv#17."),
    ],
    input: Annotated[
        Path | None, typer.Option("--input", "-i", help="The originals, if they have moved.")
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option("--save", help="Also write it to this file, and its labels beside."),
    ] = None,
    json: Json = False,
) -> None:
    """Make one output again from its row of the manifest, and compare."""
    from augctl.commands.replay import replay

    found = replay(output, file, input=input, save=save)
    row = found.row
    if json:
        print_json(
            file_name=row["file_name"], sha256=row["sha256"], beside=[*found.beside], same=True
        )
        return
    stages = " → ".join(stage["stage"] for stage in row["stages"]) or "the original as it is"
    place = f"#{row['row']}" if "row" in row else ""
    say(f"{row['file_name']}{place}: same bytes ({row['sha256'][:12]}…)")
    if found.beside:
        say(f"with {', '.join(found.beside)}: same bytes")
    say(f"from {', '.join(row['parents'])}: {stages}")
