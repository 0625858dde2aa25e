"""Parses `augctl schema`, calls it, prints it."""

from __future__ import annotations

import json

import typer


def command() -> None:
    """Print the JSON Schema of recipes, for editors."""
    from augctl.commands.schema import schema

    typer.echo(json.dumps(schema(), indent=1))
