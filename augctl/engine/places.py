"""Where a run reads and writes: resolved, and checked before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

from augctl.engine.describe import described
from augctl.engine.job import Layout
from augctl.engine.journal import files_of, shards, undo
from augctl.engine.lock import lock
from augctl.errors import ConflictError, InputError, UsageError
from augctl.io import atomic
from augctl.io.paths import holds, near
from augctl.io.tables.dialogues import is_model
from augctl.io.tables.endings import is_table
from augctl.recipe.compile import Recipe


def input_root(recipe: Recipe, given: str | Path | None) -> Path:
    """Return the input: as given, or as the recipe says, relative to the recipe's file.

    Where neither names one, it is the model that all chains draw from.

    Raises:
        UsageError: There is none, or there are two.
        InputError: It is neither a folder nor a table.
    """
    drawn_from = _drawn_from(recipe)
    if given is not None:
        root = Path(given)
    elif recipe.input.path is not None:
        root = recipe.folder / Path(recipe.input.path).expanduser()
    elif drawn_from:
        root = drawn_from[0]
    else:
        raise UsageError(
            "No input is named.", "Give a folder as argument, or set input.path in the recipe."
        )
    if is_model(root):
        for other in drawn_from:
            if other.resolve() != root.resolve():
                raise UsageError(
                    f"One run draws from one model, and there are {near(root)} and {near(other)}.",
                    "Leave one of them out, or run them one after the other.",
                )
        return root.absolute()
    if root.is_file() and is_table(root):
        return root.absolute()
    if not root.is_dir():
        what = "is a file" if root.exists() else "does not exist"
        raise InputError(
            f"The input {root} {what}.",
            "Name a folder of images or of texts, a table (.csv, .tsv, .jsonl or .parquet), or a"
            " dialogue model (.yaml).",
        )
    return root.absolute()


def _drawn_from(recipe: Recipe) -> list[Path]:
    """Return the models that chains draw from, each once."""
    generators = [chain.generator for chain in recipe.chains]
    found = [generator.origin() for generator in generators if generator is not None]
    return list(dict.fromkeys(path for path in found if path is not None))


def suited(recipe: Recipe, root: Path) -> Recipe:
    """Return a recipe as it is for an input: a model has no originals that could be written."""
    if not is_model(root):
        return recipe
    return replace(recipe, output=recipe.output.model_copy(update={"originals": "skip"}))


def check_apart(root: Path, out: Path) -> None:
    """Refuse to write into the input, or to read from the output.

    Raises:
        UsageError: One lies in the other.
    """
    if holds(root, out) or holds(out, root):
        if root.resolve() == out.resolve():
            how = "is the input folder itself"
        elif holds(root, out):
            how = "lies inside the input folder"
        else:
            how = "holds the input folder"
        raise UsageError(
            f"The output {near(out)} {how}.",
            "augctl never writes to its input: choose a folder beside it.",
        )


def check_outside(root: Path, file: Path) -> None:
    """Refuse to write a file into the input.

    Raises:
        UsageError: It would lie there.
    """
    if holds(root, file):
        raise UsageError(
            f"{file} lies inside the input folder {root}.",
            "augctl never writes to its input: choose another place.",
        )


def check_free(layout: Layout) -> None:
    """Refuse an output folder with files that augctl did not write.

    Raises:
        ConflictError: There are such files, or it is no folder.
    """
    out = layout.out
    if out.exists() and not out.is_dir():
        raise ConflictError(f"The output {near(out)} is a file.", "Name a folder.")
    with atomic.writing(out):
        taken = out.is_dir() and not layout.state.is_dir() and any(out.iterdir())
    if taken and (out / "run.json").is_file():
        raise ConflictError(
            f"The output {near(out)} has lost its folder .augctl, without which no run goes on.",
            "Bring it back, or name another folder.",
        )
    if taken:
        raise ConflictError(
            f"The output {near(out)} has files that augctl did not write.",
            "Name an empty or new folder.",
        )


@contextmanager
def opened(layout: Layout) -> Iterator[int]:
    """Hold an output folder for one run; yields the descriptor of its lock.

    Temporary files are swept up before and after. If nothing was begun, no trace is left.

    Raises:
        ConflictError: Another run is writing there.
        OutputError: The folder cannot be made.
    """
    file = layout.state / "lock"
    with lock(file) as descriptor:
        try:
            with atomic.writing(layout.temporary):
                rmtree(layout.temporary, ignore_errors=True)
                layout.temporary.mkdir()
            yield descriptor
        finally:
            rmtree(layout.temporary, ignore_errors=True)
            if not layout.fingerprint.exists():
                with suppress(OSError):
                    file.unlink()
                    layout.state.rmdir()
                    layout.out.rmdir()


def clear(layout: Layout, tick: Callable[[], None]) -> None:
    """Remove what augctl wrote to an output folder, and nothing else.

    Args:
        layout: Where things lie.
        tick: Called once per shard; if it raises, clearing again goes on.

    Raises:
        OutputError: Something could not be removed.
    """
    with atomic.writing(layout.out):
        for name in ("run.json", "manifest.jsonl", "errors.jsonl"):
            (layout.out / name).unlink(missing_ok=True)
        folders: set[Path] = set()
        for shard in shards(layout):
            tick()
            folders.update(file.parent for file in files_of(layout, shard))
            undo(layout, shard)
        for file in described(layout):
            folders.add(file.parent)
            file.unlink(missing_ok=True)
        for folder in sorted(folders, key=lambda f: -len(f.parts)):
            _remove_if_empty(folder, layout.data)
        # Without it there is no run to resume, so what a kill leaves of the rest does no harm.
        layout.fingerprint.unlink(missing_ok=True)
        for name in ("described.json", "rows.json"):
            (layout.state / name).unlink(missing_ok=True)
        for part in ("receipts", "begun", "index", "orders", "fit"):
            rmtree(layout.state / part, ignore_errors=True)


def _remove_if_empty(folder: Path, top: Path) -> None:
    while folder.is_relative_to(top) and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
