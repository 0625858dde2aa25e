"""The formats by name. A module is imported when its format is used."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Literal, get_args

from augctl.errors import UsageError
from augctl.io.annotations.model import Reader, Writer

Format = Literal["coco", "yolo", "voc", "masks", "csv"]

FORMATS: tuple[Format, ...] = get_args(Format)

_READY: tuple[Format, ...] = ()
_MODULES = {name: name for name in FORMATS} | {"csv": "csv_table"}


def reader(name: Format) -> Reader:
    """Return what reads a format."""
    found: Reader = import_module(f"augctl.io.annotations.{_MODULES[name]}").READER
    return found


def writer(name: Format) -> Writer:
    """Return what writes a format."""
    found: Writer = import_module(f"augctl.io.annotations.{_MODULES[name]}").WRITER
    return found


def find(root: Path) -> Format | None:
    """Find which format a folder has; None if it has no annotation.

    Raises:
        UsageError: It could be several; it says by what.
    """
    evidence = {name: found for name in _READY if (found := reader(name).evidence(root))}
    if len(evidence) > 1:
        found = " and ".join(f"{name} ({by})" for name, by in evidence.items())
        raise UsageError(
            f"The input {root} could be {found}.",
            f"Set input.format in the recipe to one of them: {', '.join(evidence)}.",
        )
    return next(iter(evidence), None)
