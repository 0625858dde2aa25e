"""Parses `augctl verify`, calls it, prints what came of it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from augctl.cli import shared
from augctl.cli.shared import Json


def command(
    output: Annotated[Path, typer.Argument(help="What expand wrote.")],
    json: Json = False,
) -> None:
    """Check every file of an output against its hash."""
    from augctl.commands.verify import verify

    with shared.progress_bar("file", quiet=json) as progress:
        found = verify(output, progress=progress)
    if json:
        shared.print_json(**asdict(found))
        return
    typer.echo(f"{found.files:,} files, {shared.size(found.size)}: all as the manifest says")
    if found.strangers:
        names = ", ".join(found.strangers[:5]) + (", …" if len(found.strangers) > 5 else "")
        typer.echo(f"{len(found.strangers):,} files that augctl did not write: {names}")
