"""Finds stages by name.

A stage's name is its file's place: `stages/image/rotate.py` is `image.rotate`. So nothing has to
be registered, and only the stages that a recipe uses are imported.

Adapters (`stages/adapters/imgaug.py` serves `imgaug.*`) and plugins (the entry-point group
`augctl.stages`, where the entry's name is the stage's name) come after the built-in ones.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

from augctl.documents.near import ALIKE, nearest
from augctl.errors import MissingPart
from augctl.stages.base import Gate, Mix, Stage, Transform
from augctl.stages.rows import RowGenerator, RowStage
from augctl.stages.texts import TextStage

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


def _plugins() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group="augctl.stages")}


def own_names() -> list[str]:
    """List the names of the stages that are built in or plugged in."""
    return list(dict.fromkeys([*builtin_names(), *_plugins()]))


def names() -> list[str]:
    """List every stage's name: built in, adapted, plugged in. Imports the adapted libraries."""
    adapted = (f"{prefix}.{name}" for prefix in adapters() for name in adapter(prefix).names())
    return list(dict.fromkeys([*own_names(), *adapted]))


@lru_cache(maxsize=512)
def find(name: str) -> type[Stage]:
    """Return the class of a stage.

    Raises:
        KeyError: No stage has that name.
        MissingPart: A plugin has it and cannot be loaded.
    """
    prefix, _, rest = name.partition(".")
    if name in builtin_names():
        return _only_stage(import_module(f"augctl.stages.{prefix}.{rest}"), name)
    plugins = _plugins()
    if prefix in adapters() and name not in plugins:
        stage: type[Stage] = adapter(prefix).find(rest)
        return stage
    return _load(plugins[name])


def _load(entry: EntryPoint) -> type[Stage]:
    try:
        stage = entry.load()
    # A plugin is anyone's code, and importing it can raise anything.
    except Exception as error:
        raise _unusable(entry, f"{type(error).__name__}: {error}") from error
    if not (isinstance(stage, type) and issubclass(stage, Stage)):
        raise _unusable(entry, f"{entry.value} is no subclass of augctl.stages.base.Stage")
    stage.name = entry.name
    return stage


def _unusable(entry: EntryPoint, reason: str) -> MissingPart:
    owner = entry.dist.name if entry.dist is not None else entry.value
    return MissingPart(
        f"The plugin {entry.name} of {owner} cannot be loaded: {reason}",
        f"Update {owner}, or uninstall it.",
    )


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


def nearest_stage(name: str) -> str:
    """Return the stage name most like a wrong one, or an empty string.

    The part after the dot decides, because the part before it is the same for many. One name
    within the other is alike too: `image.noise` is not far from `image.gaussian_noise`.
    """
    prefix, _, rest = name.lower().rpartition(".")
    if prefix in adapters():
        return _nearest_adapted(prefix, rest)
    matcher = SequenceMatcher(None, b=rest)
    best, best_score = "", (ALIKE, False)
    for candidate in [*builtin_names(), *_plugins()]:
        family, _, last = candidate.lower().rpartition(".")
        matcher.set_seq1(last)
        alike = matcher.ratio() if matcher.real_quick_ratio() >= ALIKE else 0.0
        if len(rest) > 2 and (rest in last or last in rest):
            alike = max(alike, ALIKE)
        score = (alike, family == prefix)
        if score > best_score or (not best and score == best_score):
            best, best_score = candidate, score
    return best or _nearest_adapted(nearest(prefix, adapters()), rest)


def _nearest_adapted(prefix: str, rest: str) -> str:
    found = nearest(rest, adapter(prefix).names()) if prefix else ""
    return f"{prefix}.{found}" if found else ""


def kind_of(stage: type[Stage]) -> str:
    """Say in a word what a stage is: what it takes, and what it makes of it."""
    kinds = (
        *((Transform, "transform"), (Mix, "mix"), (Gate, "gate")),
        *((RowGenerator, "generator"), (TextStage, "text stage"), (RowStage, "row stage")),
    )
    for base, word in kinds:
        if issubclass(stage, base):
            return word
    return "stage"
