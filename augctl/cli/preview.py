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
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="The PNG to write; of texts, also HTML. [default: grid.png]"
        ),
    ] = None,
    input: Input = None,
    originals: Annotated[
        int, typer.Option(min=1, max=50, help="Rows per chain; not of charts.")
    ] = 4,
    variants: Annotated[
        int, typer.Option(min=1, max=50, help="Variants per row; not of charts.")
    ] = 5,
    cell_px: Annotated[int, typer.Option(min=64, max=1000, help="Width of a cell, pixels.")] = 200,
    seed: Seed = None,
    json: Json = False,
) -> None:
    """Draw originals and their variants, texts word by word, or a table before and after."""
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
    if result.texts:
        from augctl.cli.preview_text import print_texts

        print_texts(result.texts)
    for name in result.left_out:
        say(f"The chain {name} has no stage for text; a PNG shows it: -o grid.png")
    if result.file is None:
        return
    shown = f"{count(result.variants, 'variant')} of {count(result.originals, 'original')}"
    if result.rows:
        shown = f"{count(result.variants, 'new row')} beside {count(result.originals, 'original')}"
    size = f", {result.width} x {result.height} pixels" if result.width else ""
    say(f"{result.file}: {shown}{size}")
