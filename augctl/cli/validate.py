"""Parses `augctl validate`, calls it, prints what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from augctl.cli.printing import print_json, say
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

    names = validate(*recipes, input=input)
    if json:
        print_json(recipes=names)
        return
    for file in recipes:
        say(f"{file}: ", ("ok", "green"))
