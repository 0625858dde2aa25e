"""Tables of labels: `file_name,label[,split]`, several labels in a cell, or a column per class."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from augctl.errors import BadInput, UsageError
from augctl.io.annotations.csv_form import SEPARATORS, Form, flag, sniff, unguarded
from augctl.io.annotations.csv_write import CsvWriter
from augctl.io.annotations.faults import Faults, inner_path
from augctl.io.annotations.model import Category, Dataset, Oddity, Picture, Report
from augctl.io.annotations.places import content, decoded, files, is_picture, is_there
from augctl.io.annotations.splits import SPLIT_NAMES

_ENDINGS = (".csv", ".tsv")
_HEAD_BYTES = 65536

# So many of the first pictures are looked for to find the folder that paths count from.
_SAMPLE = 20


@dataclass(frozen=True, slots=True)
class CsvReader:
    """Reads tables of labels."""

    def evidence(self, root: Path) -> str | None:
        """Return a table that has columns of pictures and of labels."""
        found, _ = _candidates(root)
        return found[0] if found else None

    def read(self, root: Path, report: Report) -> Dataset:
        """Read one table, or one for each split.

        Raises:
            UsageError: No table has the columns, several could be meant, or one is no table.
        """
        names = _tables(root)
        splits = {name: SPLIT_NAMES.get(PurePosixPath(name).stem.lower()) for name in names}
        rows = _Rows(root, report)
        for name in names:
            rows.read(name, splits[name] if len(names) > 1 else None)
        assert rows.form is not None
        form = rows.form if len(names) == 1 else replace(rows.form, name=None)
        form = replace(form, separator=rows.separator())
        rows.report_unlisted(", ".join(names))
        pictures = rows.pictures(form)
        labels = {label for picture in pictures for label in picture.labels}
        categories = form.classes or sorted(labels)
        return Dataset(tuple(map(Category, categories)), pictures, form=form.plain())


class _Row(NamedTuple):
    """One row; `cell` holds its labels as they stand there, `labels` those of class columns."""

    file_name: str
    line: int
    split: str | None
    cell: str
    labels: tuple[str, ...]
    extra: tuple[str, ...]


@dataclass(slots=True)
class _Rows:
    """Collects the rows of all tables by picture, which come in any order.

    Attributes:
        root: The folder of the dataset.
        report: Takes what is wrong.
        form: Of the first table; None before it is read.
        by_name: The rows that can be used, by picture.
        named: All pictures that rows name.
    """

    root: Path
    report: Report
    form: Form | None = None
    by_name: dict[str, _Row] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)

    def read(self, name: str, split: str | None) -> None:
        """Read a table, whose rows all belong to a split where one is given."""
        text = decoded(content(self.root / name), name)
        form = _form(text, name)
        if self.form is None:
            self.form = replace(form, folder=self._folder(text, form))
        elif form.columns != self.form.columns:
            raise UsageError(
                f"{name} has other columns than the table before it: "
                f"{', '.join(form.columns)} and not {', '.join(self.form.columns)}.",
                "Give all tables of a dataset the same columns.",
            )
        faults = Faults(name, self.report)
        for line, cells in _records(text, form, name):
            if len(cells) == len(form.columns):
                self._add(line, dict(zip(form.columns, cells, strict=True)), split, faults)
            elif any(cells):
                message = (
                    f"expected {len(form.columns)} cells, found {len(cells)}; the row is left out"
                )
                faults.at(line, "ragged_row", message)

    def report_unlisted(self, tables: str) -> None:
        """Report the pictures that no row names, not even one that cannot be used."""
        for path in files(self.root):
            if is_picture(path) and path not in self.named:
                what = f"{path} is in no row of {tables}; it is left out"
                self.report(Oddity(path, "image_without_annotation", what))

    def separator(self) -> str | None:
        """Return what stands between labels, if any cell has several."""
        assert self.form is not None
        for sign in SEPARATORS:
            if any(sign in row.cell for row in self.by_name.values()):
                return sign
        return None

    def pictures(self, form: Form) -> list[Picture]:
        """Return the pictures in order of path."""
        others = _others(form)
        result = []
        for name in sorted(self.by_name, key=os.fsencode):
            row = self.by_name[name]
            labels = row.labels
            if row.cell:
                cells = row.cell.split(form.separator) if form.separator else [row.cell]
                stripped = (unguarded(cell.strip()) for cell in cells)
                labels = tuple(dict.fromkeys(label for label in stripped if label))
            extra = dict(zip(others, row.extra, strict=True))
            result.append(Picture(name, row.split, labels=labels, extra=extra))
        return result

    def _add(self, line: int, cells: dict[str, str], split: str | None, faults: Faults) -> None:
        assert self.form is not None
        form = self.form
        try:
            name = inner_path(form.folder + cells[form.file].strip())
        except BadInput as error:
            faults.at(line, error.reason, f"{error.message}; the row is left out")
            return
        self.named.add(name)
        if not is_there(self.root / name):
            faults.at(line, "image_missing", f"there is no file {name!r}; the row is left out")
            return
        if form.split is not None and cells[form.split].strip():
            word = cells[form.split].strip()
            split = SPLIT_NAMES.get(word.lower())
            if split is None:
                message = f"expected train, val or test, found {word!r}; the row is left out"
                faults.at(line, "split_unknown", message)
                return
        flags = {column: flag(cells[column]) for column in form.classes}
        strange = next((column for column, on in flags.items() if on is None), None)
        if strange is not None:
            message = (
                f"expected 0 or 1 for {strange!r}, found {cells[strange]!r}; the row is left out"
            )
            faults.at(line, "no_flag", message)
            return
        labels = tuple(column for column, on in flags.items() if on)
        cell = cells[form.label].strip() if form.label is not None else ""
        extra = tuple(unguarded(cells[column]) for column in _others(form))
        row = _Row(name, line, split, cell, labels, extra)
        first = self.by_name.setdefault(name, row)
        if first is not row:
            same = (first.cell, first.labels, first.split) == (cell, labels, split)
            what = "is there already" if same else "is there already with another label or split"
            message = f"{name!r} {what}, in line {first.line}; the row is left out"
            faults.at(line, "duplicate_row" if same else "row_conflict", message)

    def _folder(self, text: str, form: Form) -> str:
        """Find the folder that paths count from: the table's, or the first one below that fits."""
        names = []
        at = form.columns.index(form.file)
        for _, cells in _records(text, form, form.name or ""):
            if at < len(cells):
                names.append(cells[at].strip())
            if len(names) == _SAMPLE:
                break
        try:
            safe = [inner_path(name) for name in names if name]
        except BadInput:
            return ""  # said when its row is read
        below = sorted(p.name for p in self.root.iterdir() if p.is_dir() and p.name[0] != ".")
        for folder in ("", *(f"{name}/" for name in below)):
            if any(is_there(self.root / (folder + name)) for name in safe):
                return folder
        return ""


def _others(form: Form) -> list[str]:
    """Return the columns that say neither file, label nor split."""
    known = {form.file, form.label, form.split, *form.classes}
    return [column for column in form.columns if column not in known]


def _records(text: str, form: Form, name: str) -> Iterator[tuple[int, list[str]]]:
    """Walk the rows behind the header: line where each begins, and its cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=form.delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if line > 1:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise UsageError(
            f"{name}:{line}: the row is broken: {error}.", "Close its quotes, or leave them out."
        ) from None


def _form(text: str, name: str) -> Form:
    lines = io.StringIO(text)
    return sniff(lines.readline(), lines.readline(), name)


def _candidates(root: Path) -> tuple[list[str], list[UsageError]]:
    """Return the tables that have the columns, and why others have not."""
    found, reasons = [], []
    try:
        names = sorted(p.name for p in root.iterdir() if p.suffix.lower() in _ENDINGS)
    except OSError:
        return [], []  # who lists the folder will say so
    for name in names:
        try:
            head = content(root / name, _HEAD_BYTES)
            if len(head) == _HEAD_BYTES:
                # A letter that the cut takes apart is no reason to refuse the table.
                head = head.rpartition(b"\n")[0]
            _form(decoded(head, name), name)
        except UsageError as error:
            reasons.append(error)
        except BadInput as error:
            reasons.append(UsageError(f"{name}: {error.message}.", "Check its permissions."))
        else:
            found.append(name)
    return found, reasons


def _tables(root: Path) -> list[str]:
    """Return the one table, or those that are named for a split each."""
    found, reasons = _candidates(root)
    if not found:
        if reasons:
            raise reasons[0]
        raise UsageError(
            f"{root} has no table of labels.", "Expected a .csv file with file_name,label."
        )
    if len(found) > 1 and not all(PurePosixPath(n).stem.lower() in SPLIT_NAMES for n in found):
        raise UsageError(
            f"{root} has several tables of labels: {', '.join(found)}.",
            "Leave one there, or name them train.csv, val.csv and test.csv.",
        )
    return found


READER = CsvReader()
WRITER = CsvWriter()
