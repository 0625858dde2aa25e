"""Parses `augctl preview`, calls it, prints what came of it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from augctl.cli import shared
from augctl.cli.printing import count, print_json, say
from augctl.cli.shared import Input, Json, RecipeFile, Seed


def command(
    recipe: RecipeFile,
    output: Annotated[Path, typer.Option("--output", "-o", help="The PNG to write.")] = Path(
        "grid.png"
    ),
    input: Input = None,
    originals: Annotated[int, typer.Option(min=1, max=50, help="Of images: rows per chain.")] = 4,
    variants: Annotated[int, typer.Option(min=1, max=50, help="Of images: variants per row.")] = 5,
    cell_px: Annotated[int, typer.Option(min=64, max=1000, help="Width of a cell, pixels.")] = 200,
    seed: Seed = None,
    json: Json = False,
) -> None:
    """Draw originals and their variants, or a table before and after, as a PNG."""
    from augctl.commands.preview import preview

    with shared.progress_bar("picture") as progress:
        result = preview(
            input,
            recipe=recipe,
            output=output,
            originals=originals,
            variants=variants,
            cell_px=cell_px,
            seed=seed,
            progress=progress,
        )
    if json:
        print_json(**asdict(result))
        return
    shown = f"{count(result.variants, 'variant')} of {count(result.originals, 'original')}"
    if result.rows:
        shown = f"{count(result.variants, 'new row')} beside {count(result.originals, 'original')}"
    say(f"{result.file}: {shown}, {result.width} x {result.height} pixels")
