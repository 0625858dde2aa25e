"""Looks at the input: lists it, indexes it, checks every file's head. Decodes nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from augctl.engine.job import reader_for
from augctl.errors import BadInput, InputError
from augctl.io.codecs import EXTENSIONS
from augctl.io.original import BROKEN, FORMATS
from augctl.io.paths import readable
from augctl.io.sources.folder import Listing
from augctl.manifest import Row, dump, error_row
from augctl.planning.index import Index, build
from augctl.planning.splits import assign
from augctl.recipe.compile import Recipe

ISSUES = "issues.jsonl"

Tick = Callable[[], None]
"""Called once per file."""


@dataclass(frozen=True)
class Scan:
    """What an input holds.

    Attributes:
        root: The input folder.
        index: The index of the images.
        ignored: How many files of other kinds there are, by ending.
    """

    root: Path
    index: Index
    ignored: Counter[str]

    def issues(self) -> list[Row]:
        """Return the rows of what was found bad."""
        return read_issues(self.index.folder)


def read_issues(folder: Path) -> list[Row]:
    """Return the rows of what a scan found bad, from its folder."""
    text = (folder / ISSUES).read_text(encoding="ascii")
    return [json.loads(line) for line in text.splitlines()]


def list_input(root: Path, folder: Path) -> tuple[Index, Listing]:
    """List an input folder into an index at `folder`.

    Raises:
        InputError: There is no folder, or no image in it.
    """
    listing = Listing(root, EXTENSIONS)
    index = build(listing.entries(), folder)
    if index.count == 0:
        raise InputError(
            f"The input {root} holds no images{_what_it_holds(listing)}.",
            f"Images end in {', '.join(sorted(EXTENSIONS))}, in the folder or in class folders.",
        )
    return index, listing


def _what_it_holds(listing: Listing) -> str:
    if listing.unreadable:
        return f": {readable(listing.unreadable[0])} cannot be opened"
    seen = ", ".join(f"{n} {ending}" for ending, n in listing.ignored.most_common(3))
    return f" (only {readable(seen)})" if seen else ": it is empty"


def check_input(index: Index, listing: Listing, recipe: Recipe, tick: Tick) -> Scan:
    """Check the head of every file, note what is bad, and make the split.

    Raises:
        InputError: Not one file can be used.
    """
    reader = reader_for(listing.root, recipe)
    records = index.writable()
    with (index.folder / ISSUES).open("w", encoding="ascii") as issues:
        for path in listing.unreadable:
            issues.write(dump(error_row(readable(path), "unreadable", "folder cannot be opened")))
        for path in listing.loose:
            issues.write(dump(error_row(readable(path), "no_class", "lies beside class folders")))
        for number in range(index.count):
            tick()
            path = index.path(number)
            try:
                found = reader.probe(path)
            except BadInput as error:
                records["flags"][number] |= BROKEN
                issues.write(dump(error_row(readable(path), error.reason, error.message)))
                continue
            record = records[number]
            record["width"], record["height"] = found.width, found.height
            record["channels"], record["bits"] = found.channels, found.bits
            record["format"] = FORMATS.index(found.format)
    scan = Scan(listing.root, index, listing.ignored)
    if (records["flags"] & BROKEN).all():
        first = next(row for row in scan.issues() if row["reason"] != "no_class")
        raise InputError(
            f"None of the {index.count} images in {listing.root} can be used.",
            f"The first: {first['path']}: {first['message']}",
        )
    if recipe.input.split is not None and not index.own_split:
        assign(index, recipe.input.split, recipe.seed)
    return scan


def scan(root: Path, folder: Path, recipe: Recipe, tick: Tick) -> Scan:
    """List and check an input in one go.

    Raises:
        InputError: There is nothing to use.
    """
    return check_input(*list_input(root, folder), recipe, tick)
