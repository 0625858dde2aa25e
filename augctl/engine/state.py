"""What a run is a run of: the fingerprint that a resumed run must match, and how they differ."""

from __future__ import annotations

import json
import platform
import zlib
from collections.abc import Iterator, Mapping
from importlib.metadata import entry_points
from itertools import islice
from pathlib import Path
from typing import Any

from augctl import __version__
from augctl.engine.beside import changes_beside
from augctl.engine.job import Layout
from augctl.engine.journal import shards
from augctl.errors import ConflictError, UsageError
from augctl.io import atomic
from augctl.io.annotations.store import Store
from augctl.io.paths import near, readable
from augctl.io.tables.form import Form
from augctl.packages import version_of
from augctl.planning.changes import NEW, changes
from augctl.planning.index import Index
from augctl.recipe.compile import Recipe

FORMAT = 5

# What can change the bytes of an output. OpenCV comes in two packages that overwrite each other, so
# it is asked itself.
_PACKAGES = ("numpy", "pillow", "simplejpeg", "imaug", "scipy", "scikit-learn", "scikit-image")

# A conflict shows ten; what more there is, up to so many, it counts.
_MOST = 100

Fingerprint = dict[str, Any]


def versions(recipe: Recipe, *, parquet: bool = False, packed: bool = False) -> dict[str, str]:
    """Return the versions of everything that can change the bytes of an output.

    Args:
        recipe: The recipe: of plugins, only those that it uses count.
        parquet: Whether Parquet is read or written.
        packed: Whether a table is written packed by gzip.
    """
    import cv2
    import shapely

    found = {"augctl": __version__, "machine": platform.machine(), "opencv": cv2.__version__}
    # What cuts outlines is a library that a package of shapely may bring along, or find there.
    found |= {"shapely": shapely.__version__, "geos": shapely.geos_version_string}
    for name in (*_PACKAGES, "pyarrow") if parquet else _PACKAGES:
        found[name] = version_of(name) or "none"
    if packed:
        found["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    steps = [step for chain in recipe.chains for step in [*chain.steps(), *chain.gates]]
    for step in steps:
        found |= step.stage.versions()
    used = {step.name for step in steps}
    for plugin in entry_points(group="augctl.stages"):
        if plugin.name in used and plugin.dist is not None:
            found[plugin.dist.name] = plugin.dist.version
    return found


def fingerprint(recipe: Recipe, index: Index, read_beside: Index, limit: int | None) -> Fingerprint:
    """Describe a run by everything that decides its output.

    What lies in the folders that stages read decides, and not where they are.
    """
    form = Form.load(index.folder) if index.is_table else None
    return {
        "format": FORMAT,
        "recipe": recipe.resolved(folders=False),
        "input": index.listing,
        "annotations": annotations_of(index),
        "beside": read_beside.listing,
        "limit": limit,
        "versions": versions(
            recipe,
            parquet=form is not None and form.kind == "parquet",
            packed=form is not None and form.packed,
        ),
    }


def annotations_of(index: Index) -> str | None:
    """Return the hash of the annotations of an index, if there are any."""
    return Store(index.folder).hash if index.annotated else None


def save(layout: Layout, mark: Fingerprint) -> None:
    """Write the fingerprint of a run that begins.

    Raises:
        OutputError: It could not be written.
    """
    data = json.dumps(mark, indent=1).encode("ascii")
    atomic.write(layout.fingerprint, data, layout.temporary / "state", sync=True)


def saved(layout: Layout) -> Fingerprint | None:
    """Return the fingerprint of the run that began here, if any; an empty one if it is lost."""
    try:
        found = json.loads(layout.fingerprint.read_text(encoding="ascii"))
    except FileNotFoundError:
        return {} if shards(layout) else None
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def forget(layout: Layout) -> None:
    """Forget what a run is a run of, because that is no longer known: nothing goes on with it.

    Raises:
        OutputError: It could not be removed.
    """
    with atomic.writing(layout.out):
        layout.fingerprint.unlink(missing_ok=True)


def write_run(
    layout: Layout,
    root: Path,
    recipe: Recipe,
    mark: Fingerprint,
    result: dict[str, Any],
    described: Mapping[str, Any] | None = None,
) -> None:
    """Write run.json: the recipe in full, what it was run on, and what came of it.

    Args:
        layout: Where things lie.
        root: The input folder.
        recipe: The recipe, which says where the folders are that stages read.
        mark: What the run is a run of.
        result: What came of it.
        described: The files that describe all outputs, with hash and bytes.

    Raises:
        OutputError: It could not be written.
    """
    told = ("outputs", "errors", "chains", "classes", "reasons", "mended", "lost", "marks")
    counts = {key: result[key] for key in told}
    data = {
        "status": result["status"],
        "name": recipe.name,
        "seed": recipe.seed,
        "input": {"path": readable(str(root)), "listing": mark["input"]},
        "limit": mark["limit"],
        "counts": counts | {"bytes": result["size"], "resumed": result["resumed"]},
        "described": dict(described or {}),
        "seconds": result["seconds"],
        "versions": mark["versions"],
        "format": mark["format"],
        "recipe": recipe.resolved(),
    }
    text = json.dumps(data, indent=1) + "\n"
    atomic.write(_run_file(layout), text.encode("ascii"), layout.temporary / "run", sync=True)


def read_run(out: Path) -> dict[str, Any]:
    """Return what run.json says.

    Raises:
        UsageError: The folder has none that can be read.
    """
    try:
        found: dict[str, Any] = json.loads((out / "run.json").read_text(encoding="ascii"))
        found["status"], found["counts"]["outputs"], found["recipe"], found["input"]["path"]
    except (OSError, ValueError, KeyError, TypeError):
        if not (out / ".augctl").is_dir():
            raise UsageError(
                f"{out} is not an output of augctl: it has no run.json.",
                "Name the folder that was given to expand with -o.",
            ) from None
        raise UsageError(
            f"{out} has no run.json that can be read: no run has finished there.",
            "Wait for the one that is under way, run expand again, or name another folder.",
        ) from None
    return found


def unwrite_run(layout: Layout) -> None:
    """Remove run.json, because from now on the dataset may not be whole.

    Raises:
        OutputError: It could not be removed.
    """
    with atomic.writing(layout.out):
        _run_file(layout).unlink(missing_ok=True)


def _run_file(layout: Layout) -> Path:
    return layout.out / "run.json"


def check_same(
    layout: Layout,
    old: Fingerprint,
    new: Fingerprint,
    index: Index,
    read_beside: Index,
    recipe: Recipe,
) -> None:
    """Refuse to go on with a run that would make something else.

    Args:
        layout: Where the earlier run is.
        old: Its fingerprint.
        new: What would be run now.
        index: The originals as they are now.
        read_beside: What stages read beside them, as it is now.
        recipe: The recipe of now.

    Raises:
        ConflictError: Recipe, input, what stages read, limit or versions differ; it says how.
    """
    differences = list(_differences("recipe", old.get("recipe"), new["recipe"]))
    if old.get("beside") != new["beside"] and not differences:
        found = changes_beside(layout, read_beside, recipe)
        lines = [line for _, line in islice(found, _MOST)]
        differences += lines or ["what stages read: the listing differs"]
    if old.get("input") != new["input"]:
        differences += _input_differences(layout, index)
    if old.get("annotations") != new["annotations"]:
        differences.append("input: what is annotated changed")
    for name in ("format", "limit", "versions"):
        differences += _differences(name, old.get(name), new[name])
    if differences:
        shown = "\n".join(f"  {line}" for line in differences[:10])
        more = f"\n  and {len(differences) - 10} more" if len(differences) > 10 else ""
        raise ConflictError(
            f"{near(layout.out)} holds the output of another run:\n{shown}{more}\n",
            "Choose another output folder, or add --overwrite to replace what augctl wrote there.",
        )


def _differences(name: str, old: Any, new: Any) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**old, **new}:
            yield from _differences(f"{name}.{key}", old.get(key), new.get(key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for i, (a, b) in enumerate(zip(old, new, strict=True)):
            yield from _differences(f"{name}[{i + 1}]", a, b)
    elif old != new:
        yield f"{name}: was {_short(old)}, now {_short(new)}"


def _short(value: Any) -> str:
    text = "not there" if value is None else json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _input_differences(layout: Layout, new: Index) -> list[str]:
    found: list[str] = []
    try:
        old = Index(layout.index)
    except (OSError, ValueError):
        return ["input: the listing of that run is damaged"]
    lost = 0
    for path, how in changes(old, new):
        lost += how != NEW
        if len(found) < _MOST:
            found.append(f"input: {path!a} {how}")
    if lost == old.count > 1:
        return [
            f"input: not one of the {old.count:,} files is as it was: this is another folder, "
            "or a copy without the times of change"
        ]
    return found or ["input: the listing differs"]
