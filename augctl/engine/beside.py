"""What stages read beside the dataset: listed, so that a run that goes on notices a change.

Files count by path, size and time of change, as originals do: reading a folder of backgrounds to
hash it would take longer than many a run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from augctl.engine.job import Layout
from augctl.errors import BadInput
from augctl.io import atomic
from augctl.io.codecs.probing import unreadable
from augctl.io.original import Entry
from augctl.planning.index import Index, build, changes
from augctl.recipe.chain import Chain
from augctl.recipe.compile import Recipe
from augctl.recipe.document import where


@dataclass(frozen=True, slots=True)
class Beside:
    """A file or folder that a stage reads, and which use of the stage in the recipe it is."""

    step: str
    chain: Chain
    path: Path


def beside(recipe: Recipe) -> list[Beside]:
    """List what the stages of a recipe read, in the recipe's order."""
    return [
        Beside(f"{where(step.place)} {step.name}", chain, path)
        for chain in recipe.chains
        for step in [*chain.steps(), *chain.gates]
        for path in step.stage.inputs()
    ]


def list_beside(recipe: Recipe, folder: Path) -> Index:
    """List what stages read into an index at `folder`; each path begins with its place in `beside`.

    Raises:
        OutputError: The index cannot be written.
    """
    with atomic.writing(folder):
        return build(
            (
                Entry(f"{number:06d}/{path}", None, -1, size, mtime_ns)
                for number, read in enumerate(beside(recipe))
                for path, size, mtime_ns in _walk(read.path)
            ),
            folder,
        )


def changes_beside(layout: Layout, now: Index, recipe: Recipe) -> Iterator[tuple[Chain, str]]:
    """Walk what changed since a run of the same recipe began: the chain, and words for people."""
    reads = beside(recipe)
    try:
        then = Index(layout.beside)
    except (OSError, ValueError):
        for read in reads:
            yield read.chain, f"{read.step}: the listing of {read.path.name} is lost"
        return
    for path, how in changes(then, now):
        number, _, name = path.partition("/")
        read = reads[int(number)]
        yield read.chain, f"{read.step}: {f'{read.path.name}/{name}'!a} {how}"


_Above = tuple[tuple[int, int], ...]


def _walk(folder: Path, prefix: str = "", above: _Above = ()) -> Iterator[tuple[str, int, int]]:
    """Walk path, size and time of change of the files in a folder, in order, but hidden ones.

    Links to folders are followed, because a stage that asks for a name in one does so, too.
    """
    try:
        status = folder.stat()
        here = status.st_dev, status.st_ino
        if not folder.is_dir():
            yield prefix.rstrip("/") or folder.name, status.st_size, status.st_mtime_ns
        elif here not in above:
            names = (name for name in os.listdir(folder) if not name.startswith("."))
            for name in sorted(names, key=os.fsencode):
                yield from _walk(folder / name, f"{prefix}{name}/", (*above, here))
    except OSError as error:
        raise unreadable(error) from None
