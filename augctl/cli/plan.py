"""Parses `augctl plan`, calls it, prints what came of it."""

from __future__ import annotations

from dataclasses import asdict

from augctl.cli import shared
from augctl.cli.shared import Input, Json, Limit, RecipeFile, Seed, Workers


def command(
    recipe: RecipeFile,
    input: Input = None,
    workers: Workers = None,
    seed: Seed = None,
    limit: Limit = None,
    json: Json = False,
) -> None:
    """Forecast counts per class, bytes and time, without writing."""
    from augctl.commands.plan import plan

    with shared.progress_bar("file", quiet=json) as progress:
        found = plan(
            input, recipe=recipe, workers=workers, seed=seed, limit=limit, progress=progress
        )
    if json:
        shared.print_json(**asdict(found))
        return
    rows = shared.table("class", "#originals", *(f"#+ {name}" for name in found.added), "#after")
    for label, count in found.originals.items():
        added = [chain[label] for chain in found.added.values()]
        rows.add_row(label, f"{count:,}", *(f"{n:,}" for n in added), f"{count + sum(added):,}")
    console = shared.console()
    console.print(rows)
    if found.held_out:
        console.print(f"{found.held_out:,} originals of other splits are passed on as they are")
    if found.approximate:
        names = ", ".join(found.approximate)
        console.print(
            f"classes of {names} may shift: a mix of two classes goes to the heavier one; "
            "a balance after it counts what was really made"
        )
    if found.issues:
        console.print(f"[yellow]{found.issues:,} inputs cannot be used[/]: see augctl inspect")
    console.print(
        f"{found.outputs:,} files, about {shared.size(found.size)}, "
        f"about {shared.duration(found.seconds)} with {found.workers} workers"
    )
