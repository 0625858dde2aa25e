"""Reads a file that is a table into typed columns on disk, in little memory.

A file is read once. Where the first megabyte promised something that the rest does not keep, such
as a column of numbers that goes on with words, the columns concerned are read once more.

The target is the column that the user names; else the one called target, label, class or y, in any
case; else there is none, for a guess would be wrong too often. It holds classes if it holds texts,
or no more than 20 different whole numbers; other numbers make a regression.

What stands for nothing: in numbers and dates any of the usual words (NA, nan, null, None, ?, …);
in categories an empty cell, or where there is none, the most frequent of these words, but None;
in texts and ids an empty cell. See `augctl.io.tables.guess` for the roles of columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from augctl.errors import InputError, UsageError
from augctl.io import atomic
from augctl.io.annotations.faults import Faults
from augctl.io.annotations.model import Oddity
from augctl.io.paths import near
from augctl.io.tables.cells import NO_CLASS
from augctl.io.tables.collect import CodeFacts, NumberFacts
from augctl.io.tables.columns import Columns
from augctl.io.tables.csv_open import csv_source
from augctl.io.tables.csv_rows import CsvSource
from augctl.io.tables.endings import JSONL, ending_of
from augctl.io.tables.form import Form
from augctl.io.tables.guess import Guess
from augctl.io.tables.jsonl_rows import JsonlSource
from augctl.io.tables.opening import opened
from augctl.io.tables.parquet_rows import ParquetSource, parquet
from augctl.io.tables.passing import Pass
from augctl.io.tables.rows import Rows, Source
from augctl.io.tables.settle import column_of, is_regression, with_texts
from augctl.io.tables.spans import bad_spans
from augctl.io.tables.store import write_store
from augctl.io.tables.text_files import TextFiles
from augctl.tables.rules import TableRules
from augctl.tables.schema import Column, Schema


def read_table(
    file: Path,
    folder: Path,
    rules: TableRules,
    report: Callable[[Oddity], None],
    tick: Callable[[], None],
) -> None:
    """Read a table into a folder: what `Table` and `RowText` open.

    Args:
        file: The table.
        folder: Is there, and empty.
        rules: What the user says of it.
        report: Takes what is wrong, with the line; such rows are left out, unless it says mended.
        tick: Called every megabyte or so.

    Raises:
        InputError: The file is empty, broken, or has no rows.
        UsageError: It cannot be meant: no header, a column twice, no such target.
        MissingPart: It is Parquet, and pyarrow is not installed.
        OutputError: The folder cannot be written to.
    """
    told = _Told(report)
    faults = Faults(file.name, told)
    source, form = _opened(file, folder, faults, tick)
    with atomic.writing(folder):
        try:
            _Reading(file, source, folder, rules, faults).run()
        except _NoRowError:
            raise InputError(
                f"{file.name} has no row that can be read{told.first}.",
                "Mend its rows, and leave nothing above the names of the columns.",
            ) from None
        if isinstance(source, CsvSource):  # which may have found out on the way
            form = replace(form, encoding=source.encoding)
        form.save(folder)


def read_texts(files: TextFiles, folder: Path) -> None:
    """Read text files into a folder, as the rows of a table; see `read_table`.

    Raises:
        OutputError: The folder cannot be written to.
    """
    faults = Faults(files.root.name, files.report)
    with atomic.writing(folder):
        _Reading(files.root, files, folder, files.rules(), faults).run()
        Form("folder", files.root.name, str(files.root.absolute())).save(folder)


class _Told:
    """Passes oddities on, and keeps the first as what an error may add to its message."""

    def __init__(self, report: Callable[[Oddity], None]) -> None:
        self.first = ""
        self._report = report

    def __call__(self, oddity: Oddity) -> None:
        self.first = self.first or f"; the first fault is {oddity.message}"
        self._report(oddity)


class _NoRowError(Exception):
    """A table has no row that can be read."""


class _Reading:
    """The reading of one table."""

    def __init__(
        self, file: Path, source: Source, folder: Path, rules: TableRules, faults: Faults
    ) -> None:
        self.source, self.folder, self.faults = source, folder, faults
        self._file = file
        self._blocks = _read_from(source, file)
        head = next((rows for rows in self._blocks if len(rows.lines)), None)
        if head is None:
            raise _NoRowError
        heads = {name: list(head.cells(name)) for name in source.names}
        # What was read is not read, or found fault with, again.
        self._blocks = chain([head], self._blocks)
        self.columns = Columns(rules, heads, source.comma, faults.path)
        self.readings: dict[str, Pass] = {}
        self._apart: set[str] = set()

    def run(self) -> None:
        """Read the table, and write the store."""
        wanted = {name: self.columns.first(name) for name in self.columns.heads}
        places = self.folder / "places.i8"
        passes: list[Pass] = []
        with places.open("wb") as stream:
            while wanted:
                each = (lambda rows: None) if passes else _placing(stream)
                reading = self._read(wanted, len(passes), each)
                passes.append(reading)
                wanted = self._again(reading)
        schema = self._schema()
        lost = [
            row
            for reading in passes
            for name, facts in reading.facts.items()
            if isinstance(facts, NumberFacts) and self.readings[name] is reading
            for row in facts.bad_rows
        ]
        if self.columns.spans is not None and schema.texts:
            lost += bad_spans(self._blocks, self.columns.spans, schema.texts[0], self.faults)
        if len(set(lost)) == passes[0].count:
            raise _NoRowError
        write_store(self.folder, schema, self.readings, places, lost)
        for file in [places, *(file for reading in passes for file in reading.files())]:
            file.unlink()

    def _read(self, wanted: dict[str, Guess], number: int, each: Callable[[Rows], None]) -> Pass:
        roles = {n: r.role for n, r in self.columns.rules.columns.items() if r.role is not None}
        reading = Pass(self.folder, f"cells{number}", wanted, roles, self.source.comma)
        reading.run(self._blocks, self.source, {*wanted, *self.readings}, each)
        self._blocks = _read_from(self.source, self._file)
        self.readings |= dict.fromkeys(wanted, reading)
        return reading

    def _again(self, reading: Pass) -> dict[str, Guess]:
        """Return what to read once more, and as what."""
        wanted = {name: self.columns.next(name, reading.facts[name]) for name in reading.failed()}
        for name, cells in reading.later.items():
            self.columns.heads[name] = cells
            wanted[name] = self.columns.first(name)
        for name in self.source.clashing & reading.facts.keys() - wanted.keys():
            if not isinstance(reading.facts[name], NumberFacts) and name not in self._apart:
                self._apart.add(name)
                self.source.tell_apart(name)
                wanted[name] = self.columns.as_text(name)
        target = self.columns.target
        if target in reading.facts and isinstance(reading.facts[target], CodeFacts):
            given = self.columns.rule(target).role in ("categorical", "boolean")
            if not given and is_regression(target, reading.texts(target), self.source):
                wanted[target] = Guess("number", "target")
            else:
                wanted.pop(target, None)
        return wanted

    def _schema(self) -> Schema:
        rules = self.columns.rules
        schema = Schema(
            tuple(
                column_of(
                    name,
                    self.readings[name],
                    self.source,
                    self.columns.rule(name),
                    self.columns.heads[name],
                    fresh_ids=rules.fresh_ids,
                    faults=self.faults,
                )
                for name in self.source.names
            )
        )
        schema = with_texts(schema, rules, self.source, self.faults.path)
        target = schema.target
        full = target is not None and self.columns.rule(target.name).full
        if target and not full and _is_empty(target, self.readings[target.name].count):
            raise UsageError(
                f"{self.faults.path}: the target {target.name!r} has no cell that is filled.",
                "Fill it, or name another column as input.target.",
            )
        if target is not None and target.kind == "code" and len(target.categories) == 1:
            message = (
                f"all rows are of the class {target.categories[0]!r} in {target.name!r}: there is"
                " nothing to balance"
            )
            self.faults.kept(0, "one_class", message)
        return schema


def _is_empty(target: Column, rows: int) -> bool:
    """Say whether a target has no value, but words for nothing."""
    words = {text.strip() for text in target.categories}
    return target.missing == rows or (target.kind == "code" and words <= NO_CLASS)


def _opened(
    file: Path, folder: Path, faults: Faults, tick: Callable[[], None]
) -> tuple[Source, Form]:
    if ending_of(file) == ".parquet":
        parquet()
        return ParquetSource(file, tick), Form("parquet", file.name, str(file.absolute()))
    found = opened(file, folder, tick)
    if ending_of(file) not in JSONL:
        return csv_source(file, found, faults, tick)
    with found.file.open("rb") as stream:
        top = stream.read(found.start).decode("latin-1")
        lines = [line.decode("utf-8", "replace") for line in islice(stream, 100)]
    first = next((line for line in lines if line.strip()), "")
    separators = (
        ", " if '", "' in first or ', "' in first else ",",
        ": " if '": ' in first else ":",
    )
    form = Form(
        "jsonl",
        file.name,
        found.source,
        found.packed,
        "utf-8",
        found.outer,
        top,
        "\r\n" if first.endswith("\r\n") else "\n",
        separators=separators,
        ascii=all(line.isascii() for line in lines) and any("\\u" in line for line in lines),
    )
    return JsonlSource(found.file, found.start, faults, tick), form


def _read_from(source: Source, file: Path) -> Iterator[Rows]:
    """Walk the rows; what goes wrong then is the input's fault, and not that of the output."""
    try:
        yield from source.blocks()
    except OSError as error:
        raise _unreadable(file, error) from None


def _unreadable(file: Path, error: OSError) -> InputError:
    return InputError(
        f"{near(file)} cannot be read: {error.strerror or error}.", "Check the file and its disk."
    )


def _placing(stream: BinaryIO) -> Callable[[Rows], None]:
    return lambda rows: rows.places.tofile(stream)
