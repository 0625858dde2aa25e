"""Parses `augctl stages`, calls the catalogue, prints it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from augctl.cli import shared
from augctl.cli.shared import Json


def command(
    name: Annotated[
        str | None, typer.Argument(help="A stage, or a family such as image or imgaug.")
    ] = None,
    json: Json = False,
) -> None:
    """List the stages; with a name: its parameters, ranges, example and reference."""
    from augctl.commands.catalogue import catalogue, withheld

    found = catalogue(name)
    whole = name is None or len(found) > 1
    hidden = {
        key: why
        for key, why in (withheld() if whole else {}).items()
        if name is None or key.startswith(f"{name}.")
    }
    if json:
        shared.print_json(stages=[asdict(entry) for entry in found], withheld=hidden)
        return
    from rich.text import Text

    console = shared.console()
    if not whole:
        (entry,) = found
        console.print(Text(f"{entry.name}  ", "bold"), Text(entry.kind, "dim"))
        console.print(Text(entry.text))
        rows = shared.table("parameter", "takes", "default", "meaning")
        for parameter in entry.parameters:
            rows.add_row(
                *map(Text, (parameter.name, parameter.takes, parameter.default, parameter.meaning))
            )
        if entry.parameters:
            console.print(rows)
        console.print(Text("Beside it may stand p, only, id, on. Example:", "dim"))
        console.print(Text(f"  {entry.example}"))
        return
    rows = shared.table("stage", "kind", "what it does")
    for entry in found:
        rows.add_row(*map(Text, (entry.name, entry.kind, entry.summary)))
    console.print(rows)
    if hidden:
        rows = shared.table("not offered", "why")
        for key, why in hidden.items():
            rows.add_row(Text(key), Text(why))
        console.print(rows)
