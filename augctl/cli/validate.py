"""Parses `augctl validate`, calls it, prints what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from augctl.cli.printing import print_json, print_notes, say
from augctl.cli.shared import Json


def command(
    recipes: Annotated[list[Path], typer.Argument(help="Recipes, YAML files.")],
    input: Annotated[
        Path | None, typer.Option("--input", "-i", help="Also check against this folder.")
    ] = None,
    json: Json = False,
) -> None:
    """Find every mistake in recipes, with line and column."""
    from augctl.commands.validate import validate

    notes: list[str] = []
    names = validate(*recipes, input=input, note=notes.append)
    if json:
        print_json(recipes=names, notes=notes)
        return
    for file in recipes:
        say(f"{file}: ", ("ok", "green"))
    print_notes(notes)
