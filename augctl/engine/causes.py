"""Why an output may come out differently than it did: what changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from augctl.engine.beside import changes_beside, list_beside
from augctl.engine.job import Layout
from augctl.engine.state import versions
from augctl.io.original import Original
from augctl.manifest import Row
from augctl.recipe.compile import Recipe

# Of a folder whose files all changed, some are enough to know why.
_SHOWN = 3


def changed(root: Path, originals: Mapping[str, Original]) -> Iterator[str]:
    """Name the originals that are gone, or are not what they were."""
    for name, original in originals.items():
        try:
            now = (root / original.path).stat()
        except OSError:
            yield f"{name} is gone"
            continue
        if (now.st_size, now.st_mtime_ns) != (original.size, original.mtime_ns):
            yield f"{name} is not what it was"


def changed_beside(layout: Layout, recipe: Recipe, row: Row) -> list[str]:
    """Name some of what changed beside the originals since, as far as the row's chain reads it."""
    with TemporaryDirectory(prefix="augctl-") as scratch:
        now = list_beside(recipe, Path(scratch))
        found = (
            line
            for chain, line in changes_beside(layout, now, recipe)
            if chain.name == row["chain"]
        )
        return list(islice(found, _SHOWN))


def other_versions(then: Mapping[str, str], recipe: Recipe) -> list[str]:
    """Name what has another version than it had."""
    now = versions(recipe, parquet="pyarrow" in then, packed="zlib" in then)
    return [
        f"{name} was {version}, is {now.get(name, 'none')}"
        for name, version in then.items()
        if now.get(name) != version
    ]
