"""Parses `augctl expand`, calls it, prints what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from augctl.cli import shared
from augctl.cli.counts import print_counts
from augctl.cli.printing import count, duration, listed, print_json, print_notes, say, size
from augctl.cli.shared import Input, Json, Limit, Quiet, RecipeFile, Seed, Workers

if TYPE_CHECKING:
    from augctl.commands.expand import Expanded


class OnError(str, Enum):
    """What a bad input or unit does."""

    skip = "skip"
    stop = "stop"


class Engine(str, Enum):
    """Where shards run."""

    local = "local"


def command(
    recipe: RecipeFile,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to write to.")],
    input: Input = None,
    workers: Workers = None,
    seed: Seed = None,
    limit: Limit = None,
    engine: Annotated[Engine, typer.Option(help="Where shards run.")] = Engine.local,
    on_error: Annotated[
        OnError, typer.Option(help="Skip and report bad inputs, or stop at the first.")
    ] = OnError.skip,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace what augctl wrote to OUT before.")
    ] = False,
    unit_timeout: Annotated[
        float, typer.Option(min=0.1, help="Give up a unit that takes longer, in seconds.")
    ] = 300.0,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make the larger dataset. Run it again on the same output to resume."""
    from augctl.commands.expand import expand

    with shared.progress_bar("file", quiet=quiet) as progress:
        result = expand(
            input,
            recipe=recipe,
            output=output,
            workers=workers,
            seed=seed,
            limit=limit,
            on_error=on_error.value,
            overwrite=overwrite,
            unit_timeout_s=unit_timeout,
            progress=progress,
        )
    if json:
        print_json(**asdict(result))
    elif not quiet:
        _print(result, output)
    if result.warnings:
        raise typer.Exit(1)


def _print(result: Expanded, output: Path) -> None:
    what = "row" if result.rows else "file"
    print_counts(result.made, total=f"{what}s")
    if result.marks:
        print_counts(result.marks, total="marks")
    resumed = f", {result.resumed:,} of them from before" if result.resumed else ""
    rate = (result.outputs - result.resumed) / max(result.seconds, 1e-9)
    say(
        f"{count(result.outputs, what)}, {size(result.size)}, in {output / 'data'}{resumed}; "
        f"{duration(result.seconds)}, {rate:,.0f} {what}s/s"
    )
    if result.lost:
        say(("Not kept", "yellow"), ", because the new format has no place for it:")
        for lost, files in result.lost.items():
            say(f"  {lost}{_named(result.lost_names.get(lost, ()))}: {count(files, 'file')}")
    print_notes(result.notes)
    for warning in result.warnings:
        say(("Warning: ", "yellow"), warning)
    told: list[str | tuple[str, str]] = []
    for word, reasons in (("skipped", result.reasons), ("mended", result.mended)):
        if reasons:
            number = f"{sum(reasons.values()):,} {word}"
            told += [", ", (number, "yellow"), f" ({listed(reasons)})"]
    if told:
        say(*told[1:], f": see {output / 'errors.jsonl'}")


def _named(names: Sequence[str]) -> str:
    """Write some names of what was lost behind its kind."""
    from augctl.engine.losses import MOST

    more = ", …" if len(names) > MOST else ""
    return f" ({', '.join(names[:MOST])}{more})" if names else ""
