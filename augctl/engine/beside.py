"""What stages read beside the dataset: listed, so that a run that goes on notices a change.

Files count by path, size and time of change, as originals do: reading a folder of backgrounds to
hash it would take longer than many a run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR

from augctl.documents.document import where
from augctl.engine.job import Layout
from augctl.errors import InputError
from augctl.io import atomic
from augctl.io.original import Entry
from augctl.planning.changes import changes
from augctl.planning.index import Index
from augctl.planning.index_writer import build
from augctl.recipe.chain import Chain
from augctl.recipe.compile import Recipe


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
        InputError: A folder cannot be listed.
        OutputError: The index cannot be written.
    """
    with atomic.writing(folder):
        return build(
            (
                Entry(f"{number:06d}/{name}", None, -1, size, mtime_ns)
                for number, read in enumerate(beside(recipe))
                for name, size, mtime_ns in _walk(read.path)
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
        shown = f"{read.path.name}/{name}" if name else read.path.name
        yield read.chain, f"{read.step}: {shown!a} {how}"


_Above = tuple[tuple[int, int], ...]


def _walk(path: Path, name: str = "", above: _Above = ()) -> Iterator[tuple[str, int, int]]:
    """Walk name, size and time of change of a file, or of those in a folder but hidden ones.

    In order of name. Links to folders are followed, because a stage may ask for a file in one.
    """
    try:
        status = path.stat()
        inside = sorted(path.iterdir(), key=os.fsencode) if S_ISDIR(status.st_mode) else None
    except (FileNotFoundError, PermissionError):  # a stage that asks for it will say so
        yield name, 0, 0
        return
    except OSError as error:
        raise InputError(f"{path} cannot be listed: {error.strerror or error}.") from error
    here = status.st_dev, status.st_ino
    if inside is None:
        yield name, status.st_size, status.st_mtime_ns
    elif here not in above:
        for item in inside:
            if not item.name.startswith("."):
                below = f"{name}/{item.name}" if name else item.name
                yield from _walk(item, below, (*above, here))
