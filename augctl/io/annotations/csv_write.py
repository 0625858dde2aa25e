"""Tables of labels out, in the form of the input where that was a table, too."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from augctl.io.annotations.csv_form import SEPARATORS, Form, guarded
from augctl.io.annotations.losses import lost_facts
from augctl.io.annotations.model import Category, Dataset, Picture
from augctl.io.paths import readable

_SPLITS = ("train", "val", "test")


@dataclass(frozen=True, slots=True)
class CsvWriter:
    """Writes tables of labels.

    Attributes:
        form: What the reader found, if the input is a table too.
    """

    form: Mapping[str, Any] = field(default_factory=dict)

    def alike(self, form: Mapping[str, Any]) -> CsvWriter:
        """Return a writer for a dataset of this form."""
        return CsvWriter(form)

    def image_name(self, file_name: str, split: str | None) -> str:
        """Return where a picture goes: where it was."""
        return readable(file_name)

    def losses(self, picture: Picture) -> tuple[str, ...]:
        """Say in words what of a picture's annotation a table cannot hold."""
        others = picture.extra.keys() - set(self.form.get("columns", ()))
        without_columns = replace(picture, extra={name: picture.extra[name] for name in others})
        lost = lost_facts(without_columns, holds=["labels"])
        if picture.marks:
            lost.append("boxes and other marks")
        return tuple(lost)

    def beside(
        self, picture: Picture, categories: tuple[Category, ...]
    ) -> Iterator[tuple[str, bytes]]:
        """Walk nothing: a table describes all pictures."""
        return iter(())

    def together(self, dataset: Dataset) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Walk the table, or one for each split where the input had it so."""
        form = Form.of(self.form) if self.form else _usual(dataset)
        if form.classes:
            more = [c.name for c in dataset.categories if c.name not in form.classes]
            columns = (*form.columns, *more)
            form = replace(form, columns=columns, classes=(*form.classes, *more))
        table = form.name
        if table is not None:
            split = any(picture.split is not None for picture in dataset.pictures)
            if split and form.split is None:
                form = replace(form, columns=(*form.columns, "split"), split="split")
            yield table, _rows(form, dataset.pictures)
            return
        for name in _SPLITS:
            if any(picture.split == name for picture in dataset.pictures):
                own = (picture for picture in dataset.pictures if picture.split == name)
                yield f"{name}.csv", _rows(form, own)


def _usual(dataset: Dataset) -> Form:
    """Return the form without an example: a column per class where a cell could not list them."""
    names = tuple(category.name for category in dataset.categories)
    if any(sign in name for name in names for sign in SEPARATORS):
        return Form(columns=("file_name", *names), label=None, classes=names)
    return Form()


def _rows(form: Form, pictures: Iterable[Picture]) -> Iterator[bytes]:
    yield _line(form, [guarded(column) for column in form.columns])
    for picture in pictures:
        yield _line(form, [_cell(form, column, picture) for column in form.columns])


def _cell(form: Form, column: str, picture: Picture) -> str:
    if column == form.file:
        name = readable(picture.file_name).removeprefix(form.folder)
        return name if guarded(name) == name else f"./{name}"
    if column == form.label:
        separator = form.separator or SEPARATORS[0]
        return separator.join(guarded(label) for label in picture.labels)
    if column == form.split:
        return picture.split or ""
    if column in form.classes:
        return str(int(column in picture.labels))
    return guarded(str(picture.extra.get(column, "")))


def _line(form: Form, cells: list[str]) -> bytes:
    line = io.StringIO()
    # With another end of line, Python would not quote a cell with a lone \r in it.
    csv.writer(line, delimiter=form.delimiter, lineterminator="\r\n").writerow(cells)
    return (line.getvalue().removesuffix("\r\n") + "\n").encode("utf-8", "replace")
