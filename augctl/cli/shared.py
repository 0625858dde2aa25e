"""What commands share: options, and a progress bar."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

Progress = Callable[[str, int, int], None]

Input = Annotated[
    Path | None,
    typer.Argument(help="Folder of images or of class folders, or a table; else the recipe's."),
]
RecipeFile = Annotated[Path, typer.Option("--recipe", "-r", help="The recipe, a YAML file.")]
Seed = Annotated[
    int | None, typer.Option(min=0, max=2**64 - 1, help="Stands in for the recipe's seed.")
]
Workers = Annotated[
    int | None, typer.Option(min=1, max=1024, help="Worker processes; default: one per core.")
]
Limit = Annotated[
    int | None, typer.Option(min=1, help="At most so many units per chain, for a trial.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]


@contextmanager
def progress_bar(unit: str, *, quiet: bool = False) -> Iterator[Progress]:
    """Show how far work is with tqdm on a terminal, on stderr; say nothing in a pipe."""
    if quiet or not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from tqdm import tqdm

    # A monitor thread would make forking unsafe.
    tqdm.monitor_interval = 0
    bar: Any = None

    def show(what: str, done: int, total: int) -> None:
        nonlocal bar
        if bar is None or bar.desc != f"{what}: ":
            if bar is not None:
                bar.close()
            bar = tqdm(
                desc=what,
                total=total or None,
                unit=f" {unit}s",
                leave=False,
                dynamic_ncols=True,
                smoothing=0.1,
            )
        bar.total = total or None
        bar.update(done - bar.n)

    try:
        yield show
    finally:
        if bar is not None:
            bar.close()
