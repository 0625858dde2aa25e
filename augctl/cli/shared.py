"""What commands share: options, a progress bar, and printing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

Progress = Callable[[str, int, int], None]

Input = Annotated[
    Path | None,
    typer.Argument(help="Folder of images or of class folders; else the recipe's input.path."),
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
    """Show how far work is with tqdm on a terminal; say nothing in a pipe."""
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
                desc=what, total=total, unit=unit, leave=False, dynamic_ncols=True, smoothing=0.1
            )
        bar.total = total
        bar.update(done - bar.n)

    try:
        yield show
    finally:
        if bar is not None:
            bar.close()


def print_json(**values: Any) -> None:
    """Print the one object that --json promises."""
    typer.echo(json.dumps({"ok": True, **values}, default=str))


def console() -> Any:
    """Return what prints to stdout; tables keep their width in a pipe."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def table(*columns: str, title: str | None = None) -> Any:
    """Make a table; a column whose name starts with `#` holds numbers."""
    from rich import box
    from rich.table import Table

    made = Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False
    )
    for column in columns:
        number = column.startswith("#")
        made.add_column(column.lstrip("#"), justify="right" if number else "left")
    return made


def size(count: float) -> str:
    """Write a number of bytes for people.

    >>> size(1_234_567)
    '1.2 MB'
    """
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} B" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


def duration(seconds: float) -> str:
    """Write a time for people.

    >>> duration(7384)
    '2 h 3 min'
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
