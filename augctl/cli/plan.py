"""Parses `augctl plan`, calls it, prints what came of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from augctl.cli import shared
from augctl.cli.counts import print_counts
from augctl.cli.printing import count, duration, print_json, print_notes, say, size
from augctl.cli.shared import Input, Json, Limit, RecipeFile, Seed, Workers

if TYPE_CHECKING:
    from augctl.commands.plan import Forecast


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

    with shared.progress_bar("file") as progress:
        found = plan(
            input, recipe=recipe, workers=workers, seed=seed, limit=limit, progress=progress
        )
    if json:
        print_json(**asdict(found))
    else:
        _print(found)


def _print(found: Forecast) -> None:
    print_counts({"originals": found.originals, **found.added}, total="after")
    if found.marks:
        say("marks of the anchors; stages may cut off or cover some, mixes bring more:")
        print_counts(found.marks, total="about")
    if found.held_out:
        say(f"{count(found.held_out, 'original')} of other splits among them, as they are")
    if not found.originals_written:
        say("the originals are not among the files: the recipe's output.originals is skip")
    if found.approximate:
        say(f"{', '.join(found.approximate)}: a mix of two classes counts for the heavier one,")
        say("so its classes may shift, and what a later balance adds")
    if found.gated:
        say(f"{', '.join(found.gated)}: at most so many, fewer where gates reject all attempts")
    if found.waiting:
        say(f"{', '.join(found.waiting)}: counts what earlier chains really leave of the marks,")
        say("so it may add more or fewer")
    if found.issues:
        say((f"{count(found.issues, 'input')} cannot be used", "yellow"), ": see augctl inspect")
    print_notes(found.notes)
    about = "at most " if found.gated else ""
    if found.approximate or found.waiting:
        about = "about "
    what = "row" if found.rows else "file"
    say(
        f"{about}{count(found.outputs, what)}, about {size(found.size)}, "
        f"about {duration(found.seconds)} with {count(found.workers, 'worker')}"
    )
