"""`augctl replay`: make one output again from its row of the manifest, and compare."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from augctl.engine.beside import changes_beside, list_beside
from augctl.engine.job import Layout, SampleReader, reader_for, sample_reader
from augctl.engine.lineage import replay_stages
from augctl.engine.places import check_outside
from augctl.engine.render import Trace
from augctl.engine.shard import encode_sample
from augctl.engine.state import read_run, versions
from augctl.engine.threads import one_thread_meanwhile
from augctl.errors import BadInput, CheckFailed, InputError, RecipeError, UsageError
from augctl.io import atomic
from augctl.io.original import Original
from augctl.io.paths import readable
from augctl.manifest import Row, find
from augctl.planning.index import Index
from augctl.recipe.compile import Recipe, load
from augctl.sample import Sample

# Of a folder whose files all changed, some are enough to know why.
_SHOWN = 3


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
        CheckFailed: It cannot be made again, or its bytes differ from the manifest or the file.
        OutputError: The bytes could not be saved.
    """
    out = Path(output)
    run = read_run(out)
    row = _row(out, file)
    root = Path(input) if input is not None else Path(run["input"]["path"])
    if not root.is_dir():
        raise InputError(f"The originals are not at {root}.", "Name their folder with --input.")
    layout = Layout(out)
    originals = _originals(layout, _files_of(row))
    recipe = _recipe(out, run)

    def because() -> str:
        changed = [*_changed(root, originals), *_changed_beside(layout, recipe, row)]
        reasons = [*changed, *_other_versions(run["versions"], recipe)]
        return f": {'; '.join(reasons)}" if reasons else ""

    try:
        with one_thread_meanwhile():
            reader = sample_reader(reader_for(root, recipe), Index(layout.index))
            data = _make(row, recipe, reader, originals)
    except BadInput as error:
        raise CheckFailed(
            f"{row['file_name']} cannot be made again ({error.message}){because()}."
        ) from None
    if save is not None:
        target = Path(save)
        check_outside(root, target)
        atomic.write(target, data, target.with_name(f".{target.name}.tmp"))
    if sha256(data).hexdigest() != row["sha256"]:
        raise CheckFailed(
            f"{row['file_name']} comes out differently than the manifest says{because()}.",
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


def _recipe(out: Path, run: dict[str, Any]) -> Recipe:
    """Compile the recipe of a run, which names folders by where they were."""
    try:
        return load(run["recipe"])
    except RecipeError as error:
        raise UsageError(
            f"The recipe in {out / 'run.json'} cannot be used here:\n{error.message}\n",
            "If a folder that it names has moved, bring it back, or write its new path there.",
        ) from None


def _make(row: Row, recipe: Recipe, reader: SampleReader, originals: dict[str, Original]) -> bytes:
    anchor = originals[row["parents"][0]]
    if row["chain"] is None:
        return reader.raw(anchor.path)
    try:
        chain = next(chain for chain in recipe.chains if chain.name == row["chain"])

        def read(name: str) -> Sample:
            return reader.read(originals[name], chain.needs)

        made = replay_stages(chain, read(row["parents"][0]), row["stages"], read)
    except (KeyError, StopIteration):
        raise CheckFailed(
            f"The row of {row['file_name']} names a chain or a stage that run.json does not have.",
            "One of the files was changed; run expand again to write them anew.",
        ) from None
    return encode_sample(made, anchor, recipe.output.image)[0]


def _row(out: Path, file: str) -> Row:
    """Find the row of what a user names: as the manifest does, or as a path to the file.

    Raises:
        UsageError: There is no such row.
    """
    path = Path(file).absolute()
    below = (folder for folder in (out / "data", out) if path.is_relative_to(folder.absolute()))
    names = [path.relative_to(folder.absolute()).as_posix() for folder in below]
    for name in (file, *names):
        with suppress(UsageError):
            return find(out, name)
    return find(out, file.removeprefix("data/"))


def _files_of(row: Row) -> set[str]:
    def walk(stages: Trace) -> set[str]:
        partners: list[Any] = [p for entry in stages for p in entry.get("partners", ())]
        return {p["file"] for p in partners}.union(*(walk(p["stages"]) for p in partners))

    return {row["parents"][0], *walk(row["stages"])}


def _originals(layout: Layout, names: Collection[str]) -> dict[str, Original]:
    try:
        index = Index(layout.index)
    except (OSError, ValueError):
        raise UsageError(
            f"{layout.index} is missing or damaged, which says where the originals are.",
            "Replay where expand wrote, or on a copy with its hidden folder .augctl.",
        ) from None
    found: dict[str, Original] = {}
    for number in range(index.count):
        name = readable(index.path(number))
        if name in names:
            found[name] = index[number]
            if len(found) == len(names):
                return found
    missing = sorted(set(names) - set(found))
    raise CheckFailed(f"The manifest names {missing[0]}, which the index of the run has not.")


def _changed(root: Path, originals: dict[str, Original]) -> Iterator[str]:
    for name, original in originals.items():
        try:
            now = (root / original.path).stat()
        except OSError:
            yield f"{name} is gone"
            continue
        if (now.st_size, now.st_mtime_ns) != (original.size, original.mtime_ns):
            yield f"{name} is not what it was"


def _changed_beside(layout: Layout, recipe: Recipe, row: Row) -> list[str]:
    """Name some of what changed beside the originals since, as far as the row's chain reads it."""
    with TemporaryDirectory(prefix="augctl-") as scratch:
        now = list_beside(recipe, Path(scratch))
        found = (
            line
            for chain, line in changes_beside(layout, now, recipe)
            if chain.name == row["chain"]
        )
        return list(islice(found, _SHOWN))


def _other_versions(then: dict[str, str], recipe: Recipe) -> list[str]:
    now = versions(recipe)
    return [
        f"{name} was {version}, is {now.get(name, 'none')}"
        for name, version in then.items()
        if now.get(name) != version
    ]
