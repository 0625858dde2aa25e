"""The files that describe all outputs: written when all are there, from what the receipts know."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from augctl.engine import receipts
from augctl.engine.job import Layout, Sink
from augctl.io import atomic
from augctl.io.annotations.model import Dataset, Picture
from augctl.io.annotations.store import picture_of
from augctl.io.sinks.annotated import AnnotatedSink
from augctl.manifest import inside

Files = dict[str, dict[str, Any]]
"""What was written: by path relative to OUT/data, hash and bytes."""


@dataclass(frozen=True, slots=True)
class _Outputs:
    """The pictures of all outputs, in plan order; can be walked more than once."""

    layout: Layout
    shards: Sequence[str]

    def __iter__(self) -> Iterator[Picture]:
        return map(picture_of, receipts.pictures(self.layout, self.shards))


def describe(layout: Layout, shards: Sequence[str], sink: Sink, dataset: Dataset) -> Files:
    """Write the files that describe all outputs of an annotated dataset.

    Args:
        layout: Where things lie.
        shards: The shards, in plan order.
        sink: What named the outputs.
        dataset: What the originals' dataset says of itself.

    Raises:
        OutputError: They could not be written.
    """
    if not isinstance(sink, AnnotatedSink):
        return {}
    whole = replace(dataset, categories=sink.categories, pictures=_Outputs(layout, shards))
    files: Files = {}
    for name, parts in sink.writer.together(whole):
        note(layout, [*files, name])
        files[name] = _write(layout.data / name, parts, layout.temporary / "described")
    return files


def described(layout: Layout) -> list[Path]:
    """Return the files that describe all outputs, those too that are still being written."""
    try:
        names = json.loads(_list(layout).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return []
    return [layout.data / name for name in names if isinstance(name, str) and inside(name)]


def note(layout: Layout, names: list[str]) -> None:
    """Name a file before it is written, so that it can be taken back."""
    data = json.dumps(names).encode("ascii")
    atomic.write(_list(layout), data, layout.temporary / "list", sync=True)


def _list(layout: Layout) -> Path:
    return layout.state / "described.json"


def _write(path: Path, parts: Iterable[bytes], temporary: Path) -> dict[str, Any]:
    digest, size = sha256(), 0
    with atomic.writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as stream:
            for part in parts:
                stream.write(part)
                digest.update(part)
                size += len(part)
        temporary.replace(path)
    return {"sha256": digest.hexdigest(), "bytes": size}
