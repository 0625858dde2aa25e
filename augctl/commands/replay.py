"""`augctl replay`: make one output again from its row of the manifest, and compare."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from augctl.engine.job import Layout, reader_for
from augctl.engine.render import Trace, replay_stages
from augctl.engine.shard import encode_sample
from augctl.engine.state import read_run, versions
from augctl.engine.threads import one_thread
from augctl.errors import BadInput, CheckFailed, InputError
from augctl.io import atomic
from augctl.io.original import Original
from augctl.io.paths import readable
from augctl.io.sources.images import ImageReader
from augctl.manifest import Row, find
from augctl.planning.index import Index
from augctl.recipe.compile import Recipe, load


@dataclass(frozen=True)
class Replayed:
    """An output that was made again, byte for byte as the manifest says.

    Attributes:
        row: Its row of the manifest.
        data: Its bytes.
    """

    row: Row
    data: bytes


def replay(
    output: str | Path,
    file: str,
    *,
    input: str | Path | None = None,
    save: str | Path | None = None,
) -> Replayed:
    """Make one output again from its row, using no generator, and compare the bytes.

    Args:
        output: What `expand` wrote.
        file: The output: a path below OUT/data, or a path on disk.
        input: The originals, if they are no longer where they were.
        save: Also write the bytes to this file.

    Raises:
        UsageError: There is no such output, or the originals are not there.
        CheckFailed: The bytes differ from the manifest or from the file.
        OutputError: The bytes could not be saved.
    """
    out = Path(output)
    run = read_run(out)
    row = find(out, _below_data(out, file))
    one_thread()
    root = Path(input) if input is not None else Path(run["input"]["path"])
    if not root.is_dir():
        raise InputError(f"The originals are not at {root}.", "Name their folder with --input.")
    recipe = load(run["recipe"])
    layout = Layout(out)
    originals = _originals(Index(layout.index), _files_of(row))
    reader = reader_for(root, recipe)
    data = _make(row, recipe, reader, originals)
    if save is not None:
        target = Path(save)
        atomic.write(target, data, target.with_name(f".{target.name}.tmp"))
    if sha256(data).hexdigest() != row["sha256"]:
        reasons = [*_changed(root, originals), *_other_versions(run["versions"])]
        raise CheckFailed(
            f"{row['file_name']} comes out differently than the manifest says"
            + (f": {'; '.join(reasons)}." if reasons else "."),
            "The same originals and versions give the same bytes.",
        )
    target = layout.data / row["file_name"]
    try:
        same = target.read_bytes() == data
    except OSError:
        same = False
    if not same:
        raise CheckFailed(
            f"{target} is missing or was changed since it was written.",
            f"Its origin gives {row['bytes']} bytes again; add --save FILE to keep them.",
        )
    return Replayed(row, data)


def _make(row: Row, recipe: Recipe, reader: ImageReader, originals: dict[str, Original]) -> bytes:
    anchor = originals[row["parents"][0]]
    if row["chain"] is None:
        return reader.raw(anchor.path)
    chain = next(chain for chain in recipe.chains if chain.name == row["chain"])
    try:
        sample = reader.read(anchor)
        made = replay_stages(
            chain, sample, row["stages"], lambda name: reader.read(originals[name])
        )
    except BadInput as error:
        raise CheckFailed(f"It cannot be made again: {error.message}.") from None
    return encode_sample(made, anchor, recipe.output.image)[0]


def _below_data(out: Path, file: str) -> str:
    """Turn what a user may give into the name that the manifest has."""
    for folder in (out / "data", out):
        try:
            return Path(file).absolute().relative_to(folder.absolute()).as_posix()
        except ValueError:
            continue
    return file.removeprefix("data/")


def _files_of(row: Row) -> set[str]:
    def walk(stages: Trace) -> set[str]:
        partners: list[Any] = [p for entry in stages for p in entry.get("partners", ())]
        return {p["file"] for p in partners}.union(*(walk(p["stages"]) for p in partners))

    return {row["parents"][0], *walk(row["stages"])}


def _originals(index: Index, names: Collection[str]) -> dict[str, Original]:
    found: dict[str, Original] = {}
    for number in range(index.count):
        name = readable(index.path(number))
        if name in names:
            found[name] = index[number]
            if len(found) == len(names):
                return found
    missing = sorted(set(names) - set(found))
    raise CheckFailed(f"The manifest names {missing[0]}, which the index of the run has not.")


def _changed(root: Path, originals: dict[str, Original]) -> list[str]:
    return [
        f"{name} is not what it was"
        for name, original in originals.items()
        if (file := root / original.path).stat().st_size != original.size
        or file.stat().st_mtime_ns != original.mtime_ns
    ]


def _other_versions(then: dict[str, str]) -> list[str]:
    now = versions()
    return [
        f"{name} was {version}, is {now.get(name, 'none')}"
        for name, version in then.items()
        if now.get(name) != version
    ]
