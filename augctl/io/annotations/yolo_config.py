"""What a YOLO dataset says of itself: `data.yaml`, or the names in `classes.txt`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import yaml

from augctl.errors import UsageError
from augctl.io.annotations.keypoints import flips_of, mirrored
from augctl.io.annotations.model import Category
from augctl.io.annotations.places import text_lines

Kind = Literal["detect", "segment", "pose", "obb"]
KINDS: tuple[Kind, ...] = ("detect", "segment", "pose", "obb")

SPLITS = {"train": "train", "val": "val", "valid": "val", "test": "test"}
"""Keys of `data.yaml` that name where images are, and the splits that they mean."""

OWN_KEYS = frozenset([*SPLITS, "path", "names", "nc", "task", "kpt_shape", "flip_idx", "kpt_names"])
"""Keys of `data.yaml` that mean something here; all others are kept as they are."""

_LARGEST = 1 << 20
_NUMBER = re.compile("[0-9]+")


@dataclass(frozen=True, slots=True)
class Config:
    """What a dataset says of itself.

    Attributes:
        path: Of the file that says so, below the folder of the dataset.
        categories: In order of number, from 0.
        kind: What its rows are; None if only the rows tell.
        points: How many keypoints a row has.
        point_size: Numbers of a keypoint: 2, or 3 with visibility.
        base: Where folders of images are counted from, as the file has it.
        splits: Folders and lists of images as the file has them, by split.
        extra: All else.
        count: How many classes it says there are, apart from their names; None if it does not.
    """

    path: str
    categories: tuple[Category, ...]
    kind: Kind | None = None
    points: int = 0
    point_size: int = 3
    base: str = ""
    splits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    count: int | None = None

    @property
    def folder(self) -> str:
        """The folder that the file is in; empty, or with `/` behind."""
        above = PurePosixPath(self.path).parent.as_posix()
        return "" if above == "." else f"{above}/"


def read_config(root: Path, path: str) -> Config:
    """Read `data.yaml` or `classes.txt`.

    Raises:
        UsageError: It cannot be read, or has no names: file, line, and what is wrong.
    """
    lines = text_lines(root / path)
    if path.lower().endswith(".txt"):
        names = [line.strip() for line in lines]
        while names and not names[-1]:
            names.pop()
        return Config(path, tuple(Category(name) for name in _checked(names, path)))
    text = "\n".join(lines)
    # As text for names, because a class may be called `no` or `010`.
    plain, data = _mapping(text, yaml.BaseLoader, path), _mapping(text, yaml.SafeLoader, path)
    names = _checked(_names(plain.get("names"), path), path)
    kind, points, point_size = _kind(data, path)
    categories = _categories(names, plain, data, points, path)
    splits: dict[str, tuple[str, ...]] = {}
    for key, split in SPLITS.items():
        given = plain.get(key) if data.get(key) is not None else []
        entries = given if isinstance(given, list) else [given]
        if not all(isinstance(entry, str) for entry in entries):
            raise UsageError(f"{path}: {key}: expected a folder, or a list of folders.")
        if entries:
            splits[split] = (*splits.get(split, ()), *entries)
    base = plain.get("path") if data.get("path") is not None else ""
    extra = {str(key): _json(value) for key, value in data.items() if key not in OWN_KEYS}
    return Config(
        path,
        categories,
        kind,
        points,
        point_size,
        base if isinstance(base, str) else "",
        splits,
        extra,
        count if type(count := data.get("nc")) is int else None,
    )


def _mapping(text: str, loader: Any, path: str) -> dict[Any, Any]:
    if len(text) > _LARGEST:
        raise UsageError(f"{path}: expected at most 1 MiB.", "Is it a data.yaml?")
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, loader)):
            raise UsageError(f"{path}: expected no aliases.", "Write the values out.")
        # Both loaders make plain data only.
        data = yaml.load(text, loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else path
        what = getattr(error, "problem", None) or "it cannot be read"
        raise UsageError(f"{place}: not valid YAML: {what}.") from None
    except (ValueError, OverflowError, RecursionError) as error:
        raise UsageError(f"{path}: not valid YAML: {error}.") from None
    if not isinstance(data, dict):
        raise UsageError(f"{path}: expected a mapping with names.")
    return data


def _names(given: Any, path: str) -> list[Any]:
    if isinstance(given, dict):
        numbers = [int(key) for key in given if isinstance(key, str) and _NUMBER.fullmatch(key)]
        if len(numbers) != len(given) or sorted(numbers) != list(range(len(given))):
            raise UsageError(
                f"{path}: names: expected the numbers 0 to {len(given) - 1}, each once.",
                "Give every class a number, without gaps.",
            )
        return [given[key] for key in sorted(given, key=int)]
    if isinstance(given, list):
        return given
    raise UsageError(
        f"{path}: it has no names.", "Add `names: {0: cat, 1: dog}` with the names of all classes."
    )


def _checked(names: list[Any], path: str) -> list[str]:
    if not names:
        raise UsageError(f"{path}: it has no names.", "Add the names of all classes.")
    for number, name in enumerate(names):
        if not isinstance(name, str) or not name:
            raise UsageError(f"{path}: the class {number} has no name.")
        if name in names[:number]:
            first = names.index(name)
            raise UsageError(
                f"{path}: the classes {first} and {number} are both called {name!r}.",
                "Rename one.",
            )
    return names


def _kind(data: Mapping[Any, Any], path: str) -> tuple[Kind | None, int, int]:
    """Return what rows are, how many keypoints they have, and of how many numbers."""
    shape = data.get("kpt_shape")
    if shape is not None:
        sound = isinstance(shape, list) and len(shape) == 2 and all(type(n) is int for n in shape)
        if not sound or not 1 <= shape[0] <= 10_000 or shape[1] not in (2, 3):
            raise UsageError(
                f"{path}: kpt_shape: expected [number of keypoints, 2 or 3], found {shape!r}."
            )
        return "pose", shape[0], shape[1]
    task = data.get("task")
    return next((kind for kind in KINDS if kind == task), None), 0, 3


def _categories(
    names: list[str], plain: Mapping[Any, Any], data: Mapping[Any, Any], points: int, path: str
) -> tuple[Category, ...]:
    numbered = tuple(str(i + 1) for i in range(points))
    try:
        told = data.get("flip_idx")
        flips = None if told is None else flips_of(told, points)
    except ValueError as error:
        raise UsageError(f"{path}: flip_idx: {error}.") from None
    given = plain.get("kpt_names") if data.get("kpt_names") is not None else {}
    if isinstance(given, list):
        given = {str(number): value for number, value in enumerate(given)}
    if not isinstance(given, dict):
        raise UsageError(f"{path}: kpt_names: expected the names of keypoints by class.")
    categories = []
    for number, name in enumerate(names):
        own = given.get(str(number), ()) if given else numbered
        if not isinstance(own, (list, tuple)) or len(own) > points:
            raise UsageError(f"{path}: kpt_names: expected at most {points} names for {name!r}.")
        words = tuple(map(str, own))
        swaps = flips if flips is not None and len(words) == points else mirrored(words)
        categories.append(Category(name, None, words, swaps))
    return tuple(categories)


def _json(value: Any) -> Any:
    """Turn what YAML knows and JSON does not, such as dates, into text."""
    if isinstance(value, dict):
        return {str(key): _json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_json(item) for item in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
