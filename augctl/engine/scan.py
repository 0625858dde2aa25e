"""Looks at the input: lists it, indexes it, checks every file's head. Decodes nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import cast

from augctl.engine.bearings import Bearings
from augctl.engine.equal_files import equal_files
from augctl.engine.job import reader_for, target_format
from augctl.engine.quarantine import Rules
from augctl.engine.row_scan import TableListing, list_table, list_texts, rules_of
from augctl.errors import BadInput, InputError
from augctl.io import atomic
from augctl.io.annotations import formats
from augctl.io.annotations.formats import Format
from augctl.io.annotations.model import Oddity
from augctl.io.annotations.names import bare
from augctl.io.codecs import EXTENSIONS
from augctl.io.original import BROKEN, FORMATS, Entry
from augctl.io.paths import readable
from augctl.io.sources.annotated import AnnotatedListing
from augctl.io.sources.folder import Listing
from augctl.io.tables.endings import TABLE_ENDINGS
from augctl.io.tables.text_files import SUFFIXES
from augctl.manifest import Row, dump, error_row
from augctl.planning.index import Index, flag_clashes
from augctl.planning.index_writer import build
from augctl.planning.rows import flag_wordless, keep_to_training
from augctl.planning.splits import assign
from augctl.recipe.compile import Recipe

ISSUES = "issues.jsonl"

_NOTED = 10
_FIRST = 3

AnyListing = Listing | AnnotatedListing | TableListing

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
        return list(read_issues(self.index.folder))


def read_issues(folder: Path) -> Iterator[Row]:
    """Walk the rows of what a scan found bad, from its folder."""
    with (folder / ISSUES).open(encoding="ascii") as stream:
        yield from map(json.loads, stream)


def notes_of(index: Index) -> list[str]:
    """Say what is odd about a table and stays so; of pictures, inspect alone lists it."""
    if not index.is_table:
        return []
    rows = (row for row in read_issues(index.folder) if row["outcome"] == "kept")
    return [row["message"] for row in islice(rows, _NOTED)]


def list_input(
    root: Path, folder: Path, recipe: Recipe, tick: Tick = lambda: None
) -> tuple[Index, AnyListing]:
    """List an input into an index at `folder`.

    Args:
        root: The input folder, or the file of a table.
        folder: Takes the files of the index, and of the store where there are annotations.
        recipe: Says how the data is laid out.
        tick: Called once per file.

    Raises:
        UsageError: The format cannot be told, or the annotation cannot be read.
        InputError: There is no folder, or no image in it.
        OutputError: The index cannot be written.
    """
    if root.is_file():
        return list_table(root, folder, recipe, tick)
    given = recipe.input.format
    if given == "text":
        return _texts(root, folder, tick)
    found = formats.find(root) if given == "auto" else given
    listing: Listing | AnnotatedListing = Listing(root, EXTENSIONS)
    if found in formats.FORMATS:
        listing = AnnotatedListing(root, formats.reader(found), folder)
    with atomic.writing(folder):
        index = build(_entries(listing, tick), folder, found or "folder")
    if index.count == 0 and isinstance(listing, Listing) and ".txt" in listing.ignored:
        tables = sorted(TABLE_ENDINGS & listing.ignored.keys())
        if tables and given == "auto":
            raise InputError(
                f"The input {root} holds texts and tables ({', '.join(tables)}) and no images.",
                "Name the table itself; or write input.format: text, if the texts are meant.",
            )
        return _texts(root, folder, tick)
    if index.count == 0:
        for oddity in listing.oddities:
            raise InputError(
                f"The input {root}, read as {index.format}, holds no image that could be used.",
                f"The first of its faults: {oddity.message}",
            )
        raise InputError(
            f"The input {root} holds no images and no texts{_what_it_holds(listing)}.",
            f"They end in {', '.join(sorted({*EXTENSIONS, *SUFFIXES}))}, in the folder or in class"
            " folders; name a table itself.",
        )
    return index, listing


def _texts(root: Path, folder: Path, tick: Tick) -> tuple[Index, Listing]:
    """List a folder of text files; see `list_input`."""
    texts = Listing(root, SUFFIXES)
    index, texts.oddities = list_texts(root, folder, _entries(texts, tick), tick)
    if not index.count:
        raise InputError(
            f"The input {root} holds no texts{_what_it_holds(texts)}.",
            "They end in .txt, in the folder or in class folders.",
        )
    return index, texts


def _entries(listing: Listing | AnnotatedListing, tick: Tick) -> Iterator[Entry]:
    """Walk a listing; what cannot be listed is no fault of the index."""
    try:
        for entry in listing.entries():
            tick()
            yield entry
    except OSError as error:
        raise InputError(
            f"The input {listing.root} cannot be listed: {error.strerror or error}."
        ) from error


def _what_it_holds(listing: AnyListing) -> str:
    if listing.unreadable:
        return f": {readable(listing.unreadable[0])} cannot be opened"
    seen = ", ".join(f"{n} {ending}" for ending, n in listing.ignored.most_common(3))
    return f" (only {readable(seen)})" if seen else ": it is empty"


def check_input(index: Index, listing: AnyListing, recipe: Recipe, tick: Tick) -> Scan:
    """Check the head of every file, note what is bad or odd, and make the split.

    Raises:
        UsageError: The recipe says to stop at something that is odd.
        InputError: Not one file can be used.
    """
    rules = Rules(recipe.input.quarantine)
    with _Issues(index.folder / ISSUES, rules) as issues:
        for path in listing.unreadable:
            issues.add(Oddity(path, "unreadable", "folder cannot be opened"))
        for path in listing.loose:
            issues.add(Oddity(path, "no_class", "lies beside class folders"))
        for oddity in listing.oddities:
            issues.add(oddity)
        rules.check()
        if not index.is_table:
            _check_images(index, recipe, listing.root, issues, tick)
        elif not index.is_model and any(chain.on_text for chain in recipe.chains):
            _check_texts(index, issues)
        rules.check()
    scan = Scan(listing.root, index, listing.ignored)
    if (index.records["flags"] & BROKEN).all():
        skipped = (row for row in read_issues(index.folder) if row["outcome"] == "skipped")
        bad = next(row for row in skipped if row["reason"] != "no_class")
        raise InputError(
            f"None of the {index.count} {_called(index)} in {listing.root} can be used.",
            f"The first: {bad['path']}: {bad['message']}",
        )
    if recipe.input.split is not None and not index.divided:
        assign(index, recipe.input.split, recipe.seed)
    if not index.is_table:
        _flag_clashes(index, recipe)
    elif recipe.chains:  # to look at a table is to look at all rows
        with atomic.writing(index.folder):
            keep_to_training(index, rules_of(recipe).columns)
    return scan


def _check_texts(index: Index, issues: _Issues) -> None:
    """Flag the rows without text, and say how many there are, and which are the first."""
    with atomic.writing(index.folder):
        empty = flag_wordless(index)
    if empty:
        shown = ", ".join(readable(index.path(row)) for row in empty[:_FIRST])
        more = ", …" if len(empty) > _FIRST else ""
        rows = "1 row has" if len(empty) == 1 else f"{len(empty):,} rows have"
        text = f"{rows} no text ({shown}{more}): nothing is made of that, and it stays as it is"
        issues.add(Oddity(index.path(empty[0]), "empty_text", text, kept=True))


def _called(index: Index) -> str:
    return "text files" if index.is_table else "images"


def _check_images(index: Index, recipe: Recipe, root: Path, issues: _Issues, tick: Tick) -> None:
    """Check the head of every image, and look for files with the same bytes if a rule asks it."""
    reader = reader_for(root, recipe)
    records = index.writable()
    bearings = Bearings.of(index)
    for number in range(index.count):
        tick()
        path = index.path(number)
        if path in issues.rules.left_out:
            records["flags"][number] |= BROKEN
            continue
        try:
            found = reader.probe(path)
        except BadInput as error:
            records["flags"][number] |= BROKEN
            issues.add(Oddity(path, error.reason, error.message))
            continue
        record = records[number]
        record["width"], record["height"] = found.width, found.height
        record["channels"], record["bits"] = found.channels, found.bits
        record["format"] = FORMATS.index(found.format)
        bearings.look(number, found)
    unclear = bearings.settle()
    if unclear is not None:
        issues.add(unclear)
    if issues.rules.rule("duplicate") != "keep":
        for one, *others in equal_files(root, index):
            records["flags"][others] |= BROKEN
            text = f"has the same bytes as {readable(index.path(one))}"
            for path in map(index.path, others):
                issues.add(Oddity(path, "duplicate", text, picture=path))


def _flag_clashes(index: Index, recipe: Recipe) -> None:
    """Flag the originals that would have one name among the outputs."""
    target = target_format(recipe, index)
    if target != "folder":
        writer = formats.writer(cast("Format", target))
        by_split = index.own_split or recipe.input.split is not None
        flag_clashes(
            index, lambda path, split: writer.image_name(path, split if by_split else None)
        )
    elif index.format != "folder":
        flag_clashes(index, lambda path, split: f"{split}/{bare(path)}")


class _Issues:
    """Writes rows of what is bad, as rules have it; reading and writing fail in different ways."""

    def __init__(self, file: Path, rules: Rules) -> None:
        self._file = file
        self.rules = rules
        with atomic.writing(file):
            self._stream = file.open("wb", buffering=0)

    def __enter__(self) -> _Issues:
        return self

    def __exit__(self, *error: object) -> None:
        with atomic.writing(self._file):
            self._stream.close()

    def add(self, oddity: Oddity) -> None:
        outcome, message = self.rules.outcome(oddity)
        row = error_row(readable(oddity.path), oddity.reason, message, outcome=outcome)
        with atomic.writing(self._file):
            self._stream.write(dump(row).encode("ascii"))
