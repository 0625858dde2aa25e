"""The formats by name. A module is imported when its format is used."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Literal, cast, get_args

from augctl.errors import UsageError
from augctl.io.annotations.detect import detect
from augctl.io.annotations.model import Reader, Writer

Format = Literal["coco", "yolo", "voc", "masks", "csv"]

FORMATS: tuple[Format, ...] = get_args(Format)

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
        UsageError: It could be several; it says by what. Or it looks like YOLO and names no class:
            taken for class folders, its pictures would be of a class `images`.
    """
    found = cast("Format | None", detect(root, {name: reader(name) for name in FORMATS}))
    if found is None and (root / "images").is_dir() and any((root / "labels").rglob("*.txt")):
        raise UsageError(
            f"The input {root} looks like YOLO, and has no data.yaml or classes.txt.",
            "Add one that names the classes, or set input.format: folder in the recipe.",
        )
    return found
