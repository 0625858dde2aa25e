"""Parses `augctl inspect`, calls it, prints what is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from augctl.cli import shared
from augctl.cli.counts import print_counts
from augctl.cli.printing import count, listed, print_json, say
from augctl.cli.shared import Json

if TYPE_CHECKING:
    from augctl.commands.inspect import Inspected

_SHOWN = 10
_SHOWN_OF_A_GROUP = 4


def command(
    input: Annotated[Path, typer.Argument(help="Folder of images or of class folders.")],
    format: Annotated[
        str, typer.Option(help="How the data is annotated; as input.format of a recipe.")
    ] = "auto",
    json: Json = False,
) -> None:
    """Show what a folder holds: layout, classes, sizes, oddities."""
    from augctl.commands.inspect import inspect

    with shared.progress_bar("file") as progress:
        found = inspect(input, format=format, progress=progress)
    if json:
        print_json(**asdict(found))
    else:
        _print(found)


def _print(found: Inspected) -> None:
    from augctl.io.original import NO_CLASS

    say(f"{count(found.images, 'image')} {found.layout}")
    if not found.marks or set(found.classes) != {NO_CLASS}:
        _print_table(found.classes, "images")
    if found.marks:
        _print_table(found.marks, "marks")
    say(f"formats  {listed(found.formats)}")
    say(f"pixels   {listed(found.modes)}")
    say(f"width    {_spread(found.widths)}")
    say(f"height   {_spread(found.heights)}")
    if found.ignored:
        say(f"ignored  {listed(found.ignored)}")
    _print_some(f"{count(len(found.empty), 'class folder')} without an image", found.empty)
    _print_some(
        f"{count(len(found.duplicates), 'group')} of files with the same bytes",
        [_group(files) for files in found.duplicates],
    )
    issues = [issue for issue in found.issues if issue["outcome"] != "kept"]
    _print_some(
        count(len(issues), "oddity", "oddities") + _mended(issues)
        if found.annotated
        else f"{count(len(issues), 'file')} that cannot be used",
        [_line(issue) for issue in issues],
    )
    kept = [issue for issue in found.issues if issue["outcome"] == "kept"]
    _print_some(
        f"{count(len(kept), 'oddity', 'oddities')} that expand keeps as they are",
        [_line(issue) for issue in kept],
    )


def _line(issue: Mapping[str, Any]) -> str:
    return f"{issue['path']}: {issue['message']} ({issue['reason']})"


def _mended(issues: Sequence[Mapping[str, Any]]) -> str:
    number = sum(issue["outcome"] == "mended" for issue in issues)
    return f", {number:,} of them mended by expand" if number else ""


def _print_table(counts: Mapping[str, Mapping[str, int]], what: str) -> None:
    splits = list(next(iter(counts.values())))
    columns = {split: {label: row[split] for label, row in counts.items()} for split in splits}
    if len(splits) > 1:
        print_counts(columns, total=what)
    else:
        print_counts({what: columns[splits[0]]}, total="")


def _spread(values: tuple[int, int, int]) -> str:
    least, middle, greatest = values
    if least == greatest:
        return f"{least} pixels"
    return f"{least} to {greatest} pixels, median {middle}"


def _group(files: Sequence[str]) -> str:
    more = len(files) - _SHOWN_OF_A_GROUP
    return ", ".join(files[:_SHOWN_OF_A_GROUP]) + (f" and {more:,} more" if more > 0 else "")


def _print_some(what: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    say((what, "yellow"))
    for line in lines[:_SHOWN]:
        say(f"  {line}")
    if len(lines) > _SHOWN:
        say(f"  and {len(lines) - _SHOWN:,} more (--json lists all)")
