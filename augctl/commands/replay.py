"""`augctl replay`: make one output again from its row of the manifest, and compare."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from augctl.commands.verify import file_fault
from augctl.engine.causes import changed, changed_beside, other_versions
from augctl.engine.job import Layout
from augctl.engine.journal import shards
from augctl.engine.places import check_outside
from augctl.engine.receipts import told
from augctl.engine.remake import remake
from augctl.engine.render import Trace
from augctl.engine.row_remake import remake_row, shown_row
from augctl.engine.row_scan import has_changed
from augctl.engine.state import read_run
from augctl.engine.threads import one_thread_meanwhile
from augctl.errors import BadInput, CheckFailed, InputError, RecipeError, RunError, UsageError
from augctl.io import atomic
from augctl.io.codecs import EXTENSIONS
from augctl.io.original import Original
from augctl.io.paths import readable
from augctl.manifest import Row, find
from augctl.planning.index import Index
from augctl.recipe.compile import Recipe, load


@dataclass(frozen=True)
class Replayed:
    """An output that was made again, byte for byte as the manifest says.

    Attributes:
        row: Its row of the manifest.
        data: Its bytes.
        beside: The files that stand beside it, such as its labels: path below OUT/data, and bytes.
    """

    row: Row
    data: bytes
    beside: Mapping[str, bytes]


def replay(
    output: str | Path,
    file: str,
    *,
    input: str | Path | None = None,
    save: str | Path | None = None,
) -> Replayed:
    """Make one output again from its row, using no generator, and compare all that belongs to it.

    That is the file, what stands beside it, and what the files tell of it that describe all
    outputs.

    Args:
        output: What `expand` wrote.
        file: The output: a path below OUT/data, or a path on disk.
        input: The originals, if they are no longer where they were.
        save: Also write the bytes to this file, and what stands beside it beside that.

    Raises:
        UsageError: There is no such output, the originals are not there, or to save would replace
            another file.
        CheckFailed: It cannot be made again, or it differs from the manifest or from what is there.
        OutputError: The bytes could not be saved.
    """
    out = Path(output)
    run = read_run(out)
    row = _row(out, file)
    root = Path(input) if input is not None else Path(run["input"]["path"])
    layout = Layout(out)
    index = _index(layout)
    if index.is_table:
        return _replay_row(layout, index, run, row, root, save)
    if not root.is_dir():
        raise InputError(f"The originals are not at {root}.", "Name their folder with --input.")
    originals = _originals(index, _files_of(row))
    recipe = _recipe(out, run)

    def because() -> str:
        here = [*changed(root, originals), *changed_beside(layout, recipe, row)]
        reasons = [*here, *other_versions(run["versions"], recipe)]
        return f": {'; '.join(reasons)}" if reasons else ""

    try:
        with one_thread_meanwhile():
            made = remake(row, recipe, root, index, originals)
    except BadInput as error:
        raise CheckFailed(
            f"{row['file_name']} cannot be made again ({error.message}){because()}."
        ) from None
    found = Replayed(row, made.data, dict(made.beside.files))
    if save is not None:
        _save(root, Path(save), found)
    different = _different(found, made.beside.marks)
    if different:
        raise CheckFailed(
            f"{different} than the manifest says{because()}.",
            "The same originals and versions give the same bytes.",
        )
    _check_files(layout, found)
    _check_told(layout, run, found, made.beside.pictures)
    return found


def _replay_row(
    layout: Layout,
    index: Index,
    run: dict[str, Any],
    row: Row,
    root: Path,
    save: str | Path | None,
) -> Replayed:
    """Make a row of a table, or a text, again; see `replay`."""
    recipe = _recipe(layout.out, run)
    try:
        with one_thread_meanwhile():
            text = remake_row(row, recipe, layout, index, root)
    except CheckFailed:
        raise
    except RunError as error:
        raise InputError(error.message, "Name where it is now with --input.") from None
    if save is not None:
        _write(root, Path(save), text)
    if sha256(text).hexdigest() != row["sha256"]:
        reasons = other_versions(run["versions"], recipe)
        if has_changed(root, index):
            reasons.insert(0, f"{root.name} is not what it was")
        because = f": {'; '.join(reasons)}" if reasons else ""
        raise CheckFailed(
            f"{shown_row(row)} comes out differently than the manifest says{because}.",
            "The same table and versions give the same bytes.",
        )
    found = Replayed(row, text, {})
    if index.rows_of is None:
        _check_files(layout, found)
    return found


def _save(root: Path, target: Path, found: Replayed) -> None:
    """Write the bytes to a file, and what stands beside the output beside it, named alike.

    Raises:
        UsageError: What stands beside it would take the place of the file, or of another one.
    """
    files = {target: found.data}
    for name, data in found.beside.items():
        path = PurePosixPath(name)
        # A picture, as of masks, may have the very name of the output, in another folder.
        folder = f".{path.parts[0]}" if path.suffix in EXTENSIONS else ""
        file = target.with_name(f"{target.stem}{folder}{path.suffix}")
        # Whatever the case, which some disks do not tell apart.
        if file.name.lower() == target.name.lower():
            suffix = PurePosixPath(found.row["file_name"]).suffix
            raise UsageError(
                f"{target} is where {name} would be saved, which stands beside the output.",
                f"Save to a name that ends as the output's does: {target.stem}{suffix}.",
            )
        if file.exists() and not (file.is_file() and file.read_bytes() == data):
            raise UsageError(
                f"{file} is there already, where {name} would be saved, and is another file.",
                "Move it away, or save to another name.",
            )
        files[file] = data
    for file, data in files.items():
        _write(root, file, data)


def _write(root: Path, file: Path, data: bytes) -> None:
    """Write a file that is none of the originals; its folder is made where there is none."""
    check_outside(root, file)
    with atomic.writing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
    atomic.write(file, data, file.with_name(f".{file.name}.tmp"))


def _different(found: Replayed, marks: Row | None) -> str:
    """Say in words what is not as the row says; empty where nothing is."""
    row = found.row
    expected = {file["file_name"]: file["sha256"] for file in (row, *row.get("beside", ()))}
    made = {row["file_name"]: found.data, **found.beside}
    for name in [*expected, *made]:
        if name not in made or sha256(made[name]).hexdigest() != expected.get(name):
            return f"{name} comes out differently"
    return "" if row.get("marks") == marks else f"The marks of {row['file_name']} are others"


def _check_files(layout: Layout, found: Replayed) -> None:
    """Compare with the files that are there.

    Raises:
        CheckFailed: One is missing, or was changed.
    """
    for name, data in {found.row["file_name"]: found.data, **found.beside}.items():
        target = layout.data / name
        try:
            same = target.read_bytes() == data
        except OSError:
            same = False
        if not same:
            raise CheckFailed(
                f"{target} is missing or was changed since it was written.",
                f"Its origin gives {len(data)} bytes again; add --save FILE to keep them.",
            )


def _check_told(
    layout: Layout, run: Mapping[str, Any], found: Replayed, pictures: Sequence[Row]
) -> None:
    """Compare with what the run told the files that describe all outputs, and with their hashes.

    Such a file numbers what it holds through all outputs, so none can be made again from one row.
    But a run makes them of its receipts alone, and run.json has their hashes.

    Raises:
        CheckFailed: The output was told of in other words, or a file was changed.
    """
    name = found.row["file_name"]
    for picture in pictures:
        if not told(layout, shards(layout), picture):
            raise CheckFailed(
                f"What is marked in {name} is not what {layout.receipts} told of it.",
                "A file there was changed or damaged; run expand again to write it anew.",
            )
    # What stands beside an output has its marks; then the others only list names and classes,
    # which may have been adapted since.
    if found.beside:
        return
    for describing, about in run.get("described", {}).items():
        file = layout.data / describing
        fault = file_fault(file, int(about["bytes"]), str(about["sha256"]))
        if fault:
            raise CheckFailed(
                f"{name} comes out as it was; but {file}, which tells what is in it, {fault}.",
                "Run expand again with the same recipe and input to write that file anew.",
            )


def _recipe(out: Path, run: dict[str, Any]) -> Recipe:
    """Compile the recipe of a run, which names folders by where they were."""
    try:
        return load(run["recipe"])
    except RecipeError as error:
        raise UsageError(
            f"The recipe in {out / 'run.json'} cannot be used here:\n{error.message}\n",
            "If a folder that it names has moved, bring it back, write its new path there, or run "
            "expand again with a recipe that names it where it is now.",
        ) from None


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


def _index(layout: Layout) -> Index:
    try:
        return Index(layout.index)
    except (OSError, ValueError):
        raise UsageError(
            f"{layout.index} is missing or damaged, which says where the originals are.",
            "Replay where expand wrote, or on a copy with its hidden folder .augctl.",
        ) from None


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
