"""Parses `augctl verify`, calls it, prints what came of it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from augctl.cli import shared
from augctl.cli.printing import count, print_json, say, size
from augctl.cli.shared import Json

_SHOWN = 5


def command(
    output: Annotated[Path, typer.Argument(help="What expand wrote.")],
    json: Json = False,
) -> None:
    """Check every file of an output against its hash."""
    from augctl.commands.verify import verify

    with shared.progress_bar("file") as progress:
        found = verify(output, progress=progress)
    if json:
        print_json(**asdict(found))
        return
    what = "row" if found.rows else "file"
    say(f"{count(found.files, what)}, {size(found.size)}: all as the manifest says")
    if found.strangers:
        names = ", ".join(found.strangers[:_SHOWN])
        more = ", …" if len(found.strangers) > _SHOWN else ""
        what = count(len(found.strangers), "file")
        say((f"{what} that augctl did not write", "yellow"), f": {names}{more}")
