"""Finds stages by name.

A stage's name is its file's place: `stages/image/rotate.py` is `image.rotate`. So nothing has to
be registered, and only the stages that a recipe uses are imported.

Adapters (`stages/adapters/imgaug.py` serves `imgaug.*`) and plugins (the entry-point group
`augctl.stages`, where the entry's name is the stage's name) come after the built-in ones.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from augctl.stages.base import Gate, Mix, Stage, Transform

_ROOT = Path(__file__).parent / "stages"


@lru_cache(maxsize=1)
def builtin_names() -> tuple[str, ...]:
    """List the names of the stages that are files of augctl, sorted."""
    return tuple(
        sorted(
            f"{file.parent.name}.{file.stem}"
            for file in _ROOT.glob("*/*.py")
            if not file.stem.startswith("_") and file.parent.name != "adapters"
        )
    )


@lru_cache(maxsize=1)
def adapters() -> dict[str, str]:
    """Map the prefix of each adapter to its module."""
    return {
        file.stem: f"augctl.stages.adapters.{file.stem}"
        for file in sorted((_ROOT / "adapters").glob("*.py"))
        if not file.stem.startswith("_")
    }


def adapter(prefix: str) -> ModuleType:
    """Import the adapter that serves a prefix."""
    return import_module(adapters()[prefix])


def _plugins() -> dict[str, type[Stage]]:
    found: dict[str, type[Stage]] = {}
    for entry in entry_points(group="augctl.stages"):
        stage = entry.load()
        stage.name = entry.name
        found[entry.name] = stage
    return found


def names() -> list[str]:
    """List every stage's name: built in, adapted, plugged in. Imports the adapted libraries."""
    found = [*builtin_names(), *_plugins()]
    for prefix in adapters():
        found += [f"{prefix}.{name}" for name in adapter(prefix).names()]
    return found


@lru_cache(maxsize=512)
def find(name: str) -> type[Stage]:
    """Return the class of a stage.

    Raises:
        KeyError: No stage has that name.
    """
    prefix, _, rest = name.partition(".")
    if name in builtin_names():
        return _only_stage(import_module(f"augctl.stages.{prefix}.{rest}"), name)
    if prefix in adapters():
        stage: type[Stage] = adapter(prefix).find(rest)
        return stage
    return _plugins()[name]


def _only_stage(module: ModuleType, name: str) -> type[Stage]:
    (stage,) = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Stage)
        and value.__module__ == module.__name__
    ]
    stage.name = name
    return stage


def nearest(name: str, known: list[str]) -> str:
    """Return the known name most like a wrong one, or an empty string."""
    folded = {k.lower(): k for k in known}
    found = get_close_matches(name.lower(), list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else ""


def nearest_stage(name: str) -> str:
    """Return the stage name most like a wrong one, by its whole name or by its last part."""
    prefix, _, rest = name.rpartition(".")
    if prefix in adapters():
        found = nearest(rest, adapter(prefix).names())
        return f"{prefix}.{found}" if found else ""
    known = [*builtin_names(), *_plugins()]
    found = nearest(name, known)
    by_last = {k.partition(".")[2]: k for k in known}
    last = nearest(rest, list(by_last))
    return found or (by_last[last] if last else "")


def kind_of(stage: type[Stage]) -> str:
    """Say in a word what a stage does: transform, mix or gate."""
    for base, word in ((Transform, "transform"), (Mix, "mix"), (Gate, "gate")):
        if issubclass(stage, base):
            return word
    return "stage"
